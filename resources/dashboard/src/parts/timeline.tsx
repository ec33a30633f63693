// SPDX-License-Identifier: MIT
// Iterations on the left, the steps of the chosen one on the right: what the model said, read, edited, ran, and what
// the verification said. Made from the task's events.
import { CircleCheck, CircleX, BookOpen, Flag, Hand, LoaderCircle, MessageSquare, Pencil, Terminal } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { getText } from '../api';
import { duration, money, visible, when } from '../format';
import { useQuery } from '../hooks';
import { t, word } from '../i18n';
import { Link } from '../router';
import type { Iteration, StoreEvent, Task } from '../types';
import { Tests } from './basics';
import { DiffView } from './diffview';

interface Step {
  seq: number;
  icon: typeof Flag;
  title: string;
  code?: string;
  right: string;
  bad?: boolean;
  approval?: string;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const number = (value: unknown) => (typeof value === 'number' ? value : 0);

/** Events of one iteration as steps; what only begins something is left to the event that ends it. */
export function stepsOf(events: StoreEvent[], iteration: number): Step[] {
  const steps: Step[] = [];
  let now = -1;
  for (const { kind, body, seq } of events) {
    if (kind === 'iteration_started') now = number(body.number);
    if (now !== iteration) continue;
    switch (kind) {
      case 'model_call_finished':
        steps.push({ seq, icon: MessageSquare, title: text(body.text) || t('model_answered'), right: '' });
        break;
      case 'action_finished': {
        const edits = /^(edited|file created|file overwritten)/i.test(text(body.summary));
        steps.push({ seq, icon: edits ? Pencil : BookOpen, title: body.ok ? (edits ? t('step_edit') : t('step_read')) : t('step_refused'), code: text(body.what), right: '', bad: !body.ok });
        break;
      }
      case 'command_finished':
        steps.push({ seq, icon: Terminal, title: t('step_run'), code: text(body.command), right: `${t('exit', { n: body.exit_code === null ? '–' : number(body.exit_code) })} · ${duration(number(body.duration_ms))}`, bad: body.exit_code !== 0 });
        break;
      case 'approval_requested':
        steps.push({ seq, icon: Hand, title: t('needs_you'), code: text(body.command) || text(body.path), right: '', approval: text(body.approval_id) });
        break;
      case 'approval_decided':
        steps.push({ seq, icon: Hand, title: `${word('approval_state', text(body.state))} · ${text(body.by)}`, code: text(body.message), right: '' });
        break;
      case 'warning':
        steps.push({ seq, icon: Flag, title: text(body.text), right: '', bad: true });
        break;
    }
  }
  return steps;
}

function Patch({ task, artifact }: { task: Task; artifact: string }) {
  const [patch, setPatch] = useState<string | null>(null);
  useEffect(() => {
    const control = new AbortController();
    getText(`/api/tasks/${task.id}/artifacts/${artifact}`, control.signal).then(setPatch, () => {});
    return () => control.abort();
  }, [artifact]);
  return patch ? <DiffView patch={patch} /> : null;
}

function Round({ task, round, steps }: { task: Task; round: Iteration; steps: Step[] }) {
  const [showPatch, setShowPatch] = useState(false);
  return (
    <section class="round" id={'it-' + round.number}>
      <header>
        <h2>{round.number === 0 ? t('baseline') : t('iteration_n', { n: round.number })}</h2>
        <span class="muted">
          {round.ended_at && round.started_at ? duration(Date.parse(round.ended_at) - Date.parse(round.started_at)) : t('look.running')}
          {round.cost_usd > 0 ? ` · ${money(round.cost_usd)}` : ''}
        </span>
        {round.patch_artifact && (
          <button class="button small" aria-expanded={showPatch} onClick={() => setShowPatch(!showPatch)}>
            {t('changed_files_n', { n: round.changed_files.length })}
          </button>
        )}
      </header>
      {steps.length > 0 && (
        <ol class="steps">
          {steps.map((step) => (
            <li key={step.seq} class={step.bad ? 'bad' : ''}>
              <step.icon size={15} aria-hidden="true" />
              <span class="what">
                {visible(step.title)} {step.code && <code>{visible(step.code)}</code>}
                {step.approval && <Link to={'/approvals/' + step.approval}> {t('open_question')}</Link>}
              </span>
              <span class="muted">{step.right}</span>
            </li>
          ))}
        </ol>
      )}
      {showPatch && round.patch_artifact && <Patch task={task} artifact={round.patch_artifact} />}
      <div class="verification">
        <h3>{t('tab_verification')}</h3>
        {round.verification.map((one) => (
          <details key={one.index} open={one.status !== 'pass' && round.verification.length === 1}>
            <summary>
              {one.status === 'pass' ? <CircleCheck class="good" size={15} aria-label={t('look.passed')} /> : <CircleX class="bad" size={15} aria-label={t('look.failed')} />}
              <code>{visible(one.command)}</code>
              <span class="muted">
                {one.exit_code === null ? word('command', one.status) : t('exit', { n: one.exit_code })} · {duration(one.duration_ms)}
              </span>
            </summary>
            {(one.failures ?? []).map((failure, i) => (
              <p key={i} class="failure">
                <strong>{visible(failure.id || failure.kind)}</strong> <code>{failure.file ? `${failure.file}${failure.line ? ':' + failure.line : ''}` : ''}</code>
                <br />
                {visible(failure.message)}
              </p>
            ))}
            {one.excerpt && <pre>{visible(one.excerpt)}</pre>}
          </details>
        ))}
      </div>
      {round.summary && <p class="quote">“{visible(round.summary)}”</p>}
    </section>
  );
}

export function Timeline(props: { task: Task; rounds: Iteration[]; chosen: string; choose: (n: number) => void }) {
  const { task, rounds } = props;
  const events = useQuery<{ events: StoreEvent[] }>(`/api/tasks/${task.id}/events?after_seq=0&limit=1000`, (e) => e.task_id === task.id);
  const last = rounds.at(-1)?.number ?? 0;
  const wanted = /^it-(\d+)$/.exec(props.chosen);
  const shown = wanted ? Number(wanted[1]) : last;
  const round = rounds.find((one) => one.number === shown);
  const own = (events.data?.events ?? []).filter((event) => event.attempt === task.attempt);
  const counts = (one: Iteration) => {
    const sum = (pick: (c: NonNullable<(typeof one.verification)[0]['counts']>) => number | null | undefined) =>
      one.verification.reduce<number | null>((all, c) => (c.counts && pick(c.counts) != null ? (all ?? 0) + pick(c.counts)! : all), null);
    return { passed: sum((c) => c.passed), failed: sum((c) => c.failed) };
  };
  return (
    <div class="timeline">
      <nav class="rounds" aria-label={t('iterations')}>
        {rounds.map((one) => (
          <button key={one.number} aria-current={one.number === shown} onClick={() => props.choose(one.number)}>
            {!one.ended_at ? <LoaderCircle class="running" size={16} aria-hidden="true" /> : one.passed ? <CircleCheck class="good" size={16} aria-hidden="true" /> : <CircleX class="bad" size={16} aria-hidden="true" />}
            <span>
              {one.number === 0 ? t('baseline') : t('iteration_n', { n: one.number })}
              <small>
                <Tests {...counts(one)} />
              </small>
            </span>
            <small class="muted">{one.ended_at && one.started_at ? duration(Date.parse(one.ended_at) - Date.parse(one.started_at)) : ''}</small>
          </button>
        ))}
        <p class="muted">
          {t('created_at', { time: when(task.created_at) })}
          <br />
          {task.started_at ? t('started_at', { time: when(task.started_at) }) : ''}
          <br />
          {task.stop_reason ? word('stop', task.stop_reason) : ''}
        </p>
      </nav>
      {round ? <Round key={round.number} task={task} round={round} steps={stepsOf(own, round.number)} /> : <p class="muted">{t('not_begun')}</p>}
    </div>
  );
}
