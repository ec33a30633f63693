// SPDX-License-Identifier: MIT
// System, light or dark; kept in this browser. The attribute picks the palette in the style sheet.
export type Theme = 'system' | 'light' | 'dark';

const kept = localStorage.getItem('theme');
let current: Theme = kept === 'light' || kept === 'dark' ? kept : 'system';
const listeners = new Set<() => void>();

function apply(): void {
  if (current === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = current;
}

apply();

export function theme(): Theme {
  return current;
}

export function setTheme(next: Theme): void {
  current = next;
  if (next === 'system') localStorage.removeItem('theme');
  else localStorage.setItem('theme', next);
  apply();
  listeners.forEach((listener) => listener());
}

/** Light or dark as it is shown now. */
export function shownTheme(): 'light' | 'dark' {
  if (current !== 'system') return current;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
