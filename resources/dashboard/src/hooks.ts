// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api';
import { liveState, onEvent, onLiveState, type LiveState } from './live';
import type { StoreEvent } from './types';

export interface Query<T> {
  data: T | null;
  error: ApiError | null;
  loading: boolean;
  reload: () => void;
}

/** Reads a path, and again when a live event concerns it (at most three times a second) or, without live updates, every
 *  5 seconds. The last answer stays while the next one is on its way. */
export function useQuery<T>(path: string | null, concerns?: (event: StoreEvent) => boolean): Query<T> {
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [loading, setLoading] = useState(true);
  const running = useRef<AbortController | null>(null);
  const test = useRef(concerns);
  test.current = concerns;

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
        setError(reason instanceof ApiError ? reason : new ApiError(0, 'error', reason.message));
        setLoading(false);
      },
    );
  }, [path]);

  useEffect(() => {
    setData(null);
    setLoading(true);
    reload();
    let timer = 0;
    const stop = onEvent((event) => {
      if (timer || !(test.current ?? (() => true))(event)) return;
      timer = window.setTimeout(() => {
        timer = 0;
        reload();
      }, 330);
    });
    const poll = window.setInterval(() => {
      if (liveState() !== 'live') reload();
    }, 5000);
    return () => {
      stop();
      window.clearTimeout(timer);
      window.clearInterval(poll);
      running.current?.abort();
    };
  }, [reload]);

  return { data, error, loading, reload };
}

export function useLiveState(): LiveState {
  const [state, setState] = useState(liveState());
  useEffect(() => onLiveState(setState), []);
  return state;
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
