// SPDX-License-Identifier: MIT
// What needs you, what runs, what it costs, how well it goes.
import { Circle, CircleCheck, Coins, Hand, LoaderCircle } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { dayLabel, duration, money, percent, since } from '../format';
import { useNow, useQuery } from '../hooks';
import { t } from '../i18n';
import { Empty, Failed, Loading } from '../parts/basics';
import { LineChart, StackedBars } from '../parts/charts';
import { byNeed, TaskTable } from '../parts/tasktable';
import { go, Link } from '../router';
import type { Approval, Queue, StatsAnswer, StoreEvent, Task } from '../types';

const ranges = [7, 14, 30];
const states = (event: StoreEvent) => /^(task_|queue_|approval_|iteration_)/.test(event.kind);

function Figure(props: { icon: ComponentChildren; label: string; value: ComponentChildren; detail: string; look?: string; to: string }) {
  return (
    <Link to={props.to} class={`figure ${props.look ?? ''}`}>
      <span class="label">
        {props.icon}
        {props.label}
      </span>
      <strong>{props.value}</strong>
      <span class="muted">{props.detail}</span>
    </Link>
  );
}

export function RangeSelect({ days, choices, path }: { days: number; choices: number[]; path: string }) {
  return (
    <select aria-label={t('time_range')} value={days} onChange={(e) => go(`${path}?days=${e.currentTarget.value}`, true)}>
      {choices.map((n) => (
        <option key={n} value={n}>
          {t('last_days', { n })}
        </option>
      ))}
    </select>
  );
}

export const rangeOf = (query: URLSearchParams, choices: number[]) => (choices.includes(Number(query.get('days'))) ? Number(query.get('days')) : choices[0]);

export function Overview({ query }: { query: URLSearchParams }) {
  const now = useNow();
  const days = rangeOf(query, ranges);
  const queue = useQuery<Queue>('/api/queue', states);
  const approvals = useQuery<{ approvals: Approval[] }>('/api/approvals', states);
  const stats = useQuery<StatsAnswer>(`/api/stats?days=${days}`, states);
  const active = useQuery<{ tasks: Task[] }>('/api/tasks?status=waiting_approval,running,paused,pending&limit=50', states);
  const ended = useQuery<{ tasks: Task[] }>('/api/tasks?status=completed,failed,cancelled&sort=-updated&limit=6', states);
  const failed = queue.error ?? active.error;
  const icon = { size: 15, 'aria-hidden': 'true' as const };
  if (failed && !queue.data) return <main><h1>{t('nav_overview')}</h1><Failed error={failed} retry={() => { queue.reload(); active.reload(); }} /></main>;
  if (!queue.data || !active.data) return <main><h1>{t('nav_overview')}</h1><Loading /></main>;

  const open = approvals.data?.approvals ?? [];
  const soonest = open.map((one) => one.expires_at).filter(Boolean).sort()[0];
  const longest = Math.max(0, ...queue.data.running.map((task) => since(task.started_at, now)));
  const counts = queue.data.counts;
  const s = stats.data;
  const all = s ? s.passed + s.not_passed : 0;
  const tasks = [...active.data.tasks].sort(byNeed).slice(0, 8).concat(ended.data?.tasks ?? []).slice(0, 12);
  const label = (day: string) => dayLabel(day, days > 7);
  return (
    <main>
      <div class="heading">
        <h1>{t('nav_overview')}</h1>
        <RangeSelect days={days} choices={ranges} path="/" />
      </div>
      <div class="figures">
        <Figure to="/approvals" look={open.length > 0 ? 'alert' : ''} icon={<Hand {...icon} />} label={t('needs_you')} value={open.length}
          detail={soonest ? t('approval_left', { time: duration(Math.max(0, Date.parse(soonest) - now)) }) : open.length > 0 ? t('approvals_open', { n: open.length }) : t('nothing_waits')} />
        <Figure to="/tasks?status=running" icon={<LoaderCircle {...icon} class="run" />} label={t('look.running')}
          value={<>{counts.running} {queue.data.workers ? <small>{t('of_workers', { n: queue.data.workers })}</small> : null}</>}
          detail={longest ? t('longest', { time: duration(longest) }) : t('nothing_runs')} />
        <Figure to="/queue" icon={<Circle {...icon} />} label={t('look.queued')} value={counts.pending}
          look={queue.data.paused ? 'held' : ''} detail={queue.data.paused ? t('queue_paused') : t('queue_open')} />
        <Figure to="/stats" icon={<CircleCheck {...icon} class="good" />} label={t('pass_rate')} value={s ? percent(s.passed, all) : '–'}
          detail={s ? (all > 0 ? t('passed_of', { passed: s.passed, all }) : t('none_ended')) : ''} />
        <Figure to="/stats" icon={<Coins {...icon} />} label={t('spend_today')} value={s ? money(s.spend_today_usd) : '–'}
          detail={s && s.input_tokens_all > 0 ? t('cached', { share: percent(s.cache_read_tokens, s.input_tokens_all) }) : t('no_calls')} />
      </div>
      {s && s.days.length > 0 && (
        <div class="two">
          <section class="card">
            <header>
              <h2>{t('ended_per_day')}</h2>
              <span class="legend">
                <i class="good" /> {t('passed')} <i class="bad" /> {t('not_passed')}
              </span>
            </header>
            <StackedBars title={t('ended_per_day')} points={s.days.map((d) => ({ label: label(d.day), good: d.passed, bad: d.not_passed }))} />
          </section>
          <section class="card">
            <header>
              <h2>{t('cost_per_day')}</h2>
              <span class="muted">{t('total', { sum: money(s.cost_usd) })}</span>
            </header>
            <LineChart title={t('cost_per_day')} unit={money} points={s.days.map((d) => ({ label: label(d.day), value: d.cost_usd }))} />
          </section>
        </div>
      )}
      <section class="card">
        <header>
          <h2>{t('now')}</h2>
          <Link to="/tasks">{t('all_tasks')}</Link>
        </header>
        {tasks.length === 0 ? (
          <Empty text={t('no_tasks')}>
            <Link to="/new" class="button">
              {t('new_task')}
            </Link>
          </Empty>
        ) : (
          <TaskTable tasks={tasks} now={now} short />
        )}
      </section>
    </main>
  );
}
