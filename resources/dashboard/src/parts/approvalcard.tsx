// SPDX-License-Identifier: MIT
// One question to a person. In five seconds, in this order: risk, the exact action, why it asks, what for in the model's
// own words, whether it can be undone, task and time left. Deny comes first; allowing waits 800 ms, and what is risky is
// held that long on a phone and never answered by Enter.
import { CornerDownRight, MessageSquareX, OctagonAlert, ShieldCheck, TriangleAlert } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError, get, send } from '../api';
import { readPatch } from '../diff';
import { ago, bytes, duration, when } from '../format';
import { useMedia, useNow, useQuery } from '../hooks';
import { t, word } from '../i18n';
import { Link } from '../router';
import { stepsByIteration, type Step } from '../steps';
import { keepsChanging, rowsOf } from '../result';
import type { Approval, ConflictAnswers, RowAnswers, Severity, StoreEvent, Task } from '../types';
import { Bar, Failed } from './basics';
import { BorderRows } from './borderrows';
import { ConflictFiles } from './conflictfiles';
import { MiniDiff } from './diffview';
import { BorderFooter, ConflictFooter, type Decide } from './rowfooters';
import { Safe } from './safe';

const guardMs = 800;
export const isRisky = (severity: Severity) => severity === 'high' || severity === 'critical';
export const riskLook = (severity: Severity) => (isRisky(severity) ? 'high' : severity === 'medium' ? 'medium' : 'low');

export function RiskIcon({ severity, size }: { severity: Severity; size: number }) {
  const Icon = isRisky(severity) ? OctagonAlert : severity === 'medium' ? TriangleAlert : ShieldCheck;
  return <Icon size={size} aria-hidden="true" />;
}

/** What would happen, in one line of text. */
export function actionOf(approval: Approval): string {
  if (approval.kind === 'file_write') return t('write_file', { path: approval.path });
  if (approval.kind === 'file_read') return t('read_file', { path: approval.path });
  if (approval.kind === 'guarded_files') return t('count_guarded');
  if (approval.kind === 'border') return t('changes_ask', { n: approval.commands.length });
  if (approval.kind === 'apply_conflict') return keepsChanging(approval) ? t('result_keeps_changing') : t('files_conflict', { n: approval.commands.length });
  return approval.commands.join(' ; ');
}

function undoOf(approval: Approval): { text: string; yes: boolean | null } {
  switch (approval.kind) {
    case 'verification_commands':
      return { text: t('undo_verification'), yes: false };
    case 'file_read':
      return { text: t('undo_read'), yes: false };
    case 'file_write':
      if (!approval.before_sha256) return { text: t('undo_new_file'), yes: true };
      return approval.facts?.undoable ? { text: t('undo_kept'), yes: true } : { text: t('undo_secret'), yes: false };
    case 'guarded_files':
      return { text: t('undo_guarded'), yes: null };
    case 'protected_change':
      return { text: t('undo_protected'), yes: null };
    case 'border':
    case 'apply_conflict':
      return { text: '', yes: null }; // the buttons say it
  }
  if (approval.network) return { text: t('undo_network'), yes: false };
  if (approval.path && approval.access === 'write') return { text: t('undo_outside'), yes: false };
  return { text: t('undo_command'), yes: false };
}

function Marked({ text, start, length }: { text: string; start: number; length: number }) {
  if (length <= 0 || start < 0 || start + length > text.length || length === text.length) return <Safe text={text} />;
  return (
    <>
      <Safe text={text.slice(0, start)} />
      <mark class="danger">
        <Safe text={text.slice(start, start + length)} />
      </mark>
      <Safe text={text.slice(start + length)} />
    </>
  );
}

function Target({ approval }: { approval: Approval }) {
  const facts = approval.facts;
  const target = facts?.target || approval.path;
  if (!target) return null;
  // A file that is already named above by the same path is not named twice.
  const named = approval.kind === 'file_write' || approval.kind === 'file_read' ? approval.path : '';
  const told = !facts
    ? []
    : [
        !facts.target_exists
          ? t('target_absent')
          : facts.target_is_folder
            ? t(facts.target_cut ? 'target_folder_cut' : 'target_folder', { n: facts.target_files, size: bytes(facts.target_size) })
            : bytes(facts.target_size),
        word('git', facts.git),
      ];
  return (
    <p class="target">
      <CornerDownRight size={14} aria-label={t('target')} />
      <span>
        {target !== named && (
          <code>
            <Safe text={target} />
          </code>
        )}
        {told.length > 0 && <strong>{told.join(t('comma'))}</strong>}
      </span>
    </p>
  );
}

// A long question about guarded files: the worst stands first, and nobody agrees to what was never on the screen. The
// program has the same bounds (engine/model/firstpart.h).
export function firstPart(approval: Approval): { commands: string[]; hidden: number } {
  const mostLines = 60;
  const mostCharacters = 6000;
  if (approval.kind !== 'guarded_files') return { commands: approval.commands, hidden: 0 };
  const commands: string[] = [];
  let [lines, characters, hidden] = [0, 0, 0];
  for (const command of approval.commands) {
    const shown: string[] = [];
    for (const line of command.split('\n')) {
      characters += line.length + 1;
      if (++lines > mostLines || characters > mostCharacters) hidden++;
      else shown.push(line);
    }
    if (shown.length > 0) commands.push(shown.join('\n'));
  }
  return { commands, hidden };
}

function Action({ approval, whole, showAll }: { approval: Approval; whole: boolean; showAll: () => void }) {
  const isFile = approval.kind === 'file_write' || approval.kind === 'file_read';
  const part = useMemo(() => firstPart(approval), [approval.commands]);
  const cut = !whole && part.hidden > 0;
  const setup = approval.kind === 'verification_commands' ? (approval.facts?.setup_commands ?? 0) : 0;
  return (
    <div class="well" role="group" aria-label={t('exact_action')}>
      {cut && (
        <p class="finding">
          {t('lines_not_shown', { n: part.hidden })}{' '}
          <button class="link" type="button" onClick={showAll}>
            {t('show_all_lines')}
          </button>
        </p>
      )}
      {isFile && <pre class="action">{t(approval.kind === 'file_write' ? 'writes' : 'reads')} <Safe text={approval.path} /></pre>}
      {(cut ? part.commands : approval.commands).map((command, i) => {
        const finding = approval.facts?.findings[i];
        const flagged = finding && finding.decision !== 'allow';
        return (
          <div key={i}>
            {setup > 0 && (i === 0 || i === setup) && <p class="kind muted">{t(i === 0 ? 'ask_setup' : 'ask_verification')}</p>}
            <pre class="action">
              {(approval.kind === 'command' || approval.kind === 'verification_commands') && <span class="muted">$ </span>}
              {approval.kind === 'command' ? (
                <Marked text={command} start={approval.span_start} length={approval.span_length} />
              ) : flagged ? (
                <Marked text={command} start={finding.span_start} length={finding.span_length} />
              ) : (
                <Safe text={command} />
              )}
            </pre>
            {flagged && (
              <p class="finding">
                {word('risk', finding.severity)}{t('colon')}{word('reason', finding.reason)}
              </p>
            )}
          </div>
        );
      })}
      {approval.facts?.findings.slice(approval.commands.length).map((finding, i) => (
        <p class="finding" key={'folder' + i}>
          {word('risk', finding.severity)}{t('colon')}{word('reason', finding.reason)}
        </p>
      ))}
      <Target approval={approval} />
    </div>
  );
}

// Held for 800 ms where a finger could slip; else a click that becomes possible after 800 ms. Enter never allows.
export function AllowButton({ act, high, ready, text }: { act: () => void; high: boolean; ready: boolean; text?: string }) {
  const phone = useMedia('(max-width: 560px), (pointer: coarse)');
  const timer = useRef(0);
  const [held, setHeld] = useState(false);
  const hold = high && phone;
  const stop = () => {
    window.clearTimeout(timer.current);
    timer.current = 0;
    setHeld(false);
  };
  const start = () => {
    if (!ready || timer.current) return;
    setHeld(true);
    timer.current = window.setTimeout(() => {
      stop();
      act();
    }, guardMs);
  };
  useEffect(() => stop, []);
  return (
    <button
      class={`button allow ${high ? 'danger' : ''} ${held ? 'held' : ''}`}
      disabled={!ready}
      title={ready ? undefined : t('allow_soon')}
      onClick={() => !hold && act()}
      onPointerDown={hold ? start : undefined}
      onPointerUp={hold ? stop : undefined}
      onPointerLeave={hold ? stop : undefined}
      onPointerCancel={hold ? stop : undefined}
      onContextMenu={hold ? (e) => e.preventDefault() : undefined}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && high) event.preventDefault();
        if (event.key === ' ' && hold && !event.repeat) start();
      }}
      onKeyUp={hold ? stop : undefined}
      onBlur={hold ? stop : undefined}
    >
      {!hold ? text ?? t('allow_once') : text ? t('hold_for', { what: text }) : t('hold_to_allow')}
      {!phone && !text && <kbd>Alt O</kbd>}
    </button>
  );
}

function stepText(step: Step): string {
  if (step.kind === 'said') return step.text;
  if (step.kind === 'read') return t('step_read', { n: step.whats.length }) + ' ' + step.whats.map((one) => one.what).join(', ');
  if (step.kind === 'edit') return t('step_edit') + ' ' + step.what;
  if (step.kind === 'command') return t('step_run') + ' ' + step.command;
  return '';
}

function Details({ approval }: { approval: Approval }) {
  const [before, setBefore] = useState<string[] | null>(null);
  const open = (event: Event) => {
    if (!(event.currentTarget as HTMLDetailsElement).open || before) return;
    get<{ events: StoreEvent[] }>(`/api/tasks/${approval.task_id}/events?after_seq=0&limit=1000`).then(({ events }) => {
      const steps = [...stepsByIteration(events).values()].flat();
      const at = steps.findIndex((step) => step.kind === 'approval' && step.id === approval.id);
      setBefore(steps.slice(0, at < 0 ? undefined : at).map(stepText).filter(Boolean).slice(-3));
    }, () => setBefore([]));
  };
  const { facts: _, ...raw } = approval;
  return (
    <details class="more" onToggle={open}>
      <summary>{t('details')}</summary>
      {before && before.length > 0 && (
        <ol class="before">
          {before.map((text, i) => (
            <li key={i}>
              <Safe text={text.slice(0, 300)} />
            </li>
          ))}
        </ol>
      )}
      <pre tabIndex={0}>
        <Safe text={JSON.stringify(raw, null, 2)} />
      </pre>
    </details>
  );
}

function Row({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

// The codes that say what remembering gives each time; the others say why it cannot be.
const meanings = ['plain', 'network', 'unheld'];

export function ApprovalCard({ approval, done, inline, focus }: { approval: Approval; done: () => void; inline?: boolean; focus?: boolean }) {
  const now = useNow();
  const task = useQuery<Task>(inline ? null : '/api/tasks/' + approval.task_id, (e) => e.task_id === approval.task_id && e.kind === 'task_state_changed');
  const [message, setMessage] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [ready, setReady] = useState(false);
  const [opened, setOpened] = useState(false);
  const card = useRef<HTMLElement>(null);
  const high = isRisky(approval.severity);
  const open = approval.state === 'pending';
  const left = approval.expires_at ? Date.parse(approval.expires_at) - now : null;
  const whole = approval.expires_at ? Date.parse(approval.expires_at) - Date.parse(approval.created_at) : 1;
  const expired = left !== null && left <= 0;
  const diff = useMemo(() => (approval.facts?.diff ? readPatch(approval.facts.diff) : []), [approval.facts?.diff]);
  const border = approval.facts?.border ?? null;
  const conflicts = approval.facts?.conflicts ?? null;
  // Answered row by row, or by one act that changes nothing: closing such a card decides nothing.
  const byRows = approval.kind === 'border' || approval.kind === 'apply_conflict';
  const [rows, setRows] = useState<RowAnswers>({});
  const [files, setFiles] = useState<ConflictAnswers>({});
  const isCut = useMemo(() => (border ? rowsOf(border.rows, false).hidden > 0 : firstPart(approval).hidden > 0), [approval.commands, border]);
  useEffect(() => {
    setOpened(false);
    setRows({});
    setFiles({});
  }, [approval.id, approval.content_hash]);
  useEffect(() => {
    setReady(false);
    if (isCut && !opened) return;
    const timer = window.setTimeout(() => setReady(true), guardMs);
    return () => window.clearTimeout(timer);
  }, [approval.id, approval.content_hash, isCut, opened]);
  useEffect(() => {
    if (focus && open) card.current?.querySelector<HTMLElement>('.deny')?.focus({ preventScroll: true });
  }, [approval.id]);

  const decide: Decide = async (verb, body) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await send('POST', `/api/approvals/${approval.id}/${verb}`, body);
      done();
    } catch (reason) {
      setError(reason as ApiError);
      // Decided elsewhere, changed or expired meanwhile: show what holds now.
      if ([404, 409, 410].includes((reason as ApiError).status)) done();
    } finally {
      setBusy(false);
    }
  };
  const allow = () => void decide('approve', { content_hash: approval.content_hash });
  const keys = (event: KeyboardEvent) => {
    if (!open || byRows) return;
    if (event.altKey && event.key.toLowerCase() === 'o' && ready && !busy && message === null) {
      event.preventDefault();
      allow();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (message !== null) setMessage(null);
      else void decide('deny', {});
    }
  };
  const undo = undoOf(approval);
  const remember = approval.facts?.remember ?? '';
  return (
    <article ref={card} class={`approval ${riskLook(approval.severity)} ${open ? '' : 'decided'}`} aria-label={word('risk', approval.severity) + t('colon') + actionOf(approval)} onKeyDown={keys}>
      <header>
        <RiskIcon severity={approval.severity} size={24} />
        <div>
          <strong>{word('risk', approval.severity)}</strong>
          <span>{word('kind', approval.kind)}</span>
        </div>
        <code class="id">#{approval.id.slice(0, 6)}</code>
      </header>
      {border ? (
        <BorderRows card={border} answers={rows} choose={open && !busy ? setRows : undefined} all={opened} showAll={() => setOpened(true)} />
      ) : conflicts ? (
        <ConflictFiles card={conflicts} answers={files} choose={open && !busy ? setFiles : undefined} />
      ) : (
        <Action approval={approval} whole={opened} showAll={() => setOpened(true)} />
      )}
      <dl>
        <Row label={t('asked')}>
          <span class="sentence">{word('reason', approval.reason)}</span>{' '}
          <code class="muted">
            <Safe text={approval.directory} />
          </code>
          {approval.kind !== 'file_read' && approval.kind !== 'file_write' && approval.kind !== 'guarded_files' && !byRows && (
            <span class="rights">
              {approval.network ? t('with_network') : t('without_network')} · {word('tier', approval.tier)}
              {approval.access !== 'none' && approval.path ? ` · ${word('access', approval.access)}` : ''}
              {approval.guard !== 'ask' ? ' · ' + t('asks_guard', { guard: approval.guard }) : ''}
            </span>
          )}
        </Row>
        {approval.model_says && (
          <Row label={t('model_says')}>
            <span class="quote">
              “<Safe text={approval.model_says.length > 140 ? approval.model_says.slice(0, 140) + '…' : approval.model_says} />”
            </span>
          </Row>
        )}
        {!byRows && <Row label={t('undo')}>
          {undo.yes !== null && <strong class={undo.yes ? 'good' : 'bad'}>{t(undo.yes ? 'yes' : 'no')}</strong>} {undo.text}
        </Row>}
        {open && remember && (
          <Row label={t('if_remembered')}>
            {meanings.includes(remember) ? word('remember', remember) : t('not_remembered', { why: word('remember', remember) })}
          </Row>
        )}
        {!inline && (
          <Row label={t('task')}>
            <Link to={'/tasks/' + approval.task_id}>{task.data ? <Safe text={task.data.name} /> : approval.task_id}</Link>{' '}
            <span class="muted">{task.data && approval.iteration > 0 ? '· ' + t('in_iteration', { n: approval.iteration, all: task.data.max_iterations }) : ''}</span>
          </Row>
        )}
        {open && left !== null && (
          <Row label={t('denied_in')}>
            <span class="left">
              <Bar label={t('denied_in')} parts={[{ share: Math.max(0, left) / whole, look: left < 120000 ? 'bad' : 'time' }]} />
              <span class="digits" role="timer">{expired ? t('approval_state.expired') : duration(left)}</span>
            </span>
          </Row>
        )}
      </dl>
      {approval.kind === 'file_write' && approval.facts && (
        <div class="difference">
          {diff.some((file) => file.rows.length > 0) ? diff.map((file) => <MiniDiff key={file.path} rows={file.rows} path={file.path} />) : <p class="muted">{t(approval.facts.diff === null ? 'diff_not_kept' : 'diff_not_shown')}</p>}
          {approval.facts.hides_secrets && <p class="muted">{t('hides_secrets')}</p>}
        </div>
      )}
      <Details approval={approval} />
      {error && <Failed error={error} />}
      {!open && (
        <p class="verdict" role="status">
          {t('decided_by', { what: word('approval_state', approval.state), who: approval.decided_by || '–' })} · <span title={when(approval.decided_at)}>{ago(approval.decided_at, now)}</span>
          {approval.message && (
            <span class="quote">
              {' '}
              “<Safe text={approval.message} />”
            </span>
          )}
        </p>
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
            <textarea maxLength={500} rows={3} value={message} onInput={(e) => setMessage(e.currentTarget.value)} ref={(area) => { if (area && message === '') area.focus(); }} />
          </label>
          <div class="buttons">
            <button class="button" type="submit" disabled={busy || message.trim() === ''}>
              {byRows ? t('send_message') : t('deny_with_message')}
            </button>
            <button class="button bare-text" type="button" onClick={() => setMessage(null)}>
              {t('back')}
            </button>
          </div>
        </form>
      )}
      {open && message === null && approval.kind === 'border' && (
        <BorderFooter approval={approval} rows={rows} ready={ready && !busy} busy={busy} decide={decide} explain={() => setMessage('')} />
      )}
      {open && message === null && approval.kind === 'apply_conflict' && (
        <ConflictFooter approval={approval} files={files} ready={ready && !busy} busy={busy} decide={decide} again={keepsChanging(approval)} />
      )}
      {open && message === null && !byRows && (
        <footer>
          <button class="button deny" disabled={busy} onClick={() => decide('deny', {})}>
            {t('deny')} <kbd>Esc</kbd>
          </button>
          <button class="button explain" disabled={busy} onClick={() => setMessage('')}>
            <MessageSquareX size={15} aria-hidden="true" />
            {t('deny_and_explain')}
          </button>
          {approval.kind === 'command' && !high && (!remember || meanings.includes(remember)) && (
            <button class="button allow" disabled={!ready || busy || expired} title={t('allow_for_task_means')}
              onClick={() => decide('approve', { content_hash: approval.content_hash, remember: 'task' })}>
              {t('allow_for_task')}
            </button>
          )}
          <AllowButton high={high} ready={ready && !busy && !expired} act={allow} />
        </footer>
      )}
    </article>
  );
}
