// SPDX-License-Identifier: MIT
// One task: the answer in the head, the evidence in tabs.
import { ChevronRight, Folder, RotateCcw, Square } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { send } from '../api';
import { count, duration, money, percent, since, visible, when } from '../format';
import { useNow, useQuery } from '../hooks';
import { t, word } from '../i18n';
import { ActButton, Failed, Loading, Note, Pips, State, Tests } from '../parts/basics';
import { ArtifactsTab, ChangesTab, CostTab, DefinitionTab, LiveTab, LogTab, VerificationTab } from '../parts/tasktabs';
import { Timeline } from '../parts/timeline';
import { go, Link } from '../router';
import type { Approval, Iteration, Task } from '../types';

const tabs = ['timeline', 'live', 'changes', 'verification', 'log', 'artifacts', 'definition', 'cost'] as const;
const ended = (task: Task) => ['completed', 'failed', 'cancelled'].includes(task.status);

function Figures({ task, now }: { task: Task; now: number }) {
  const all = (task.tests.passed ?? 0) + (task.tests.failed ?? 0);
  const from = task.ended_at ? Date.parse(task.ended_at) : now;
  const usage = task.usage;
  const input = (usage.input_tokens ?? 0) + (usage.cache_read_tokens ?? 0) + (usage.cache_write_tokens ?? 0);
  return (
    <div class="strip">
      <div>
        <span class="muted">{t('iteration')}</span>
        <strong>{t('iteration_of', { n: task.iteration, all: task.max_iterations })}</strong>
        <Pips done={task.iteration} of={task.max_iterations} good={task.status === 'completed'} />
      </div>
      <div>
        <span class="muted">{t('tests')}</span>
        <strong>{all ? <Tests {...task.tests} /> : '–'}</strong>
        {all > 0 && <meter max={all} value={task.tests.passed ?? 0} aria-label={t('tests')} />}
      </div>
      <div>
        <span class="muted">{t('cost')}</span>
        <strong>
          {money(task.cost_usd)} {task.max_cost_usd ? <span class="muted">/ {money(task.max_cost_usd)}</span> : null}
        </strong>
        {task.max_cost_usd ? <meter class="plain" max={task.max_cost_usd} value={task.cost_usd} aria-label={t('cost')} /> : null}
      </div>
      <div>
        <span class="muted">{t('elapsed')}</span>
        <strong>{task.started_at ? duration(since(task.started_at, from)) : '–'}</strong>
        <span class="muted">{task.ended_at ? t('ended_at', { time: when(task.ended_at) }) : ''}</span>
      </div>
      <div>
        <span class="muted">Token</span>
        <strong>{count(input + (usage.output_tokens ?? 0))}</strong>
        <span class="muted">{input ? t('cached', { share: percent(usage.cache_read_tokens ?? 0, input) }) : ''}</span>
      </div>
    </div>
  );
}

export function TaskPage({ id, tab, hash }: { id: string; tab: string; hash: string }) {
  const now = useNow();
  const [confirming, setConfirming] = useState(false);
  const concerns = (event: { task_id: string }) => event.task_id === id;
  const query = useQuery<Task>('/api/tasks/' + id, concerns);
  const iterations = useQuery<{ iterations: Iteration[] }>(`/api/tasks/${id}/iterations`, concerns);
  const open = useQuery<{ approvals: Approval[] }>('/api/approvals?task=' + id, (e) => e.kind.startsWith('approval'));
  if (query.error && !query.data) return <main><Failed error={query.error} retry={query.reload} /></main>;
  const task = query.data;
  if (!task) return <main><Loading /></main>;
  const rounds = iterations.data?.iterations ?? [];
  const act = (verb: string) => async () => {
    await send('POST', `/api/tasks/${id}/${verb}`);
    setConfirming(false);
    query.reload();
  };
  return (
    <main>
      <p class="crumbs">
        <Link to="/tasks">{t('nav_tasks')}</Link> <ChevronRight size={14} aria-hidden="true" /> <code>{id}</code>
      </p>
      <div class="heading">
        <h1>
          {task.name} <State task={task} pill />
        </h1>
        <div class="buttons">
          {!ended(task) && !confirming && (
            <button class="button" onClick={() => setConfirming(true)}>
              <Square size={14} aria-hidden="true" /> {t('cancel_task')}
            </button>
          )}
          {!ended(task) && confirming && (
            <>
              <ActButton class="danger" act={act('cancel')}>
                {t('really_cancel')}
              </ActButton>
              <button class="button" onClick={() => setConfirming(false)}>
                {t('keep')}
              </button>
            </>
          )}
          {ended(task) && (
            <ActButton act={act('retry')}>
              <RotateCcw size={14} aria-hidden="true" /> {t('retry')}
            </ActButton>
          )}
        </div>
      </div>
      <p class="facts-line">
        <Folder size={14} aria-hidden="true" /> <code>{visible(task.working_directory)}</code>
        {task.model && <span>{task.model}</span>}
        {task.attempt > 1 && <span>{t('attempt', { n: task.attempt })}</span>}
      </p>
      {task.stop_reason && task.status !== 'completed' && (
        <Note kind={task.status === 'failed' ? 'danger' : 'warning'}>
          {word('stop', task.stop_reason)}
          {task.stop_detail ? ` – ${visible(task.stop_detail)}` : ''}
        </Note>
      )}
      {(open.data?.approvals ?? []).map((approval) => (
        <Note kind="warning" key={approval.id}>
          <Link to={'/approvals/' + approval.id}>
            {t('needs_you')}: <code>{visible(approval.commands[0] ?? approval.path)}</code>
          </Link>
        </Note>
      ))}
      <Figures task={task} now={now} />
      <nav class="tabs" aria-label={t('parts_of_task')}>
        {tabs.map((name) => (
          <Link key={name} to={`/tasks/${id}${name === 'timeline' ? '' : '?tab=' + name}`} current={tab === name}>
            {t('tab_' + name)}
          </Link>
        ))}
      </nav>
      {tab === 'timeline' && <Timeline task={task} rounds={rounds} chosen={hash} choose={(n) => go(`/tasks/${id}#it-${n}`, true)} />}
      {tab === 'live' && <LiveTab task={task} />}
      {tab === 'changes' && <ChangesTab task={task} rounds={rounds} />}
      {tab === 'verification' && <VerificationTab rounds={rounds} />}
      {tab === 'log' && <LogTab task={task} />}
      {tab === 'artifacts' && <ArtifactsTab task={task} />}
      {tab === 'definition' && <DefinitionTab task={task} />}
      {tab === 'cost' && <CostTab rounds={rounds} />}
    </main>
  );
}
