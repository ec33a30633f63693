// SPDX-License-Identifier: MIT
// Addresses of the page: paths by the history interface, filters in the query, iterations in the fragment.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const listeners = new Set<() => void>();

export function go(path: string, replace = false): void {
  const before = location.pathname;
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  listeners.forEach((listener) => listener());
  if (location.pathname !== before) window.scrollTo(0, 0);
}

export interface Place {
  parts: string[];
  query: URLSearchParams;
  hash: string;
}

function here(): Place {
  return {
    parts: location.pathname.split('/').filter(Boolean),
    query: new URLSearchParams(location.search),
    hash: location.hash.slice(1),
  };
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here());
  useEffect(() => {
    const listener = () => setPlace(here());
    listeners.add(listener);
    window.addEventListener('popstate', listener);
    window.addEventListener('hashchange', listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener('popstate', listener);
      window.removeEventListener('hashchange', listener);
    };
  }, []);
  return place;
}

interface LinkProps extends Omit<JSX.HTMLAttributes<HTMLAnchorElement>, 'href'> {
  to: string;
  children: ComponentChildren;
  class?: string;
  current?: boolean;
}

export function Link({ to, children, current, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={to}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
