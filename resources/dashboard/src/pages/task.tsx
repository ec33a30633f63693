// SPDX-License-Identifier: MIT
// One task: the answer in the head, the evidence in tabs.
import { ChevronRight, Cpu, Download, Folder, GitCompare, History, RotateCcw, Square, Trash2 } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { send } from '../api';
import { count, duration, money, near, percent, since, visible, when } from '../format';
import { useDefaults, useKeptText, useNow, useQuery } from '../hooks';
import { t, word } from '../i18n';
import { ApprovalCard } from '../parts/approvalcard';
import { ActButton, Bar, Fact, Failed, Loading, Note, Pips, State, Tests } from '../parts/basics';
import { ChangesTab } from '../parts/changestab';
import { Dialog } from '../parts/dialog';
import { VerificationTab } from '../parts/matrix';
import { ResultNote } from '../parts/resultnote';
import { RollbackDialog } from '../parts/rollback';
import { Path, Safe, Told } from '../parts/safe';
import { ArtifactsTab, CostTab, DefinitionTab, LiveTab, LogTab, saveReport } from '../parts/tasktabs';
import { Timeline } from '../parts/timeline';
import { keepsState, verdictLines } from '../result';
import { go, Link } from '../router';
import { hasEnded, promptTokens, type Approval, type Checkpoint, type Iteration, type Task } from '../types';

const tabs = ['timeline', 'live', 'changes', 'verification', 'log', 'artifacts', 'definition', 'cost'] as const;

function Figures({ task, rounds, now }: { task: Task; rounds: Iteration[]; now: number }) {
  const passed = task.tests.passed ?? 0;
  const all = passed + (task.tests.failed ?? 0);
  const input = promptTokens(task.usage);
  const spent = task.started_at ? since(task.started_at, task.ended_at ? Date.parse(task.ended_at) : now) : 0;
  const done = rounds.filter((round) => round.number > 0 && round.ended_at);
  const average = done.length > 1 ? done.reduce((sum, round) => sum + Date.parse(round.ended_at!) - Date.parse(round.started_at!), 0) / done.length : 0;
  const looks = rounds.filter((round) => round.number > 0).map((round) => (!round.ended_at ? (hasEnded(task) ? 'done' : 'now') : round.passed ? 'good' : 'bad'));
  const defaults = useDefaults();
  const cap = task.max_cost_usd ?? defaults.cap;
  return (
    <dl class="strip">
      <Fact name={t('iteration')} value={t('iteration_of', { n: task.iteration, all: task.max_iterations })}>
        <Pips done={task.iteration} of={task.max_iterations} looks={looks} />
      </Fact>
      <Fact name={t('tests')} value={all ? <Tests {...task.tests} /> : '–'}>
        {all > 0 && <Bar label={t('passed_of_tests', { passed, all })} parts={[{ share: passed / all, look: 'good' }, { share: 1 - passed / all, look: 'bad' }]} />}
      </Fact>
      <Fact name={t('cost')} value={<>{money(task.cost_usd)} {cap ? <span class="muted">/ {money(cap)}</span> : null}</>}>
        {cap && <Bar label={percent(task.cost_usd, cap)} parts={[{ share: task.cost_usd / cap, look: 'accent' }]} />}
      </Fact>
      <Fact name={t('elapsed')} value={task.started_at ? duration(spent) : '–'}>
        <small class="muted" title={when(task.ended_at)}>
          {task.ended_at ? t('ended_at', { time: near(task.ended_at, now) }) : average && task.status === 'running' ? t('about_left', { time: duration(average * (task.max_iterations - task.iteration + 1)) }) : ''}
        </small>
      </Fact>
      <Fact name={t('tokens')} value={count(input + (task.usage.output_tokens ?? 0))}>
        <small class="muted">{input ? t('cached', { share: percent(task.usage.cache_read_tokens ?? 0, input) }) : ''}</small>
      </Fact>
    </dl>
  );
}

function Actions({ task, checkpoints, reload, rollback }: { task: Task; checkpoints: Checkpoint[]; reload: () => void; rollback: () => void }) {
  const [asking, setAsking] = useState<'' | 'cancel' | 'delete'>('');
  const act = (verb: string, body?: object) => async () => {
    await send('POST', `/api/tasks/${task.id}/${verb}`, body);
    setAsking('');
    reload();
  };
  const over = hasEnded(task);
  const icon = { size: 15, 'aria-hidden': 'true' as const };
  return (
    <div class="buttons">
      {over ? (
        <>
          <ActButton act={act('retry')} title={keepsState(task) ? t('retry_goes_on') : undefined}>
            <RotateCcw {...icon} />
            {t('retry')}
          </ActButton>
          {keepsState(task) && (
            <ActButton act={act('retry', { fresh: true })} title={t('retry_fresh_means')}>
              {t('retry_fresh')}
            </ActButton>
          )}
        </>
      ) : (
        <button class="button" disabled={task.cancel_requested} title={task.cancel_requested ? t('cancel_asked') : undefined} onClick={() => setAsking('cancel')}>
          <Square {...icon} />
          {task.cancel_requested ? t('cancel_asked') : t('cancel_task')}
        </button>
      )}
      <Link class="button see-changes" to={`/tasks/${task.id}?tab=changes`}>
        <GitCompare {...icon} />
        {t('see_changes')}
      </Link>
      <button class="button" disabled={!over || checkpoints.length === 0} title={!over ? t('restore_when_ended') : checkpoints.length === 0 ? t('no_checkpoints') : undefined} onClick={rollback}>
        <History {...icon} />
        {t('roll_back')}…
      </button>
      <ActButton act={() => saveReport(task.id)} class="square" label={t('report')} title={t('report')}>
        <Download {...icon} />
      </ActButton>
      <button class="button square" disabled={!over} aria-label={t('delete_task')} title={over ? t('delete_task') : t('delete_when_ended')} onClick={() => setAsking('delete')}>
        <Trash2 {...icon} />
      </button>
      {asking === 'cancel' && (
        <Dialog title={t('cancel_task')} close={() => setAsking('')}>
          <p>{t('cancel_means')}</p>
          <div class="buttons end">
            <button class="button" onClick={() => setAsking('')}>
              {t('keep')}
            </button>
            <ActButton class="danger" act={act('cancel')}>
              {t('really_cancel')}
            </ActButton>
          </div>
        </Dialog>
      )}
      {asking === 'delete' && (
        <Dialog title={t('delete_task')} close={() => setAsking('')}>
          <p>{t('delete_means')}</p>
          <div class="buttons end">
            <button class="button" onClick={() => setAsking('')}>
              {t('keep')}
            </button>
            <ActButton class="danger" act={async () => { await send('DELETE', '/api/tasks/' + task.id); go('/tasks'); }}>
              {t('really_delete')}
            </ActButton>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function End({ task }: { task: Task }) {
  if (!task.stop_reason) return null;
  if (task.status === 'completed') {
    return (
      <Note kind="success">
        <div>
          <p class="sentence">{word('stop', task.stop_reason)}</p>
          {verdictLines(task).map(({ key, values }) => (
            <p class="passed-where" key={key}>
              <Told text={t(key, values)} />
            </p>
          ))}
        </div>
      </Note>
    );
  }
  return (
    <Note kind={task.status === 'failed' ? 'danger' : 'info'}>
      <div>
        <strong class="sentence"><Told text={word('stop', task.stop_reason)} /></strong>
        {task.stop_detail && (
          <p class="sentence">
            <Told text={task.stop_detail} />
          </p>
        )}
      </div>
    </Note>
  );
}

function Waits({ task }: { task: Task }) {
  if (!task.waits_for) return null;
  const { reason, task: holder, task_name } = task.waits_for;
  return (
    <Note kind="info">
      <p class="sentence">
        <Told text={word('waits', reason)} /> {holder && <Link to={'/tasks/' + holder}><Safe text={task_name} /></Link>}
      </p>
    </Note>
  );
}

export function TaskPage({ id, query, hash }: { id: string; query: URLSearchParams; hash: string }) {
  const now = useNow();
  const [restoring, setRestoring] = useState('');
  const tab = (tabs as readonly string[]).includes(query.get('tab') ?? '') ? query.get('tab')! : 'timeline';
  const own = (kinds: RegExp) => (event: { task_id: string; kind: string }) => event.task_id === id && kinds.test(event.kind);
  // What others do may end its waiting.
  const queued = useRef(false);
  const read = useQuery<Task>('/api/tasks/' + id, (event) => event.task_id === id || (queued.current && /^(queue_|task_state_changed)/.test(event.kind)));
  const iterations = useQuery<{ iterations: Iteration[] }>(`/api/tasks/${id}/iterations`, own(/iteration|task_|verification|approval/));
  const kept = useQuery<{ checkpoints: Checkpoint[] }>(`/api/tasks/${id}/checkpoints`, own(/checkpoint|task_/));
  const open = useQuery<{ approvals: Approval[] }>('/api/approvals?task=' + id, own(/approval|task_state/));
  useKeptText(id);
  const task = read.data;
  queued.current = task?.status === 'pending';
  // Where the tabs do not fit, the open one is brought into sight.
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const chosen = bar.current?.querySelector<HTMLElement>('[aria-current]');
    if (bar.current && chosen) bar.current.scrollLeft = chosen.offsetLeft - bar.current.offsetLeft - (bar.current.clientWidth - chosen.offsetWidth) / 2;
  }, [tab, !!task]);
  useEffect(() => {
    if (task) document.title = `${visible(task.name)} – VibeCoder`;
    return () => {
      document.title = 'VibeCoder';
    };
  }, [task?.name]);
  if (read.error && !task)
    return (
      <main>
        <h1>{t('task')} <code class="muted">#{id}</code></h1>
        <Failed error={read.error} retry={read.error.status === 404 ? undefined : read.reload} />
        <Link class="button" to="/tasks">{t('all_tasks')}</Link>
      </main>
    );
  if (!task) return <main><Loading /></main>;
  const rounds = iterations.data?.iterations ?? [];
  const checkpoints = kept.data?.checkpoints ?? [];
  const questions = open.data?.approvals ?? [];
  const address = (parts: Record<string, string>) => {
    const next = new URLSearchParams(Object.entries(parts).filter(([, value]) => value));
    return `/tasks/${id}` + (next.size ? '?' + next : '');
  };
  const lastRound = rounds.findLast((round) => round.ended_at);
  const counts: Record<string, string> = {
    changes: lastRound && lastRound.changed_files.length > 0 ? String(lastRound.changed_files.length) : '',
    verification: task.tests.passed !== null ? `${task.tests.passed}/${task.tests.passed + (task.tests.failed ?? 0)}` : '',
  };
  return (
    <main>
      <p class="crumbs">
        <Link to="/tasks">{t('nav_tasks')}</Link> <ChevronRight size={14} aria-hidden="true" /> <code>#{id}</code>
      </p>
      <div class="heading">
        <h1>
          <Safe text={task.name} /> <State task={task} pill />
        </h1>
        <Actions task={task} checkpoints={checkpoints} reload={read.reload} rollback={() => setRestoring(checkpoints[0]?.word ?? 'start')} />
      </div>
      <p class="facts-line">
        <span>
          <Folder size={14} aria-hidden="true" /> <Path text={task.working_directory} />
        </span>
        {task.model && (
          <span>
            <Cpu size={14} aria-hidden="true" /> <Safe text={task.model} />
          </span>
        )}
        {task.attempt > 1 && <span>{t('attempt', { n: task.attempt })}</span>}
        <span>{t('priority_n', { n: task.priority })}</span>
        {(task.labels ?? []).map((label) => (
          <span key={label} class="tag">
            <Safe text={label} />
          </span>
        ))}
      </p>
      <ResultNote task={task} questions={questions} reload={read.reload} />
      <End task={task} />
      <Waits task={task} />
      {read.error && <Failed error={read.error} retry={read.reload} />}
      {tab !== 'timeline' && questions.length > 0 && (
        <Note kind="warning">
          <p>
            <strong>{t('needs_you')}</strong> <Link to={'/approvals/' + questions[0].id}>{t('open_question')}</Link>
          </p>
        </Note>
      )}
      {(tab === 'timeline' || tab === 'live') && <Figures task={task} rounds={rounds} now={now} />}
      <nav class="tabs" ref={bar} aria-label={t('parts_of_task')}>
        {tabs.map((name) => (
          <Link key={name} to={address({ tab: name === 'timeline' ? '' : name })} current={tab === name}>
            {t('tab_' + name)}
            {counts[name] && <small>{counts[name]}</small>}
          </Link>
        ))}
      </nav>
      {tab === 'timeline' && questions.filter((one) => one.kind === 'verification_commands').map((one) => <ApprovalCard key={one.id} approval={one} done={() => { open.reload(); read.reload(); }} inline />)}
      {tab === 'timeline' && (
        <Timeline task={task} rounds={rounds} checkpoints={checkpoints} chosen={hash} choose={(n) => go(`/tasks/${id}#it-${n}`, true)} restore={setRestoring} />
      )}
      {tab === 'live' && <LiveTab task={task} />}
      {tab === 'changes' && (kept.data ? <ChangesTab task={task} checkpoints={checkpoints} query={query} choose={(from, to) => go(address({ tab, from: from === (task.place.isolation === 'view' ? 'result' : 'start') ? '' : from, to: to === 'last' ? '' : to }), true)} /> : <Loading />)}
      {tab === 'verification' && <VerificationTab rounds={rounds} />}
      {tab === 'log' && <LogTab task={task} />}
      {tab === 'artifacts' && <ArtifactsTab task={task} />}
      {tab === 'definition' && <DefinitionTab task={task} />}
      {tab === 'cost' && <CostTab task={task} rounds={rounds} />}
      {restoring && <RollbackDialog task={task} checkpoints={checkpoints} word={restoring} close={() => setRestoring('')} done={() => { read.reload(); kept.reload(); }} />}
    </main>
  );
}
