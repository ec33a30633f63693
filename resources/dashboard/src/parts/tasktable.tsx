// SPDX-License-Identifier: MIT
import { duration, money, since } from '../format';
import { t } from '../i18n';
import { go, Link } from '../router';
import type { Task } from '../types';
import { State, Tests } from './basics';

export function TaskTable({ tasks, now }: { tasks: Task[]; now: number }) {
  return (
    <div class="scroll">
      <table class="list">
        <thead>
          <tr>
            <th>{t('status')}</th>
            <th>{t('task')}</th>
            <th class="right">{t('iteration')}</th>
            <th>{t('tests')}</th>
            <th class="right">{t('cost')}</th>
            <th class="right">{t('in_state')}</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id} onClick={() => go('/tasks/' + task.id)}>
              <td>
                <State task={task} />
              </td>
              <td class="name">
                <Link to={'/tasks/' + task.id} onClickCapture={(e) => e.stopPropagation()}>
                  {task.name}
                </Link>
              </td>
              <td class="right">
                {task.iteration} / {task.max_iterations}
              </td>
              <td>
                <Tests {...task.tests} />
              </td>
              <td class="right">
                {task.cost_usd > 0 ? money(task.cost_usd) : ''}
                {task.max_cost_usd ? <span class="muted"> / {money(task.max_cost_usd)}</span> : null}
              </td>
              <td class="right muted">{duration(since(task.updated_at, now))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
