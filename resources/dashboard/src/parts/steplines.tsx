// SPDX-License-Identifier: MIT
// One line of the timeline for each kind of step, and the words that are being said just now.
import {
  BookOpen, CircleCheck, CircleX, Flag, Hand, History, LoaderCircle, MessageSquare, Pencil, RotateCw, Terminal, TriangleAlert,
} from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FileDiff } from '../diff';
import { duration, since } from '../format';
import { useLiveText, useNow } from '../hooks';
import { purposeWords, t, word } from '../i18n';
import { borderLine } from '../result';
import type { Step } from '../steps';
import type { Approval, Task } from '../types';
import { get } from '../api';
import { ApprovalCard } from './approvalcard';
import { MiniDiff } from './diffview';
import { Safe } from './safe';

const foldAt = 420;
const verifyWords = ['step_verify', 'step_clean', 'step_setup', 'step_clean_setup'];

// Events of earlier versions do not say why a command ran.
function verifyTitle(step: Extract<Step, { kind: 'verify' }>): string {
  const why = purposeWords(step.purpose);
  if (why) return t('with_why', { what: t(step.setup ? 'step_setup' : 'step_verify'), why });
  return t(step.canary ? 'step_canary' : verifyWords[Number(step.clean) + 2 * Number(step.setup)]);
}

function Line(props: { icon: ComponentChildren; right?: string; bad?: boolean; children: ComponentChildren; below?: ComponentChildren }) {
  return (
    <li class={props.bad ? 'bad-step' : ''}>
      <div class="step">
        {props.icon}
        <div class="what">{props.children}</div>
        <span class="muted right">{props.right}</span>
      </div>
      {props.below && <div class="below">{props.below}</div>}
    </li>
  );
}

function Long({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  if (text.length <= foldAt) return <Safe text={text} />;
  return (
    <>
      <Safe text={open ? text : text.slice(0, foldAt) + '…'} />{' '}
      <button class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t('less') : t('more')}
      </button>
    </>
  );
}

// The question itself, at its place: the same card as on the page of approvals.
function Question({ id, state }: { id: string; state: string }) {
  const [approval, setApproval] = useState<Approval | null>(null);
  const load = () => get<Approval>(`/api/approvals/${id}?facts=true`).then(setApproval, () => {});
  useEffect(() => {
    void load();
  }, [id, state]);
  return approval ? <ApprovalCard approval={approval} done={load} inline /> : null;
}

export function StepLine({ step, file, restore, ended }: { step: Step; file?: FileDiff; restore: (word: string) => void; ended: boolean }) {
  const icon = { size: 15, 'aria-hidden': 'true' as const };
  switch (step.kind) {
    case 'said':
      return (
        <Line icon={<MessageSquare {...icon} />} right={step.ms > 0 ? duration(step.ms) : ''}>
          <span class="said">
            <Long text={step.text} />
          </span>
        </Line>
      );
    case 'asking':
      return null;
    case 'read': {
      const names = step.whats.map((one) => one.what);
      const failed = step.whats.filter((one) => !one.ok);
      return (
        <Line icon={<BookOpen {...icon} />} right={step.ms >= 50 ? duration(step.ms) : ''}>
          {t(step.whats.every((one) => one.search) ? 'step_searched' : 'step_read', { n: names.length })}{' '}
          <code class="muted">
            <Safe text={names.slice(0, 6).join(', ')} />
            {names.length > 6 ? ' ' + t('more_n', { n: names.length - 6 }) : ''}
          </code>
          {failed.map((one, i) => (
            <div key={i} class="bad">
              <Safe text={one.summary} />
            </div>
          ))}
        </Line>
      );
    }
    case 'edit':
      return (
        <Line icon={<Pencil {...icon} />} bad={!step.ok} right={step.ms >= 50 ? duration(step.ms) : ''}
          below={file && file.rows.length > 0 ? <MiniDiff rows={file.rows} path={file.path} /> : undefined}>
          {t(step.tool === 'create' ? 'step_create' : 'step_edit')} <code><Safe text={step.what} /></code>{' '}
          {file && (
            <>
              <span class="good">+{file.added}</span> <span class="bad">−{file.removed}</span>
            </>
          )}
          {!step.ok && (
            <div class="bad">
              <Safe text={step.summary} />
            </div>
          )}
        </Line>
      );
    case 'command':
      return (
        <Line icon={step.running && !ended ? <LoaderCircle {...icon} class="running" /> : <Terminal {...icon} />}
          right={step.running ? t(ended ? 'step_cut' : 'look.running') : `${step.timedOut ? t('command.timeout') : t('exit', { n: step.exit ?? '–' })} · ${duration(step.ms)}`}>
          {t('step_run')} <code><Safe text={step.command} /></code>
        </Line>
      );
    case 'refused':
      return (
        <Line icon={<CircleX {...icon} />} bad>
          {t('step_refused')} <code><Safe text={step.what} /></code>
          <div class="bad">
            <Safe text={step.summary} />
          </div>
        </Line>
      );
    case 'approval':
      return (
        <Line icon={<Hand {...icon} />} right={step.state === 'pending' ? '' : word('approval_state', step.state)}
          below={step.state === 'pending' ? <Question id={step.id} state={step.state} /> : undefined}>
          {step.state === 'pending' ? <strong class="needs">{t('needs_you')}</strong> : t('asked_person')}{' '}
          {step.state !== 'pending' && <code><Safe text={step.reason === 'border' ? borderLine(step.what) : step.what} /></code>}
          {step.by && (
            <span class="muted">
              {' '}
              · <Safe text={step.by} />
            </span>
          )}
          {step.message && (
            <div class="quote">
              “<Safe text={step.message} />”
            </div>
          )}
        </Line>
      );
    case 'verify':
      return (
        <Line icon={step.running ? <LoaderCircle {...icon} class={ended ? '' : 'running'} /> : (step.status === 'pass') !== step.canary ? <CircleCheck {...icon} class="good" /> : <CircleX {...icon} class="bad" />}
          right={step.running ? t(ended ? 'step_cut' : 'look.running') : `${step.clean || step.setup ? t('exit', { n: step.exit ?? '–' }) + ' · ' : ''}${duration(step.ms)}`}>
          {verifyTitle(step)} <code><Safe text={step.command} /></code>
        </Line>
      );
    case 'checkpoint':
      if (step.word === 'restore') return null;
      return (
        <Line icon={<Flag {...icon} />} right="">
          {t('checkpoint_n', { n: step.number })} <span class="muted">{t('files_n', { n: step.files })}</span>{' '}
          {ended && (
            <button class="link" onClick={() => restore(step.word === 'start' ? 'start' : String(step.iteration))}>
              {t('restore_here')}
            </button>
          )}
        </Line>
      );
    case 'restored':
      return (
        <Line icon={<History {...icon} />}>
          {t('restored_n', { n: step.number })} <span class="muted"><Safe text={step.by} /></span>
        </Line>
      );
    case 'retried':
      return (
        <Line icon={<RotateCw {...icon} />} right={step.waitMs > 0 ? duration(step.waitMs) : ''}>
          {t('model_retried')} <span class="muted"><Safe text={step.why} /></span>
        </Line>
      );
    case 'warning':
      return (
        <Line icon={<TriangleAlert {...icon} class="needs" />}>
          <Safe text={step.text} />
        </Line>
      );
  }
}

/** What the model says at this moment; a notice when nothing has come for a while. */
export function Saying({ task }: { task: Task }) {
  const { text, at } = useLiveText(task.id);
  const now = useNow();
  const stalledMs = 15000;
  if (task.activity !== 'model') return null;
  const quiet = since(new Date(at).toISOString(), now);
  return (
    <li class="saying">
      <div class="step">
        <LoaderCircle class="running" size={15} aria-hidden="true" />
        <div class="what">
          {text ? <span class="said"><Safe text={text.slice(-4000)} /></span> : <span class="muted">{t('live_waits')}</span>}
          {text && quiet > stalledMs && <div class="needs">{t('stalled', { time: duration(quiet) })}</div>}
        </div>
      </div>
    </li>
  );
}
