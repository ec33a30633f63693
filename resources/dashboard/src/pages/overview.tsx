// SPDX-License-Identifier: MIT
// What needs you, what runs, what it costs, how well it goes.
import { Circle, CircleCheck, Coins, Hand, LoaderCircle } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { duration, money, percent, since } from '../format';
import { useNow, useQuery } from '../hooks';
import { t } from '../i18n';
import { Empty, Failed, Loading } from '../parts/basics';
import { LineChart, StackedBars } from '../parts/charts';
import { TaskTable } from '../parts/tasktable';
import { Link } from '../router';
import type { Approval, Queue, Task } from '../types';
import type { StatsAnswer } from './stats';

function Figure(props: { icon: ComponentChildren; label: string; value: ComponentChildren; detail: string; alert?: boolean; to: string }) {
  return (
    <Link to={props.to} class={`figure ${props.alert ? 'alert' : ''}`}>
      <span class="label">
        {props.icon}
        {props.label}
      </span>
      <strong>{props.value}</strong>
      <span class="muted">{props.detail}</span>
    </Link>
  );
}

export function Overview() {
  const now = useNow();
  const queue = useQuery<Queue>('/api/queue');
  const approvals = useQuery<{ approvals: Approval[] }>('/api/approvals');
  const stats = useQuery<StatsAnswer>('/api/stats?days=7');
  const tasks = useQuery<{ tasks: Task[] }>('/api/tasks?limit=12');
  const failed = queue.error ?? tasks.error;
  if (failed && !queue.data) return <main><Failed error={failed} retry={() => { queue.reload(); tasks.reload(); }} /></main>;
  if (!queue.data || !tasks.data) return <main><Loading /></main>;

  const open = approvals.data?.approvals ?? [];
  const soonest = open.map((one) => one.expires_at).filter(Boolean).sort()[0];
  const longest = Math.max(0, ...queue.data.running.map((task) => since(task.started_at, now)));
  const counts = queue.data.counts;
  const s = stats.data;
  return (
    <main>
      <h1>{t('nav_overview')}</h1>
      <div class="figures">
        <Figure to="/approvals" alert={open.length > 0} icon={<Hand size={14} aria-hidden="true" />} label={t('needs_you')} value={open.length}
          detail={soonest ? t('approval_left', { time: duration(Date.parse(soonest) - now) }) : t('approvals_open', { n: open.length })} />
        <Figure to="/tasks?status=running" icon={<LoaderCircle size={14} aria-hidden="true" />} label={t('look.running')} value={counts.running}
          detail={longest ? t('longest', { time: duration(longest) }) : t('nothing_runs')} />
        <Figure to="/tasks?status=pending" icon={<Circle size={14} aria-hidden="true" />} label={t('look.queued')} value={counts.pending}
          detail={queue.data.paused ? t('queue_paused') : t('queue_open')} />
        <Figure to="/stats" icon={<CircleCheck size={14} aria-hidden="true" />} label={t('pass_rate')}
          value={s ? percent(s.passed, s.passed + s.not_passed) : '–'}
          detail={s ? t('passed_of', { passed: s.passed, all: s.passed + s.not_passed }) : ''} />
        <Figure to="/stats" icon={<Coins size={14} aria-hidden="true" />} label={t('spend_today')} value={s ? money(s.spend_today_usd) : '–'}
          detail={s ? t('cached', { share: percent(s.cache_read_tokens, s.input_tokens_all) }) : ''} />
      </div>
      {s && s.days.length > 0 && (
        <div class="two">
          <section class="card">
            <header>
              <h2>{t('ended_per_day')}</h2>
              <span class="legend">
                <i class="good" /> {t('look.passed')} <i class="bad" /> {t('not_passed')}
              </span>
            </header>
            <StackedBars title={t('ended_per_day')} points={s.days.map((d) => ({ label: d.day.slice(5), good: d.passed, bad: d.not_passed }))} />
          </section>
          <section class="card">
            <header>
              <h2>{t('cost_per_day')}</h2>
              <span class="muted">{t('total', { sum: money(s.cost_usd) })}</span>
            </header>
            <LineChart title={t('cost_per_day')} unit={(v) => money(v)} points={s.days.map((d) => ({ label: d.day.slice(5), value: d.cost_usd }))} />
          </section>
        </div>
      )}
      <section class="card">
        <header>
          <h2>{t('now')}</h2>
          <Link to="/tasks">{t('all_tasks')}</Link>
        </header>
        {tasks.data.tasks.length === 0 ? (
          <Empty text={t('no_tasks')}>
            <Link to="/new" class="button primary">
              {t('new_task')}
            </Link>
          </Empty>
        ) : (
          <TaskTable tasks={tasks.data.tasks} now={now} />
        )}
      </section>
    </main>
  );
}
