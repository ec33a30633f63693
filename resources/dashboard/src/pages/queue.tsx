// SPDX-License-Identifier: MIT
// What runs, what waits and in which order; pausing and the reason for it.
import { ArrowDown, ArrowUp, Pause, Play } from 'lucide-preact';
import { send } from '../api';
import { duration, money, since, when } from '../format';
import { useNow, useQuery } from '../hooks';
import { has, t, word } from '../i18n';
import { ActButton, Empty, Fact, Failed, Loading, Note, Pips, State } from '../parts/basics';
import { Safe } from '../parts/safe';
import { Link } from '../router';
import type { Queue, StatsAnswer, StoreEvent, Task } from '../types';

const concerns = (event: StoreEvent) => /^(task_|queue_|approval_|iteration_)/.test(event.kind);

export function QueuePage() {
  const now = useNow();
  const queue = useQuery<Queue>('/api/queue', () => true);
  const waiting = useQuery<{ tasks: Task[] }>('/api/tasks?status=pending&limit=200', concerns);
  const held = useQuery<{ tasks: Task[] }>('/api/tasks?status=waiting_approval,paused&limit=100', concerns);
  const stats = useQuery<StatsAnswer>('/api/stats?days=1', (event) => event.kind === 'task_state_changed');
  if (queue.error && !queue.data) return <main><h1>{t('nav_queue')}</h1><Failed error={queue.error} retry={queue.reload} /></main>;
  if (!queue.data) return <main><h1>{t('nav_queue')}</h1><Loading /></main>;
  const { paused, pause_reason, pause_detail, paused_until, running, counts, workers } = queue.data;
  // As the worker takes them: higher priority first, then who came first.
  const next = [...(waiting.data?.tasks ?? [])].sort((a, b) => b.priority - a.priority || Date.parse(a.created_at ?? '') - Date.parse(b.created_at ?? ''));
  const toggle = async () => {
    await send('POST', paused ? '/api/queue/resume' : '/api/queue/pause');
    queue.reload();
  };
  const move = (task: Task, by: number) => async () => {
    await send('PATCH', '/api/tasks/' + task.id, { priority: task.priority + by });
    waiting.reload();
  };
  return (
    <main>
      <div class="heading">
        <h1>{t('nav_queue')}</h1>
        <ActButton class={paused ? 'primary' : ''} act={toggle}>
          {paused ? <Play size={15} aria-hidden="true" /> : <Pause size={15} aria-hidden="true" />}
          {paused ? t('resume_queue') : t('pause_queue')}
        </ActButton>
      </div>
      {paused && <Note kind="warning"><p>{t('queue_paused_because', { reason: has('pause.' + pause_reason) ? word('pause', pause_reason) : pause_reason })}</p>
        {pause_detail && <p><Safe text={pause_detail} /></p>}
        {paused_until && <p>{t('paused_until', { at: when(paused_until) })}</p>}</Note>}
      <dl class="strip four">
        <Fact name={t('workers')} value={workers ? t('part_of', { n: counts.running, all: workers }) : counts.running}>
          {workers ? <Pips done={counts.running} of={workers} looks={Array.from({ length: counts.running }, () => 'now' as const)} /> : null}
        </Fact>
        <Fact name={t('look.queued')} value={counts.pending}>
          <small class="muted">{next[0] ? <>{t('next')}{t('colon')}<Safe text={next[0].name} /></> : t('queue_empty')}</small>
        </Fact>
        <Fact name={t('needs_you')} value={queue.data.pending_approvals} look={queue.data.pending_approvals > 0 ? 'needs' : ''}>
          {queue.data.pending_approvals > 0 && <small><Link to="/approvals">{t('open_question')}</Link></small>}
        </Fact>
        <Fact name={t('spend_today')} value={stats.data ? money(stats.data.spend_today_usd) : '–'} />
      </dl>
      <section class="card">
        <header>
          <h2>{t('look.running')}</h2>
          <span class="muted">{running.length}</span>
        </header>
        {running.length === 0 ? (
          <Empty text={t('nothing_runs')} />
        ) : (
          <ul class="workers">
            {running.map((task) => (
              <li key={task.id}>
                <State task={task} />
                <Link to={'/tasks/' + task.id}><Safe text={task.name} /></Link>
                <span class="muted">{word('activity', task.activity)}</span>
                <span class="muted digits">{t('part_of', { n: task.iteration, all: task.max_iterations })} · {duration(since(task.started_at, now))}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {(held.data?.tasks.length ?? 0) > 0 && (
        <section class="card">
          <header>
            <h2>{t('held_up')}</h2>
            <span class="muted">{held.data!.tasks.length}</span>
          </header>
          <ul class="workers">
            {held.data!.tasks.map((task) => (
              <li key={task.id}>
                <State task={task} />
                <Link to={'/tasks/' + task.id}><Safe text={task.name} /></Link>
                <span class="muted">{task.paused_until ? t('until', { time: when(task.paused_until) }) : ''}</span>
                <span class="muted digits">{t('part_of', { n: task.iteration, all: task.max_iterations })}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="card">
        <header>
          <h2>{t('look.queued')}</h2>
          <span class="muted">{counts.pending}</span>
        </header>
        {next.length === 0 ? (
          <Empty text={t('queue_empty')}>
            <Link to="/new" class="button">
              {t('new_task')}
            </Link>
          </Empty>
        ) : (
          <ol class="workers waiting">
            {next.map((task, i) => (
              <li key={task.id}>
                <span class="muted digits place">{i + 1}</span>
                <span>
                  <Link to={'/tasks/' + task.id}><Safe text={task.name} /></Link>
                  {task.waits_for && <small class="muted why">{word('waits_short', task.waits_for.reason)}</small>}
                </span>
                <span class="muted digits">{duration(since(task.created_at, now))}</span>
                <span class="buttons">
                  <span class="muted digits">{t('priority_n', { n: task.priority })}</span>
                  <ActButton class="square small" label={t('raise_priority', { name: task.name })} title={t('raise')} act={move(task, 1)}>
                    <ArrowUp size={14} aria-hidden="true" />
                  </ActButton>
                  <ActButton class="square small" label={t('lower_priority', { name: task.name })} title={t('lower')} act={move(task, -1)}>
                    <ArrowDown size={14} aria-hidden="true" />
                  </ActButton>
                </span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </main>
  );
}
