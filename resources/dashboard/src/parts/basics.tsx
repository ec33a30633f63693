// SPDX-License-Identifier: MIT
// The small parts every page is made of: state words, pips, notes, empty and error places, buttons that wait.
import {
  Ban, CircleAlert, CircleCheck, CircleDashed, CircleDollarSign, CirclePause, CircleX, Hand, LoaderCircle, Repeat,
} from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../api';
import { t, word } from '../i18n';
import type { Task } from '../types';

const icons = {
  queued: CircleDashed, running: LoaderCircle, paused: CirclePause, needs: Hand, passed: CircleCheck, failed: CircleX,
  stuck: Repeat, budget: CircleDollarSign, cancelled: Ban, error: CircleAlert,
} as const;
export type Look = keyof typeof icons;

/** One of ten looks: the state, and for failed tasks the kind of their end. */
export function lookOf(task: Pick<Task, 'status' | 'stop_reason'>): Look {
  switch (task.status) {
    case 'pending':
      return 'queued';
    case 'running':
      return 'running';
    case 'paused':
      return 'paused';
    case 'waiting_approval':
      return 'needs';
    case 'completed':
      return 'passed';
    case 'cancelled':
      return 'cancelled';
  }
  const reason = task.stop_reason ?? '';
  if (reason.startsWith('stuck')) return 'stuck';
  if (reason === 'cost_limit' || reason === 'call_limit') return 'budget';
  if (reason.endsWith('error') || reason === 'worker_crash_loop' || reason === 'journal_mismatch') return 'error';
  return 'failed';
}

export function State({ task, pill }: { task: Pick<Task, 'status' | 'stop_reason'>; pill?: boolean }) {
  const look = lookOf(task);
  const Icon = icons[look];
  return (
    <span class={`state ${look}${pill ? ' pill' : ''}`}>
      <Icon size={pill ? 14 : 16} aria-hidden="true" />
      {word('look', look)}
    </span>
  );
}

export function Tests({ passed, failed }: { passed: number | null; failed: number | null }) {
  if (passed === null && failed === null) return null;
  return (
    <span class="tests">
      {passed !== null && (
        <span class="good" aria-label={t('tests_passed', { n: passed })}>
          {passed} ✓
        </span>
      )}
      {failed ? (
        <span class="bad" aria-label={t('tests_failed', { n: failed })}>
          {failed} ×
        </span>
      ) : null}
    </span>
  );
}

export function Pips({ done, of, good }: { done: number; of: number; good?: boolean }) {
  const shown = Math.min(of, 12);
  const filled = of <= 12 ? done : Math.round((done / of) * 12);
  return (
    <span class="pips" aria-hidden="true">
      {Array.from({ length: shown }, (_, i) => (
        <i key={i} class={i < filled - 1 ? 'done' : i === filled - 1 ? (good ? 'good' : 'now') : ''} />
      ))}
    </span>
  );
}

export function Note({ kind, children }: { kind: 'info' | 'warning' | 'danger' | 'success'; children: ComponentChildren }) {
  return (
    <p class={`note ${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
      {children}
    </p>
  );
}

export function Failed({ error, retry }: { error: ApiError; retry?: () => void }) {
  return (
    <div class="note danger" role="alert">
      <p>{error.status === 0 ? t('offline') : error.message}</p>
      {error.hint && <p class="muted">{error.hint}</p>}
      {retry && (
        <button class="button" onClick={retry}>
          {t('try_again')}
        </button>
      )}
    </div>
  );
}

export function Empty({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p>{text}</p>
      {children}
    </div>
  );
}

export function Loading() {
  return (
    <div class="loading" role="status" aria-label={t('loading')}>
      <i />
      <i />
      <i />
    </div>
  );
}

/** A button whose act takes a moment: disabled while it runs, its failure told beside it. */
export function ActButton(props: {
  act: () => Promise<unknown>;
  class?: string;
  disabled?: boolean;
  title?: string;
  children: ComponentChildren;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const press = async () => {
    setBusy(true);
    setError(null);
    try {
      await props.act();
    } catch (reason) {
      setError(reason instanceof ApiError ? reason : new ApiError(0, 'error', String(reason)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button class={`button ${props.class ?? ''}`} disabled={busy || props.disabled} title={props.title} onClick={press}>
        {props.children}
      </button>
      {error && (
        <span class="inline-error" role="alert">
          {error.message}
        </span>
      )}
    </>
  );
}
