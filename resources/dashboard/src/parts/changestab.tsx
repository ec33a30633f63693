// SPDX-License-Identifier: MIT
// What lies between two kept states: from the start, from the iteration before, from any checkpoint.
import { useState } from 'preact/hooks';
import { bytes, near } from '../format';
import { useNow, useQuery } from '../hooks';
import { t } from '../i18n';
import { hasEnded, type Checkpoint, type NotCovered, type StoreEvent, type Task, type TaskResult, type TreeChange } from '../types';
import { Empty, Failed, Loading, Note } from './basics';
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

/** Whether what is shown is in the folder, and since when. */
function Caption({ task }: { task: Task }) {
  const now = useNow();
  const applied = task.result.state === 'applied';
  const own = (event: StoreEvent) => event.task_id === task.id && event.kind.startsWith('result_');
  const { data } = useQuery<{ events: StoreEvent[] }>(applied ? `/api/tasks/${task.id}/events?kind=result_applied&limit=1` : null, own);
  const told = data?.events.filter((event) => event.attempt === task.attempt).at(-1)?.at;
  const at = told ?? task.ended_at;
  if (applied) return <p class="muted caption">{at ? t('applied_at', { time: near(at, now) }) : t('applied')}</p>;
  return <p class="muted caption">{t('not_in_folder')}</p>;
}

/** Everything that differs from the folder, as it would be applied. */
function WholeResult({ task, empty }: { task: Task; empty: string }) {
  const { data, error, reload } = useQuery<TaskResult>(`/api/tasks/${task.id}/result`, (event) => event.task_id === task.id && /^(checkpoint|result|task_state)/.test(event.kind));
  if (error && (error.status === 404 || error.status === 409) && !hasEnded(task)) return <Empty text={t('no_changes')} />;
  if (error) return <Failed error={error} retry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      {data.problems.length > 0 && (
        <Note kind="danger">
          <p>
            {t('cannot_be_read')} <code><Safe text={data.problems.join('; ')} /></code>
          </p>
        </Note>
      )}
      {data.patch ? <DiffView patch={data.patch} /> : <Empty text={empty} />}
      {data.staying_behind.length > 0 && (
        <details class="not-covered">
          <summary>{t('stays_behind', { n: data.staying_behind.length })}</summary>
          <ul>
            {data.staying_behind.map((one) => (
              <li key={one.path}>
                <code>
                  <Safe text={one.path} />
                </code>{' '}
                <span class="muted">{bytes(one.bytes)}{one.files > 1 ? t('comma') + t('files_n', { n: one.files }) : ''}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

export function ChangesTab({ task, checkpoints, query, choose }: { task: Task; checkpoints: Checkpoint[]; query: URLSearchParams; choose: (from: string, to: string) => void }) {
  const rounds = checkpoints.filter((one) => one.kind === 'iteration');
  const before = rounds.at(-2)?.word;
  const inView = task.place.isolation === 'view';
  const from = query.get('from') ?? (inView ? 'result' : 'start');
  const to = query.get('to') ?? 'last';
  const whole = inView && from === 'result';
  const [shown] = useState(checkpoints.length);
  const path = checkpoints.length > 0 && !whole ? `/api/tasks/${task.id}/diff?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}` : null;
  const { data, error, reload } = useQuery<Difference>(path, (event) => event.task_id === task.id && event.kind.startsWith('checkpoint'));
  if (checkpoints.length === 0) return <Empty text={shown === 0 ? t('no_checkpoints') : t('no_changes')} />;
  const known = (word: string) => checkpoints.some((one) => one.word === word) || word === 'last' || word === 'start' || (inView && word === 'result');
  return (
    <>
      {inView && <Caption task={task} />}
      <div class="compare">
        <label>
          {t('compare_with')}
          <select value={known(from) ? from : 'start'} onChange={(e) => choose(e.currentTarget.value, to)}>
            {inView && <option value="result">{t('whole_result')}</option>}
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
        {!whole && <label>
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
        </label>}
      </div>
      {whole && <WholeResult task={task} empty={t('no_changes')} />}
      {error && <Failed error={error} retry={reload} />}
      {!whole && !data && !error && <Loading />}
      {!whole && data && <DiffView key={from + ' ' + to} patch={data.patch} />}
      {!whole && data && data.not_covered.length > 0 && (
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
