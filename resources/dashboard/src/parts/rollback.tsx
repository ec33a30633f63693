// SPDX-License-Identifier: MIT
// Bringing the files of an ended task back: first what would happen, then the act.
import { useEffect, useState } from 'preact/hooks';
import { ApiError, send } from '../api';
import { when } from '../format';
import { t } from '../i18n';
import type { Checkpoint, Rollback, Task } from '../types';
import { ActButton, Failed, Loading } from './basics';
import { Dialog } from './dialog';
import { Letter } from './diffview';
import { Safe } from './safe';

export function checkpointName(one: Pick<Checkpoint, 'kind' | 'iteration' | 'number'>): string {
  if (one.kind === 'start') return t('start_of_task');
  if (one.kind === 'iteration') return one.iteration === 0 ? t('baseline') : t('iteration_n', { n: one.iteration });
  return t('before_restore', { n: one.number });
}

/** A change that the rollback makes, seen from the files as they are now. */
function Changes({ report }: { report: Rollback }) {
  if (report.changes.length === 0) return <p class="muted">{t('rollback_nothing')}</p>;
  return (
    <ul class="change-list" tabIndex={0} aria-label={t('changed_files')}>
      {report.changes.map((change) => (
        <li key={change.path}>
          <Letter change={change.change} />
          <code>
            <Safe text={change.path} />
          </code>
        </li>
      ))}
    </ul>
  );
}

export function RollbackDialog(props: { task: Task; checkpoints: Checkpoint[]; word: string; close: () => void; done: () => void }) {
  const [word, setWord] = useState(props.word);
  const [plan, setPlan] = useState<Rollback | null>(null);
  const [done, setDone] = useState<Rollback | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const path = `/api/tasks/${props.task.id}/rollback`;
  useEffect(() => {
    const control = new AbortController();
    setPlan(null);
    setError(null);
    send<Rollback>('POST', path, { to: word, dry_run: true }, { signal: control.signal }).then(setPlan, (reason) => reason.name !== 'AbortError' && setError(reason));
    return () => control.abort();
  }, [word]);
  const act = async () => {
    setDone(await send<Rollback>('POST', path, { to: word }));
    props.done();
  };
  return (
    <Dialog title={t('roll_back')} close={props.close} wide>
      {done ? (
        <>
          <p role="status">{t('rolled_back', { to: checkpointName(done.target), n: done.changes.length })}</p>
          <div class="buttons end">
            <button class="button primary" onClick={props.close}>
              {t('close')}
            </button>
          </div>
        </>
      ) : (
        <>
          <label>
            {t('roll_back_to')}
            <select value={word} onChange={(e) => setWord(e.currentTarget.value)}>
              {props.checkpoints.map((one) => (
                <option key={one.word} value={one.word}>
                  {checkpointName(one)} · {when(one.created_at)}
                </option>
              ))}
            </select>
          </label>
          <h3 class="gap">{t('would_change')}</h3>
          {error && <Failed error={error} />}
          {!plan && !error && <Loading />}
          {plan && <Changes report={plan} />}
          {plan && plan.left_alone.length > 0 && (
            <div class="note warning">
              <p>
                {t('left_alone')} <code><Safe text={plan.left_alone.join(', ')} /></code>
              </p>
            </div>
          )}
          {plan && plan.not_covered.length > 0 && (
            <p class="muted">
              {t('not_covered', { n: plan.not_covered.length })} <code><Safe text={plan.not_covered.slice(0, 5).map((one) => one.path).join(', ')} /></code>
            </p>
          )}
          <p class="muted">{t('rollback_kept')}</p>
          <div class="buttons end">
            <button class="button" onClick={props.close}>
              {t('keep_files')}
            </button>
            <ActButton class="danger" disabled={!plan || plan.changes.length === 0} act={act}>
              {t('roll_back_now')}
            </ActButton>
          </div>
        </>
      )}
    </Dialog>
  );
}
