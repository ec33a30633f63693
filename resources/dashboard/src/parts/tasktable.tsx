// SPDX-License-Identifier: MIT
// The columns of a task, everywhere the same; on a phone each row is two lines.
import { ArrowDown, ArrowUp } from 'lucide-preact';
import { ago, duration, money, since, when } from '../format';
import { useDefaults } from '../hooks';
import { t } from '../i18n';
import { go, Link } from '../router';
import { hasEnded, type Task } from '../types';
import { Pips, State, Tests } from './basics';
import { Safe } from './safe';

export type SortKey = 'status' | 'priority' | 'name' | 'cost' | 'updated';

export interface Sorting {
  key: string; // of the address: `cost` or `-cost`
  choose: (key: string) => void;
}

function Head({ name, text, sorting, class: kind }: { name: SortKey | ''; text: string; sorting?: Sorting; class?: string }) {
  if (!sorting || !name) return <th class={kind} scope="col">{text}</th>;
  const up = sorting.key === name;
  const down = sorting.key === '-' + name;
  return (
    <th class={kind} scope="col" aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}>
      <button class="sort" onClick={() => sorting.choose(down ? name : up ? '' : '-' + name)}>
        {text}
        {up && <ArrowUp size={13} aria-hidden="true" />}
        {down && <ArrowDown size={13} aria-hidden="true" />}
      </button>
    </th>
  );
}

// Who needs a person first, then what runs, then what waits by its priority, then what ended.
const places = { waiting_approval: 0, running: 1, paused: 2, pending: 3, completed: 4, failed: 4, cancelled: 4 } as const;
export const byNeed = (a: Task, b: Task) => places[a.status] - places[b.status] || (hasEnded(a) ? 0 : b.priority - a.priority);

const endOf = (task: Task) => (task.status === 'completed' ? 'good' : task.status === 'failed' ? 'bad' : hasEnded(task) ? undefined : 'now');
const stateSince = (task: Task, now: number) => duration(since(task.ended_at ?? (task.status === 'pending' ? task.created_at : task.started_at) ?? task.updated_at, now));

export function TaskTable({ tasks, now, sorting, short }: { tasks: Task[]; now: number; sorting?: Sorting; short?: boolean }) {
  const defaults = useDefaults();
  const capOf = (task: Task) => task.max_cost_usd ?? defaults.cap;
  return (
    <div class="scroll">
      <table class={`list tasks ${short ? 'short' : ''}`}>
        <thead>
          <tr>
            <Head name="status" text={t('status')} sorting={sorting} class="c-status" />
            {!short && <Head name="priority" text={t('priority')} sorting={sorting} class="right c-priority" />}
            <Head name="name" text={t('task')} sorting={sorting} class="c-name" />
            <Head name="" text={t('iteration')} class="c-iteration" />
            <Head name="" text={t('tests')} class="c-tests" />
            <Head name="cost" text={t('cost')} sorting={sorting} class="right c-cost" />
            <Head name="" text={t('in_state')} class="right c-state" />
            {!short && <Head name="updated" text={t('updated')} sorting={sorting} class="right c-updated" />}
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id} onClick={(event) => !(event.target as HTMLElement).closest('a') && go('/tasks/' + task.id)}>
              <td class="c-status">
                <State task={task} />
              </td>
              {!short && <td class="right muted c-priority">{task.priority}</td>}
              <td class="name c-name">
                <Link to={'/tasks/' + task.id} title={task.working_directory}>
                  <Safe text={task.name} />
                </Link>
              </td>
              <td class="c-iteration">
                <span class="progress">
                  {!short && <Pips done={task.iteration} of={task.max_iterations} end={endOf(task)} />}
                  {t('part_of', { n: task.iteration, all: task.max_iterations })}
                </span>
              </td>
              <td class="c-tests">
                <Tests {...task.tests} />
              </td>
              <td class="right c-cost">
                {task.cost_usd > 0 ? money(task.cost_usd) : capOf(task) && !hasEnded(task) ? '' : <span class="muted">–</span>}
                {capOf(task) && (task.cost_usd > 0 || !hasEnded(task)) ? <span class="muted">{task.cost_usd > 0 ? ' / ' : t('cap') + ' '}{money(capOf(task)!)}</span> : null}
              </td>
              <td class="right muted c-state">{stateSince(task, now)}</td>
              {!short && (
                <td class="right muted c-updated" title={when(task.updated_at)}>
                  {ago(task.updated_at, now)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
