// SPDX-License-Identifier: MIT
// Calls of the REST API with the session's CSRF value; every failure is an ApiError with the server's own words.
import { language } from './i18n';
import type { Problem } from './types';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint = '',
    readonly field = '',
    readonly problems: Problem[] = [],
  ) {
    super(message);
  }
}

let csrf = '';
let signedOut: () => void = () => {};

// The other half of the session. A browser sends the cookie to every port of this machine; what it stores belongs to the
// origin, which is this port alone, and outlives a reload and serves every tab of it. Alone it opens nothing either.
// Servers of several stores may have used this port one after the other, so the newest few are kept.
const keysName = 'vibecoder.session-keys';
const mostKeys = 8;
let key = '';

function keptKeys(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keysName) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return []; // a browser that stores nothing: the session lasts as long as this page
  }
}

function keep(newest: string): void {
  key = newest;
  try {
    const others = keptKeys().filter((one) => one !== newest);
    localStorage.setItem(keysName, JSON.stringify([newest, ...others].slice(0, mostKeys)));
  } catch {
    // see keptKeys()
  }
}

/** Told when the server no longer knows the session. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

interface Options {
  type?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

async function failureOf(response: Response): Promise<ApiError> {
  try {
    const { error } = await response.json();
    return new ApiError(response.status, error.code, error.message, error.hint, error.field, error.problems ?? []);
  } catch {
    return new ApiError(response.status, 'error', response.statusText);
  }
}

// What the server finds while it reads a request it says in the language of the page.
const spoken = () => ({ 'Accept-Language': language() === 'zh' ? 'zh-CN' : 'en' });

function proofs(): Record<string, string> {
  return { ...(key ? { 'X-Session-Key': key } : {}), ...(csrf ? { 'X-CSRF-Token': csrf } : {}) };
}

async function call(method: string, path: string, body?: unknown, options: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { ...spoken(), ...proofs(), ...options.headers };
  if (body !== undefined) headers['Content-Type'] = options.type ?? 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : options.type ? (body as string) : JSON.stringify(body),
      signal: options.signal,
      credentials: 'same-origin',
      redirect: 'error',
    });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ApiError(0, 'offline', 'offline');
  }
  if (response.ok) return response;
  if (response.status === 401 && csrf && !path.startsWith('/api/session')) signedOut();
  throw await failureOf(response);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await call('GET', path, undefined, { signal })).json();
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await call('GET', path, undefined, { signal })).text();
}

export async function send<T>(method: string, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const response = await call(method, path, body, options);
  return response.status === 204 ? (undefined as T) : response.json();
}

/** One call as it is, for the page that tries the API: no failure is thrown for what the server answered. */
export async function raw(method: string, path: string, body: string, type: string): Promise<Response> {
  const headers: Record<string, string> = { ...spoken(), ...proofs() };
  if (body) headers['Content-Type'] = type;
  return fetch(path, { method, headers, body: body || undefined, credentials: 'same-origin', redirect: 'error' });
}

async function enterByKeys(keys: string[]): Promise<boolean> {
  for (const one of keys) {
    key = one;
    try {
      csrf = (await get<{ csrf: string }>('/api/session')).csrf;
      return true;
    } catch (error) {
      if ((error as ApiError).status !== 401) throw error;
    }
  }
  key = '';
  return false;
}

// Another tab signed in anew: this one goes on with what that one was told.
window.addEventListener('storage', (event) => {
  const newest = keptKeys()[0];
  if (event.key === keysName && newest && newest !== key) enterByKeys([newest, key]).catch(() => {});
});

/** Gets into a session: by the ticket of the link once, later by the cookie and a kept key. False: no session. */
export async function enter(): Promise<boolean> {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
  if (ticket) {
    // Out of the address and the history before anything else happens.
    history.replaceState(null, '', location.pathname + location.search);
    try {
      const session = await send<{ csrf: string; key: string }>('POST', '/api/session', { ticket });
      csrf = session.csrf;
      keep(session.key);
      return true;
    } catch (error) {
      if ((error as ApiError).status !== 401) throw error;
    }
  }
  return enterByKeys(keptKeys());
}
