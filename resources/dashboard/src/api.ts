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

async function call(method: string, path: string, body?: unknown, options: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { ...spoken(), ...options.headers };
  if (csrf) headers['X-CSRF-Token'] = csrf;
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
  const headers: Record<string, string> = { ...spoken(), ...(csrf ? { 'X-CSRF-Token': csrf } : {}) };
  if (body) headers['Content-Type'] = type;
  return fetch(path, { method, headers, body: body || undefined, credentials: 'same-origin', redirect: 'error' });
}

/** Gets into a session: by the ticket of the link once, later by the cookie alone. False: no session. */
export async function enter(): Promise<boolean> {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
  if (ticket) {
    // Out of the address and the history before anything else happens.
    history.replaceState(null, '', location.pathname + location.search);
    try {
      csrf = (await send<{ csrf: string }>('POST', '/api/session', { ticket })).csrf;
      return true;
    } catch (error) {
      if ((error as ApiError).status !== 401) throw error;
    }
  }
  try {
    csrf = (await get<{ csrf: string }>('/api/session')).csrf;
    return true;
  } catch (error) {
    if ((error as ApiError).status === 401) return false;
    throw error;
  }
}
