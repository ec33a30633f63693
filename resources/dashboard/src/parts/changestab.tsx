// SPDX-License-Identifier: MIT
// What lies between two kept states: from the start, from the iteration before, from any checkpoint.
import { useState } from 'preact/hooks';
import { useQuery } from '../hooks';
import { t } from '../i18n';
import type { Checkpoint, NotCovered, Task, TreeChange } from '../types';
import { Empty, Failed, Loading } from './basics';
import { DiffView } from './diffview';
import { checkpointName } from './rollback';
import { Safe } from './safe';

interface Difference {
  from: Checkpoint;
  to: Checkpoint;
  changes: TreeChange[];
  patch: string;
  not_covered: NotCovered[];
}

export function ChangesTab({ task, checkpoints, query, choose }: { task: Task; checkpoints: Checkpoint[]; query: URLSearchParams; choose: (from: string, to: string) => void }) {
  const rounds = checkpoints.filter((one) => one.kind === 'iteration');
  const before = rounds.at(-2)?.word;
  const from = query.get('from') ?? 'start';
  const to = query.get('to') ?? 'last';
  const [shown] = useState(checkpoints.length);
  const path = checkpoints.length > 0 ? `/api/tasks/${task.id}/diff?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}` : null;
  const { data, error, reload } = useQuery<Difference>(path, (event) => event.task_id === task.id && event.kind.startsWith('checkpoint'));
  if (checkpoints.length === 0) return <Empty text={shown === 0 ? t('no_checkpoints') : t('no_changes')} />;
  const known = (word: string) => checkpoints.some((one) => one.word === word) || word === 'last' || word === 'start';
  return (
    <>
      <div class="compare">
        <label>
          {t('compare_with')}
          <select value={known(from) ? from : 'start'} onChange={(e) => choose(e.currentTarget.value, to)}>
            <option value="start">{t('start_of_task')}</option>
            {before && to === 'last' && <option value={before}>{t('previous_iteration')}</option>}
            {checkpoints
              .filter((one) => one.word !== 'start' && !(to === 'last' && one.word === before))
              .map((one) => (
                <option key={one.word} value={one.word}>
                  {checkpointName(one)}
                </option>
              ))}
          </select>
        </label>
        <label>
          {t('compare_to')}
          <select value={known(to) ? to : 'last'} onChange={(e) => choose(from, e.currentTarget.value)}>
            <option value="last">{t('newest_state')}</option>
            {checkpoints
              .filter((one) => one.word !== 'start')
              .map((one) => (
                <option key={one.word} value={one.word}>
                  {checkpointName(one)}
                </option>
              ))}
          </select>
        </label>
      </div>
      {error && <Failed error={error} retry={reload} />}
      {!data && !error && <Loading />}
      {data && <DiffView key={from + ' ' + to} patch={data.patch} />}
      {data && data.not_covered.length > 0 && (
        <details class="not-covered">
          <summary>{t('not_covered', { n: data.not_covered.length })}</summary>
          <ul>
            {data.not_covered.slice(0, 50).map((one) => (
              <li key={one.path}>
                <code>
                  <Safe text={one.path} />
                </code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
