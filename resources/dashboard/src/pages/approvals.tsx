// SPDX-License-Identifier: MIT
// Questions to a person. The card shows in five seconds what decides: risk, exact action, target, rule, the model's own
// words as such, undo, time left. Deny is the plain way; allowing something risky is held for 800 ms.
import { ChevronLeft, CornerDownRight, OctagonAlert, ShieldCheck, TriangleAlert } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, send } from '../api';
import { duration, visible, when } from '../format';
import { useNow, useQuery } from '../hooks';
import { t, word } from '../i18n';
import { Empty, Failed, Loading, Note } from '../parts/basics';
import { go, Link } from '../router';
import type { Approval, Task } from '../types';

const risky = (approval: Approval) => approval.severity === 'high' || approval.severity === 'critical';

function undoOf(approval: Approval): string {
  if (approval.kind === 'verification_commands') return t('undo_verification');
  if (approval.kind === 'file_read') return t('undo_read');
  if (approval.path && approval.access === 'write') return t('undo_no');
  return approval.network ? t('undo_network') : t('undo_checkpoint');
}

function Command({ approval, index }: { approval: Approval; index: number }) {
  const text = approval.commands[index];
  const marked = index === 0 && approval.span_length > 0 && approval.span_length < text.length;
  const start = approval.span_start;
  const end = start + approval.span_length;
  return (
    <pre class="action">
      <span class="muted">$ </span>
      {marked ? (
        <>
          {visible(text.slice(0, start))}
          <mark class="danger">{visible(text.slice(start, end))}</mark>
          {visible(text.slice(end))}
        </>
      ) : (
        visible(text)
      )}
    </pre>
  );
}

/** Pressed for 800 ms, or a key held as long: no reflex and no stolen focus allows anything. */
function HoldButton({ act, label, hold }: { act: () => void; label: string; hold: boolean }) {
  const timer = useRef(0);
  const [held, setHeld] = useState(false);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const wait = window.setTimeout(() => setReady(true), 800);
    return () => window.clearTimeout(wait);
  }, []);
  const start = () => {
    if (!ready || timer.current) return;
    setHeld(true);
    timer.current = window.setTimeout(() => {
      stop();
      act();
    }, 800);
  };
  const stop = () => {
    window.clearTimeout(timer.current);
    timer.current = 0;
    setHeld(false);
  };
  if (!hold)
    return (
      <button class="button" disabled={!ready} onClick={act}>
        {label}
      </button>
    );
  return (
    <button
      class={`button hold ${held ? 'held' : ''}`}
      disabled={!ready}
      onPointerDown={start}
      onPointerUp={stop}
      onPointerLeave={stop}
      onKeyDown={(e) => (e.key === ' ' || e.key === 'Enter') && !e.repeat && start()}
      onKeyUp={stop}
      onBlur={stop}
    >
      {label}
    </button>
  );
}

function Card({ approval, done }: { approval: Approval; done: () => void }) {
  const now = useNow();
  const task = useQuery<Task>('/api/tasks/' + approval.task_id);
  const [message, setMessage] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const left = approval.expires_at ? Date.parse(approval.expires_at) - now : null;
  const whole = approval.expires_at ? Date.parse(approval.expires_at) - Date.parse(approval.created_at) : 1;
  const open = approval.state === 'pending';
  const high = risky(approval);
  const Icon = high ? OctagonAlert : approval.severity === 'medium' ? TriangleAlert : ShieldCheck;
  const decide = async (verb: 'approve' | 'deny', body: object) => {
    setError(null);
    try {
      await send('POST', `/api/approvals/${approval.id}/${verb}`, body);
      done();
    } catch (reason) {
      setError(reason as ApiError);
    }
  };
  return (
    <article class={`approval ${high ? 'high' : approval.severity}`} aria-label={word('risk', approval.severity)}>
      <header>
        <Icon size={24} aria-hidden="true" />
        <div>
          <strong>{word('risk', approval.severity)}</strong>
          <span>{word('reason', approval.reason)}</span>
        </div>
      </header>
      <div class="well">
        {approval.commands.map((_, i) => (
          <Command key={i} approval={approval} index={i} />
        ))}
        {approval.path && (
          <p class="target">
            <CornerDownRight size={14} aria-hidden="true" /> <code>{visible(approval.path)}</code>{' '}
            <span class="muted">{word('access', approval.access)}</span>
          </p>
        )}
      </div>
      <dl>
        <dt>{t('asked')}</dt>
        <dd>
          {word('reason', approval.reason)} <code>{visible(approval.directory)}</code>
        </dd>
        <dt>{t('rights')}</dt>
        <dd>
          {approval.network ? t('with_network') : t('without_network')}
          {approval.kind === 'command' ? ` · ${word('tier', approval.tier)}` : ''}
        </dd>
        {approval.model_says && (
          <>
            <dt>{t('model_says')}</dt>
            <dd class="quote">“{visible(approval.model_says)}”</dd>
          </>
        )}
        <dt>{t('undo')}</dt>
        <dd>{undoOf(approval)}</dd>
        <dt>{t('task')}</dt>
        <dd>
          <Link to={'/tasks/' + approval.task_id}>{task.data?.name ?? approval.task_id}</Link>{' '}
          <span class="muted">{task.data ? t('iteration_of', { n: approval.iteration, all: task.data.max_iterations }) : ''}</span>
        </dd>
        {open && left !== null && (
          <>
            <dt>{t('denied_in')}</dt>
            <dd class="left">
              <progress max={whole} value={Math.max(0, left)} aria-label={t('denied_in')} /> {duration(Math.max(0, left))}
            </dd>
          </>
        )}
      </dl>
      <details>
        <summary>{t('raw_request')}</summary>
        <pre>{JSON.stringify(approval, null, 2)}</pre>
      </details>
      {error && <Failed error={error} />}
      {!open && (
        <Note kind="info">
          {word('approval_state', approval.state)} · {approval.decided_by} · {when(approval.decided_at)}
        </Note>
      )}
      {open && message !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void decide('deny', { message });
          }}
        >
          <label>
            {t('tell_the_model')}
            <textarea maxLength={500} value={message} onInput={(e) => setMessage(e.currentTarget.value)} autoFocus />
          </label>
          <button class="button" type="submit">
            {t('deny_with_message')}
          </button>
        </form>
      )}
      {open && message === null && (
        <footer>
          <button class="button deny" onClick={() => decide('deny', {})} autoFocus>
            {t('deny')}
          </button>
          <button class="button" onClick={() => setMessage('')}>
            {t('deny_and_explain')}
          </button>
          <HoldButton hold={high} label={high ? t('hold_to_allow') : t('allow_once')} act={() => decide('approve', { content_hash: approval.content_hash })} />
        </footer>
      )}
    </article>
  );
}

export function Approvals({ id }: { id?: string }) {
  const now = useNow();
  const list = useQuery<{ approvals: Approval[] }>('/api/approvals', (e) => e.kind.startsWith('approval') || e.kind === 'task_state_changed');
  const one = useQuery<Approval>(id ? '/api/approvals/' + id : null, (e) => e.kind === 'approval_decided');
  if (id) {
    if (one.error) return <main class="narrow"><Failed error={one.error} /></main>;
    if (!one.data) return <main class="narrow"><Loading /></main>;
    return (
      <main class="narrow">
        <p>
          <Link to="/approvals">
            <ChevronLeft size={16} aria-hidden="true" /> {t('nav_approvals')}
          </Link>
        </p>
        <Card approval={one.data} done={() => { one.reload(); list.reload(); go('/approvals'); }} />
      </main>
    );
  }
  if (list.error) return <main><Failed error={list.error} retry={list.reload} /></main>;
  if (!list.data) return <main><Loading /></main>;
  const open = list.data.approvals;
  return (
    <main>
      <h1>{t('nav_approvals')}</h1>
      {open.length === 0 && <Empty text={t('no_approvals')} />}
      {open.length > 0 && (
        <ul class="questions">
          {open.map((approval) => (
            <li key={approval.id}>
              <Link to={'/approvals/' + approval.id} class={risky(approval) ? 'high' : approval.severity}>
                <strong>{word('risk', approval.severity)}</strong>
                <code>{visible(approval.commands[0] ?? approval.path)}</code>
                <span class="muted">
                  {word('reason', approval.reason)}
                  {approval.expires_at ? ' · ' + duration(Math.max(0, Date.parse(approval.expires_at) - now)) : ''}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}
