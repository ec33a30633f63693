// SPDX-License-Identifier: MIT
// Iterations on the left, the chosen one on the right: what the model said, read, edited and ran, the questions at their
// place, the kept states, and what the verification said.
import { CircleCheck, CircleX, History } from 'lucide-preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { getText } from '../api';
import { readPatch, type FileDiff } from '../diff';
import { clock, count, duration, money, when } from '../format';
import { useTaskEvents } from '../hooks';
import { purposeWords, t, word } from '../i18n';
import { isOfCleanCopy, stepsByIteration, type Step } from '../steps';
import { hasEnded, promptTokens, type Checkpoint, type Iteration, type Task } from '../types';
import { CopyButton, Failed, Loading, lookOf, stateIcons, Tests } from './basics';
import { Safe } from './safe';
import { Saying, StepLine } from './steplines';

/** Tests of all commands together; null where no command counts any. */
export function countsOf(round: Iteration): { passed: number | null; failed: number | null } {
  let passed: number | null = null;
  let failed: number | null = null;
  for (const { counts } of round.verification) {
    if (counts?.passed != null) passed = (passed ?? 0) + counts.passed;
    if (counts?.failed != null || counts?.errors != null) failed = (failed ?? 0) + (counts.failed ?? 0) + (counts.errors ?? 0);
  }
  return { passed, failed: failed === 0 ? null : failed };
}

const lengthOf = (round: Iteration) => (round.started_at && round.ended_at ? Date.parse(round.ended_at) - Date.parse(round.started_at) : -1);
export const nameOfRound = (number: number) => (number === 0 ? t('baseline') : t('iteration_n', { n: number }));

// An iteration that has not ended looks like its task: it may run, wait for a person, or have been cut off.
function RoundIcon({ round, task }: { round: Iteration; task: Task }) {
  if (!round.ended_at) {
    const look = lookOf(task);
    const Icon = stateIcons[look];
    return <Icon class={look} size={16} aria-label={t('look.' + look)} />;
  }
  return round.passed ? <CircleCheck class="good" size={16} aria-label={t('look.passed')} /> : <CircleX class="bad" size={16} aria-label={t('look.failed')} />;
}

export function Moves({ round }: { round: Iteration }) {
  const fixed = round.tests_fixed?.length ?? 0;
  const regressed = round.tests_regressed?.length ?? 0;
  return (
    <>
      {fixed > 0 && <span class="tag success">{t('fixed_n', { n: fixed })}</span>}
      {regressed > 0 && <span class="tag danger">{t('regressed_n', { n: regressed })}</span>}
    </>
  );
}

function Command({ one }: { one: Iteration['verification'][number] }) {
  const good = one.status === 'pass';
  const body = (one.failures?.length ?? 0) > 0 || !!one.excerpt || !!one.environment_error;
  const line = (
    <>
      {good ? <CircleCheck class="good" size={15} aria-label={t('look.passed')} /> : <CircleX class="bad" size={15} aria-label={t('look.failed')} />}
      <span class="what">
        <code>
          <Safe text={one.command} />
        </code>{' '}
        {one.setup && <span class="tag">{t('setup_step')}</span>}{' '}
        <Tests passed={one.counts?.passed ?? null} failed={(one.counts?.failed ?? 0) + (one.counts?.errors ?? 0) || null} />
      </span>
      <span class="muted right">
        {one.exit_code === null ? word('command', one.status) : t('exit', { n: one.exit_code })} · {duration(one.duration_ms)}
      </span>
    </>
  );
  if (!body) return <div class="command">{line}</div>;
  return (
    <details open={!good}>
      <summary class="command">{line}</summary>
      <div class="found">
        {one.environment_error && <p class="bad"><Safe text={one.environment_error} /></p>}
        {(one.failures ?? []).slice(0, 20).map((failure, i) => (
          <div key={i} class="failure">
            <strong><Safe text={failure.id || failure.type || failure.kind} /></strong>{' '}
            {failure.file && (
              <code class="muted">
                <Safe text={failure.file + (failure.line ? ':' + failure.line : '')} />
              </code>
            )}
            {failure.message && <pre><Safe text={failure.message} /></pre>}
          </div>
        ))}
        {(one.failures?.length ?? 0) > 20 && <p class="muted">{t('more_n', { n: one.failures!.length - 20 })}</p>}
        {one.excerpt && (one.failures?.length ?? 0) === 0 && <pre><Safe text={one.excerpt} /></pre>}
      </div>
    </details>
  );
}

// The patch of an iteration once it is stored; the edits above show their part of it.
function usePatch(task: Task, round: Iteration): FileDiff[] {
  const [files, setFiles] = useState<FileDiff[]>([]);
  useEffect(() => {
    setFiles([]);
    if (!round.patch_artifact) return;
    const control = new AbortController();
    getText(`/api/tasks/${task.id}/artifacts/${round.patch_artifact}`, control.signal).then((text) => setFiles(readPatch(text)), () => {});
    return () => control.abort();
  }, [round.patch_artifact]);
  return files;
}

// What ran beside the verification that stands below: once more, without something, or because the model asked.
const isFurther = (purpose: string) => purpose !== 'baseline' && purposeWords(purpose) !== '';

function Round(props: { task: Task; round: Iteration; steps: Step[]; checkpoint: Checkpoint | undefined; restore: (word: string) => void; newest: boolean }) {
  const { task, round, steps } = props;
  const files = usePatch(task, round);
  const runs = !round.ended_at && !hasEnded(task);
  // What is verified where the attempt works stands below with its failures, once it has ended.
  const shown = steps.filter((step) => (step.kind !== 'verify' || (!step.clean && (step.setup || isFurther(step.purpose) || (step.running && runs)))) && (step.kind !== 'asking' || !hasEnded(task)));
  const clean = steps.filter((step) => step.kind === 'verify' && step.clean);
  // The last edit of a file carries its difference: the patch is of the whole iteration.
  const lastEdits = new Map<string, number>();
  shown.forEach((step) => step.kind === 'edit' && step.ok && lastEdits.set(step.what, step.seq));
  const edited = (step: Step) => (step.kind === 'edit' && lastEdits.get(step.what) === step.seq ? files.find((file) => file.path === step.what) : undefined);
  const took = lengthOf(round);
  const facts = [
    took >= 0 ? duration(took) : '',
    round.usage?.calls ? t('calls_n', { n: round.usage.calls }) : '',
    promptTokens(round.usage ?? {}) > 0 ? t('tokens_n', { n: count(promptTokens(round.usage) + (round.usage.output_tokens ?? 0)) }) : '',
    round.cost_usd > 0 ? money(round.cost_usd) : '',
  ].filter(Boolean);
  return (
    <section class="round" id={'it-' + round.number} aria-label={nameOfRound(round.number)}>
      <header>
        <h2>{nameOfRound(round.number)}</h2>
        {!round.ended_at && task.status === 'running' && <span class="tag running">{word('activity', task.activity) || t('look.running')}</span>}
        {!round.ended_at && task.status === 'waiting_approval' && <span class="tag warning">{t('look.needs')}</span>}
        <Moves round={round} />
        <span class="muted">{facts.join(' · ')}</span>
        <span class="spring" />
        <CopyButton text={`${location.origin}/tasks/${task.id}#it-${round.number}`} label={t('copy_link')} />
        {props.checkpoint && (
          <button class="button small" disabled={!hasEnded(task)} title={hasEnded(task) ? undefined : t('restore_when_ended')} onClick={() => props.restore(props.checkpoint!.word)}>
            <History size={14} aria-hidden="true" />
            {t('restore_to', { n: props.checkpoint.number })}
          </button>
        )}
      </header>
      {shown.length === 0 && !round.ended_at && hasEnded(task) && <p class="muted">{t('cut_off')}</p>}
      {(shown.length > 0 || (!round.ended_at && !hasEnded(task))) && (
        <ol class="steps" aria-label={t('steps')}>
          {shown.map((step) => (
            <StepLine key={step.seq} step={step} file={edited(step)} restore={props.restore} ended={hasEnded(task)} />
          ))}
          {props.newest && task.status === 'running' && <Saying task={task} />}
        </ol>
      )}
      {round.verification.length > 0 && (
        <section class="verification" aria-label={t('tab_verification')}>
          <header>
            <h3>{t(isOfCleanCopy(steps, round.verification) ? 'verification_clean' : 'tab_verification')}</h3>
            <span class="muted">{t('commands_n', { n: round.verification.length })}</span>
          </header>
          {round.verification.map((one) => (
            <Command key={one.index} one={one} />
          ))}
        </section>
      )}
      {clean.length > 0 && (
        <section class="verification clean-check" aria-label={t('clean_check')}>
          <header>
            <h3>{t('clean_check')}</h3>
            <span class="muted">{t('clean_check_means')}</span>
          </header>
          <ol class="steps">
            {clean.map((step) => (
              <StepLine key={step.seq} step={step} restore={props.restore} ended={!runs} />
            ))}
          </ol>
        </section>
      )}
      {(round.withheld?.length ?? 0) > 0 && (
        <div class="note warning">
          <p>{t('withheld')} <code><Safe text={round.withheld.join(', ')} /></code></p>
        </div>
      )}
      {round.summary && (
        <p class="quote">
          <span class="muted">{t('model_says')}</span> <Safe text={round.summary} />
        </p>
      )}
    </section>
  );
}

export function Timeline(props: {
  task: Task;
  rounds: Iteration[];
  checkpoints: Checkpoint[];
  chosen: string;
  choose: (n: number) => void;
  restore: (word: string) => void;
}) {
  const { task, rounds } = props;
  const { events, error, loading } = useTaskEvents(task.id);
  const steps = useMemo(() => stepsByIteration(events.filter((event) => event.attempt === task.attempt)), [events, task.attempt]);
  const newest = rounds.at(-1)?.number ?? 0;
  const wanted = /^it-(\d+)$/.exec(props.chosen);
  const shown = wanted && rounds.some((one) => one.number === Number(wanted[1])) ? Number(wanted[1]) : newest;
  const round = rounds.find((one) => one.number === shown);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if ((event.target as HTMLElement).matches('input, textarea, select') || event.ctrlKey || event.altKey || event.metaKey) return;
      const by = event.key === ']' ? 1 : event.key === '[' ? -1 : 0;
      const at = rounds.findIndex((one) => one.number === shown) + by;
      if (by !== 0 && rounds[at]) props.choose(rounds[at].number);
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, [rounds, shown]);
  // On a phone the iterations stand in one row: the shown one is brought into it.
  useEffect(() => {
    const row = place.current?.querySelector<HTMLElement>('.rounds');
    const chosen = row?.querySelector<HTMLElement>('[aria-current]');
    if (row && chosen && row.scrollWidth > row.clientWidth) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
  }, [shown, rounds.length]);
  // Who reads at the end is taken along; who has scrolled up stays.
  const length = steps.get(shown)?.length ?? 0;
  useEffect(() => {
    if (task.status !== 'running' || shown !== newest) return;
    const page = document.documentElement;
    const near = 240;
    if (page.scrollTop > 0 && page.scrollHeight - page.scrollTop - page.clientHeight < near) page.scrollTop = page.scrollHeight;
  }, [length]);
  if (error && events.length === 0) return <Failed error={error} />;
  if (loading && !round) return <Loading />;
  return (
    <div class="timeline" ref={place}>
      <nav class="rounds" aria-label={t('iterations')}>
        {rounds.map((one) => (
          <button key={one.number} aria-current={one.number === shown ? 'true' : undefined} onClick={() => props.choose(one.number)}>
            <RoundIcon round={one} task={task} />
            <span class="round-name">
              {nameOfRound(one.number)}
              {countsOf(one).passed !== null || countsOf(one).failed !== null ? (
                <small>
                  <Tests {...countsOf(one)} />
                </small>
              ) : null}
            </span>
            <small class="muted digits">{lengthOf(one) >= 0 ? duration(lengthOf(one)) : ''}</small>
          </button>
        ))}
        <dl class="dates">
          <div>
            <dt>{t('created')}</dt>
            <dd title={task.created_at ?? ''}>{when(task.created_at)}</dd>
          </div>
          {task.started_at && (
            <div>
              <dt>{t('started')}</dt>
              <dd title={task.started_at}>{when(task.started_at)}</dd>
            </div>
          )}
          {task.ended_at && (
            <div>
              <dt>{t('ended')}</dt>
              <dd title={task.ended_at}>{when(task.ended_at)}</dd>
            </div>
          )}
        </dl>
      </nav>
      {round ? (
        <Round key={`${round.attempt}-${round.number}`} task={task} round={round} steps={steps.get(round.number) ?? []} newest={round.number === newest}
          checkpoint={props.checkpoints.find((one) => one.kind === 'iteration' && one.iteration === round.number)} restore={props.restore} />
      ) : (
        <Beginning task={task} last={events.at(-1)?.at} />
      )}
    </div>
  );
}

function Beginning({ task, last }: { task: Task; last: string | undefined }) {
  return (
    <div class="empty">
      <p>{task.status === 'waiting_approval' ? t('waits_for_accept') : hasEnded(task) ? t('ended_before') : t('not_begun')}</p>
      {last && <p class="muted">{t('last_event', { time: clock(last) })}</p>}
    </div>
  );
}
