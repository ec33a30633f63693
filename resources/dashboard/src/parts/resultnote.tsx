// SPDX-License-Identifier: MIT
// Where the changes of a task are: one sentence, and what one can do about it.
import { Folder, Layers } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, send } from '../api';
import { t } from '../i18n';
import { resultLine } from '../result';
import { go } from '../router';
import type { ApplyOutcome, Approval, ConflictAnswers, RowAnswers, Task, TreeChange, UndoOutcome } from '../types';
import { ActButton, Failed, Loading } from './basics';
import { BorderRows } from './borderrows';
import { ConflictFiles, undecided } from './conflictfiles';
import { Dialog } from './dialog';
import { Letter } from './diffview';
import { Safe, Told } from './safe';

function Changes({ list, none }: { list: TreeChange[]; none: string }) {
  const [all, setAll] = useState(false);
  const most = 200;
  if (list.length === 0) return <p class="muted">{none}</p>;
  return (
    <ul class="change-list" tabIndex={0} aria-label={t('changed_files')}>
      {(all ? list : list.slice(0, most)).map((change) => (
        <li key={change.path}>
          <Letter change={change.change} />
          <code>
            <Safe text={change.path} />
          </code>
        </li>
      ))}
      {!all && list.length > most && (
        <li>
          <button class="link" onClick={() => setAll(true)}>
            {t('rows_not_shown', { n: list.length - most })}
          </button>
        </li>
      )}
    </ul>
  );
}

/** Paths that are not as one would expect, with the reason in front. */
function Named({ text, paths }: { text: string; paths: string[] }) {
  if (paths.length === 0) return null;
  return (
    <div class="note warning">
      <p>
        {text} <code><Safe text={paths.join(', ')} /></code>
      </p>
    </div>
  );
}

function Facts({ told }: { told: ApplyOutcome | UndoOutcome }) {
  return (
    <>
      <Named text={t('left_alone')} paths={told.left_alone} />
      <Named text={t('saved_beside')} paths={told.saved.map((one) => `${one.path} (${one.name})`)} />
      {told.keeps_changing && <Named text={t('keeps_changing')} paths={told.changed_meanwhile} />}
      {'refused' in told && <Named text={t('never_applied')} paths={told.refused} />}
      {'problems' in told && <Named text={t('cannot_be_read')} paths={told.problems} />}
      {'merged' in told && <Named text={t('merged_with_yours')} paths={told.merged} />}
      {'kept_folders' in told && <Named text={t('folders_kept')} paths={told.kept_folders} />}
    </>
  );
}

interface Sheet {
  task: Task;
  close: () => void;
  done: () => void;
}

/** Looks first, asks what has to be asked, then applies. */
export function ApplyDialog({ task, close, done, anyway }: Sheet & { anyway: boolean }) {
  const [plan, setPlan] = useState<ApplyOutcome | null>(null);
  const [made, setMade] = useState<ApplyOutcome | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [rows, setRows] = useState<RowAnswers>({});
  const [files, setFiles] = useState<ConflictAnswers>({});
  const [all, setAll] = useState(false);
  const given = useRef<RowAnswers>({}); // they hold for the next look too
  const path = `/api/tasks/${task.id}/apply`;
  useEffect(() => {
    const control = new AbortController();
    send<ApplyOutcome>('POST', path, { dry_run: true }, { signal: control.signal }).then(setPlan, (reason) => reason.name !== 'AbortError' && setError(reason));
    return () => control.abort();
  }, []);
  const asked = plan?.border?.rows.filter((row) => row.kind === 'asked') ?? [];
  const rowAnswers = Object.fromEntries(asked.map((row) => [row.digest, rows[row.digest] ?? 'leave']));
  const open = plan?.conflicts ? undecided(plan.conflicts, files) : 0;
  const act = async () => {
    given.current = { ...given.current, ...rowAnswers };
    const outcome = await send<ApplyOutcome>('POST', path, { answers: { ...given.current, ...files } });
    if (outcome.applied) {
      setMade(outcome);
      done();
    } else {
      setPlan(outcome); // something changed meanwhile: it asks again
    }
  };
  const blocked = !plan || plan.problems.length > 0 || open > 0 || (plan.changes.length === 0 && asked.length === 0 && !plan.conflicts);
  return (
    <Dialog title={anyway ? t('apply_anyway') : t('apply')} close={close} wide>
      {made ? (
        <>
          <p role="status">{t('result_applied', { n: made.files })}</p>
          <Facts told={made} />
          <div class="buttons end">
            <button class="button primary" onClick={close}>
              {t('close')}
            </button>
          </div>
        </>
      ) : (
        <>
          {anyway && <p class="muted">{t('apply_unverified')}</p>}
          {error && <Failed error={error} />}
          {!plan && !error && <Loading />}
          {plan && <Facts told={plan} />}
          {plan?.border && (
            <>
              <h3 class="gap">{t('changes_ask', { n: asked.length })}</h3>
              <BorderRows card={plan.border} answers={rowAnswers} choose={setRows} all={all} showAll={() => setAll(true)} />
            </>
          )}
          {plan?.conflicts && (
            <>
              <h3 class="gap">{t('files_conflict', { n: plan.conflicts.files.length })}</h3>
              <ConflictFiles card={plan.conflicts} answers={files} choose={setFiles} />
            </>
          )}
          {plan && !plan.conflicts && (
            <>
              <h3 class="gap">{t('would_change')}</h3>
              <Changes list={plan.changes} none={t('apply_nothing')} />
            </>
          )}
          <div class="buttons end">
            {open > 0 && <span class="muted">{t('undecided_n', { n: open })}</span>}
            <button class="button" onClick={close}>
              {t('keep_files')}
            </button>
            <ActButton class={anyway ? 'danger' : 'primary'} disabled={blocked} act={act}>
              {t('apply')}
            </ActButton>
          </div>
        </>
      )}
    </Dialog>
  );
}

export function UndoDialog({ task, close, done }: Sheet) {
  const [plan, setPlan] = useState<UndoOutcome | null>(null);
  const [made, setMade] = useState<UndoOutcome | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const path = `/api/tasks/${task.id}/undo`;
  useEffect(() => {
    const control = new AbortController();
    send<UndoOutcome>('POST', path, { dry_run: true }, { signal: control.signal }).then(setPlan, (reason) => reason.name !== 'AbortError' && setError(reason));
    return () => control.abort();
  }, []);
  const act = async () => {
    const outcome = await send<UndoOutcome>('POST', path, {});
    if (outcome.undone) {
      setMade(outcome);
      done();
    } else {
      setPlan(outcome);
    }
  };
  return (
    <Dialog title={t('undo_apply')} close={close} wide>
      {made ? (
        <>
          <p role="status">{t('result_undone', { n: made.changes.length })}</p>
          <Facts told={made} />
          <div class="buttons end">
            <button class="button primary" onClick={close}>
              {t('close')}
            </button>
          </div>
        </>
      ) : (
        <>
          <p>{t('undo_means')}</p>
          {error && <Failed error={error} />}
          {!plan && !error && <Loading />}
          {plan && (
            <>
              <h3 class="gap">{t('would_change')}</h3>
              <Changes list={plan.changes} none={t('undo_nothing')} />
              <Facts told={plan} />
            </>
          )}
          <div class="buttons end">
            <button class="button" onClick={close}>
              {t('keep_files')}
            </button>
            <ActButton class="danger" disabled={!plan || plan.changes.length === 0} act={act}>
              {t('undo_apply')}
            </ActButton>
          </div>
        </>
      )}
    </Dialog>
  );
}

export function ResultNote({ task, questions, reload }: { task: Task; questions: Approval[]; reload: () => void }) {
  const [sheet, setSheet] = useState<'' | 'apply' | 'undo'>('');
  const line = resultLine(task, questions);
  const close = () => setSheet('');
  const Icon = task.place.isolation === 'in_place' ? Folder : Layers;
  const anyway = task.status !== 'completed';
  return (
    <>
      {line && (
        <div class="result-note" role="status">
          <Icon size={15} aria-hidden="true" />
          <span>
            <Told text={t(line.key, line.values)} />
          </span>
          {line.acts.includes('answer') && line.needs && (
            <button class="button small primary" onClick={() => go('/approvals/' + line.needs!.id)}>
              {t(line.key === 'result_keeps_changing' ? 'apply_now' : line.key === 'result_conflict' ? 'resolve' : 'review')}
            </button>
          )}
          {line.acts.includes('undo') && (
            <button class="button small" onClick={() => setSheet('undo')}>
              {t('undo_apply')}
            </button>
          )}
          {line.acts.includes('apply') && (
            <button class="button small" onClick={() => setSheet('apply')}>
              {t(anyway ? 'apply_anyway' : 'apply')}
            </button>
          )}
        </div>
      )}
      {sheet === 'apply' && <ApplyDialog task={task} close={close} done={reload} anyway={anyway} />}
      {sheet === 'undo' && <UndoDialog task={task} close={close} done={reload} />}
    </>
  );
}
