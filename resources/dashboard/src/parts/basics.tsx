// SPDX-License-Identifier: MIT
// The small parts every page is made of: state words, pips, notes, empty and error places, buttons that wait.
import {
  Ban, Check, Circle, CircleCheck, CircleDollarSign, CirclePause, CircleX, Copy, Hand, LoaderCircle, Repeat, TriangleAlert, X,
} from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../api';
import { wordsOf } from '../failure';
import { t, word } from '../i18n';
import type { Task } from '../types';
import { Told } from './safe';

export const stateIcons = {
  queued: Circle, running: LoaderCircle, paused: CirclePause, needs: Hand, passed: CircleCheck, failed: CircleX,
  stuck: Repeat, budget: CircleDollarSign, cancelled: Ban, error: TriangleAlert,
} as const;
export type Look = keyof typeof stateIcons;

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
  if (reason.startsWith('stuck') || reason === 'answers_cut_off' || reason === 'empty_answers') return 'stuck';
  if (reason === 'cost_limit' || reason === 'call_limit') return 'budget';
  if (reason.endsWith('error') || reason === 'access_denied' || reason === 'worker_crash_loop' || reason === 'journal_mismatch') return 'error';
  return 'failed';
}

export function State({ task, pill }: { task: Pick<Task, 'status' | 'stop_reason'>; pill?: boolean }) {
  const look = lookOf(task);
  const Icon = stateIcons[look];
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
        <span class="good">
          {passed}
          <Check size={13} aria-label={t('tests_passed', { n: passed })} />
        </span>
      )}
      {failed ? (
        <span class="bad">
          {failed}
          <X size={13} aria-label={t('tests_failed', { n: failed })} />
        </span>
      ) : null}
    </span>
  );
}

const mostPips = 12;

/** One mark an iteration: what was, what is, what may come. With `looks` each done one in its own colour. */
export function Pips({ done, of, end, looks }: { done: number; of: number; end?: 'good' | 'bad' | 'now'; looks?: string[] }) {
  const shown = Math.min(of, mostPips);
  const filled = of <= mostPips ? done : Math.round((done / of) * mostPips);
  return (
    <span class="pips" aria-hidden="true">
      {Array.from({ length: shown }, (_, i) => {
        const look = of <= mostPips ? looks?.[i] : undefined;
        return <i key={i} class={i >= filled ? '' : look ?? (i === filled - 1 ? end ?? 'now' : 'done')} />;
      })}
    </span>
  );
}

/** A thin bar with its meaning in words beside it; `parts` in the order they are drawn. */
export function Bar({ parts, label }: { parts: { share: number; look: string }[]; label: string }) {
  let from = 0;
  return (
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="rest" width="100" height="4" />
      {parts.map((part) => {
        const width = Math.max(0, Math.min(1 - from, part.share)) * 100;
        const x = from * 100;
        from += width / 100;
        return <rect key={part.look} class={part.look} x={x} width={width} height="4" />;
      })}
    </svg>
  );
}

/** One cell of a strip of figures: name, value, and what stands below it. */
export function Fact(props: { name: string; value: ComponentChildren; look?: string; children?: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class={props.look}>{props.value}</dd>
      {props.children ? <dd class="under">{props.children}</dd> : null}
    </div>
  );
}

export function Note({ kind, children }: { kind: 'info' | 'warning' | 'danger' | 'success'; children: ComponentChildren }) {
  return (
    <div class={`note ${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

export function Failed({ error, retry }: { error: ApiError; retry?: () => void }) {
  const { head, detail } = wordsOf(error);
  return (
    <div class="note danger" role="alert">
      <div>
        <strong class="sentence"><Told text={head} /></strong>
        {detail && <p><Told text={detail} /></p>}
      </div>
      {retry && (
        <button class="button small" onClick={retry}>
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
  label?: string;
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
      <button class={`button ${props.class ?? ''}`} disabled={busy || props.disabled} title={props.title} aria-label={props.label} onClick={press}>
        {props.children}
      </button>
      {error && (
        <span class="inline-error" role="alert" title={wordsOf(error).detail}>
          {wordsOf(error).head}
        </span>
      )}
    </>
  );
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page that is not from a secure place has no clipboard of its own.
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    setDone(true);
    window.setTimeout(() => setDone(false), 1500);
  };
  return (
    <button class="button small" onClick={copy}>
      {done ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      <span aria-live="polite">{done ? t('copied') : label}</span>
    </button>
  );
}

/** Choices of which one holds, as a row of joined buttons. */
export function Segments<T extends string | number>(props: { label: string; value: T; choices: { value: T; text: string; icon?: ComponentChildren }[]; choose: (value: T) => void }) {
  return (
    <div class="segments" role="group" aria-label={props.label}>
      {props.choices.map((one) => (
        <button key={String(one.value)} aria-pressed={props.value === one.value} onClick={() => props.choose(one.value)}>
          {one.icon}
          {one.text}
        </button>
      ))}
    </div>
  );
}
