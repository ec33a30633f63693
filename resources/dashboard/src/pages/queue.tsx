// SPDX-License-Identifier: MIT
import { Pause, Play } from 'lucide-preact';
import { send } from '../api';
import { duration, since } from '../format';
import { useNow, useQuery } from '../hooks';
import { t, word } from '../i18n';
import { ActButton, Empty, Failed, Loading, Note } from '../parts/basics';
import { TaskTable } from '../parts/tasktable';
import { Link } from '../router';
import type { Queue, Task } from '../types';

export function QueuePage() {
  const now = useNow();
  const queue = useQuery<Queue>('/api/queue');
  const waiting = useQuery<{ tasks: Task[] }>('/api/tasks?status=pending&limit=100');
  if (queue.error) return <main><Failed error={queue.error} retry={queue.reload} /></main>;
  if (!queue.data) return <main><Loading /></main>;
  const { paused, pause_reason, running } = queue.data;
  return (
    <main>
      <div class="heading">
        <h1>{t('nav_queue')}</h1>
        <ActButton class={paused ? 'primary' : ''} act={async () => { await send('POST', paused ? '/api/queue/resume' : '/api/queue/pause'); queue.reload(); }}>
          {paused ? <Play size={16} aria-hidden="true" /> : <Pause size={16} aria-hidden="true" />}
          {paused ? t('resume_queue') : t('pause_queue')}
        </ActButton>
      </div>
      {paused && <Note kind="warning">{t('queue_paused_because', { reason: word('pause', pause_reason) })}</Note>}
      <section class="card">
        <header>
          <h2>{t('look.running')}</h2>
        </header>
        {running.length === 0 ? (
          <Empty text={t('nothing_runs')} />
        ) : (
          <ul class="workers">
            {running.map((task) => (
              <li key={task.id}>
                <Link to={'/tasks/' + task.id}>{task.name}</Link>
                <span class="muted">
                  {word('activity', task.activity)} · {t('iteration_of', { n: task.iteration, all: task.max_iterations })} · {duration(since(task.started_at, now))}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section class="card">
        <header>
          <h2>{t('look.queued')}</h2>
          <span class="muted">{queue.data.counts.pending}</span>
        </header>
        {waiting.data && waiting.data.tasks.length > 0 ? <TaskTable tasks={waiting.data.tasks} now={now} /> : <Empty text={t('queue_empty')} />}
      </section>
    </main>
  );
}
