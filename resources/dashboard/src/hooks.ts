// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api';
import { liveState, onEvent, onLiveState, onTextOf, textOf, watchText, type LiveState } from './live';
import { onTheme, shownTheme } from './theme';
import type { StoreEvent } from './types';

export interface Query<T> {
  data: T | null;
  error: ApiError | null;
  loading: boolean;
  reload: () => void;
}

const pollMs = 5000;
const calmMs = 330;

const asError = (reason: unknown) => (reason instanceof ApiError ? reason : new ApiError(0, 'error', (reason as Error).message));

/** Runs `act` when a live event concerns it (at most three times a second), when the connection is back, and every
 *  5 seconds while there is none. */
export function useRefresh(act: () => void, concerns?: (event: StoreEvent) => boolean): void {
  const last = useRef(act);
  const test = useRef(concerns);
  last.current = act;
  test.current = concerns;
  useEffect(() => {
    let timer = 0;
    const soon = () => {
      if (timer) return;
      timer = window.setTimeout(() => {
        timer = 0;
        last.current();
      }, calmMs);
    };
    const stopEvents = onEvent((event) => {
      if ((test.current ?? (() => true))(event)) soon();
    });
    const stopState = onLiveState((state) => state === 'live' && soon());
    const poll = window.setInterval(() => {
      if (liveState() !== 'live') last.current();
    }, pollMs);
    return () => {
      stopEvents();
      stopState();
      window.clearTimeout(timer);
      window.clearInterval(poll);
    };
  }, []);
}

/** Reads a path, and again when `useRefresh` says so. The last answer stays while the next one is on its way. */
export function useQuery<T>(path: string | null, concerns?: (event: StoreEvent) => boolean): Query<T> {
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [loading, setLoading] = useState(true);
  const running = useRef<AbortController | null>(null);

  const reload = useCallback(() => {
    if (!path) return;
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    get<T>(path, control.signal).then(
      (value) => {
        setData(value);
        setError(null);
        setLoading(false);
      },
      (reason: Error) => {
        if (reason.name === 'AbortError') return;
        setError(asError(reason));
        setLoading(false);
      },
    );
  }, [path]);

  useEffect(() => {
    setData(null);
    setError(null);
    setLoading(true);
    reload();
    return () => running.current?.abort();
  }, [reload]);
  useRefresh(reload, concerns);
  return { data, error, loading, reload };
}

export interface TaskEvents {
  events: StoreEvent[];
  error: ApiError | null;
  loading: boolean;
}

/** The whole story of a task: read in pages once, then what the connection brings; asked for by number without it. */
export function useTaskEvents(id: string): TaskEvents {
  const [told, setTold] = useState<TaskEvents>({ events: [], error: null, loading: true });
  const known = useRef<StoreEvent[]>([]);
  const busy = useRef(false);

  const add = (more: StoreEvent[]) => {
    const last = known.current.at(-1)?.seq ?? 0;
    const fresh = more.filter((event) => event.seq > last);
    if (fresh.length > 0) known.current = [...known.current, ...fresh];
  };
  const fetchRest = async (signal?: AbortSignal) => {
    if (busy.current) return;
    busy.current = true;
    try {
      const mostPages = 50;
      for (let page = 0; page < mostPages; page++) {
        const after = known.current.at(-1)?.seq ?? 0;
        const answer = await get<{ events: StoreEvent[] }>(`/api/tasks/${id}/events?after_seq=${after}&limit=1000`, signal);
        add(answer.events);
        if (answer.events.length < 1000) break;
      }
      setTold({ events: known.current, error: null, loading: false });
    } catch (reason) {
      if ((reason as Error).name !== 'AbortError') setTold({ events: known.current, error: asError(reason), loading: false });
    } finally {
      busy.current = false;
    }
  };
  useEffect(() => {
    const control = new AbortController();
    known.current = [];
    busy.current = false;
    setTold({ events: [], error: null, loading: true });
    void fetchRest(control.signal);
    return () => control.abort();
  }, [id]);
  useRefresh(() => void fetchRest(), (event) => event.task_id === id);
  return told;
}

/** Live model text of a task; the place that shows it is drawn again with each batch. */
export function useLiveText(id: string): { text: string; at: number } {
  const [, redraw] = useState(0);
  useEffect(() => {
    const stopWatching = watchText(id);
    const stop = onTextOf(id, () => redraw((n) => n + 1));
    return () => {
      stop();
      stopWatching();
    };
  }, [id]);
  return textOf(id);
}

/** Keeps the live text of a task coming while its page is open, whichever part of it is shown. */
export function useKeptText(id: string): void {
  useEffect(() => watchText(id), [id]);
}

export function useLiveState(): LiveState {
  const [state, setState] = useState(liveState());
  useEffect(() => onLiveState(setState), []);
  return state;
}

/** Draws the component again when the theme changes; light or dark. */
export function useTheme(): 'light' | 'dark' {
  const [shown, setShown] = useState(shownTheme());
  useEffect(() => {
    const look = () => setShown(shownTheme());
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', look);
    const stop = onTheme(look);
    return () => {
      stop();
      system.removeEventListener('change', look);
    };
  }, []);
  return shown;
}

/** The time, so that ages and countdowns move. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Whether the window fits a media query. */
export function useMedia(query: string): boolean {
  const [fits, setFits] = useState(window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const look = () => setFits(list.matches);
    look();
    list.addEventListener('change', look);
    return () => list.removeEventListener('change', look);
  }, [query]);
  return fits;
}

/** What a task gets that does not say it itself: the settings of this machine. */
export interface Defaults {
  cap: number | null;
  iterations: string;
  timeout: string;
  model: string;
}

let asked: Promise<Defaults> | null = null;
let known: Defaults = { cap: null, iterations: '', timeout: '', model: '' };

/** Asked for once; empty until they are there. */
export function useDefaults(): Defaults {
  const [defaults, setDefaults] = useState(known);
  useEffect(() => {
    asked ??= get<{ settings: { key: string; value: string }[] }>('/api/settings').then(({ settings }) => {
      const of = (key: string) => settings.find((one) => one.key === key)?.value ?? '';
      known = { cap: Number(of('max_cost_usd')) || null, iterations: of('max_iterations'), timeout: of('timeout_per_iteration'), model: of('claude_model') };
      return known;
    });
    asked.then(setDefaults, () => (asked = null));
  }, []);
  return defaults;
}
