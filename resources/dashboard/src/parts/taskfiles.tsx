// SPDX-License-Identifier: MIT
// Several task files at once: of each what is right or wrong, mended in its place; what is valid is created together, after
// its commands were shown here.
import { CircleCheck, CircleX, FileText } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, send } from '../api';
import { bytes, money } from '../format';
import { useDefaults } from '../hooks';
import { t } from '../i18n';
import { go, Link } from '../router';
import { largestFile, randomKey } from '../taskform';
import type { DryRun, Task } from '../types';
import { Failed, Note } from './basics';
import { Safe } from './safe';
import { YamlEditor } from './yamleditor';

interface Entry {
  key: string; // of the request: one task, however often it is sent
  name: string;
  size: number;
  text: string;
  wanted: boolean;
  checked: DryRun | null;
  error: ApiError | null;
  task: string; // its id, once created
}

const checkAfterMs = 350;
const post = <T,>(query: string, entry: Entry, signal?: AbortSignal) =>
  send<T>('POST', '/api/tasks' + query, entry.text, { type: 'application/yaml', headers: { 'Idempotency-Key': entry.key }, signal });

async function read(file: File): Promise<Entry> {
  const entry = { key: randomKey(), name: file.name, size: file.size, text: '', wanted: true, checked: null, error: null, task: '' };
  if (file.size > largestFile) return { ...entry, error: new ApiError(413, 'too_large', t('file_too_large')) };
  try {
    return { ...entry, text: await file.text() };
  } catch {
    // A folder, or what was taken away meanwhile.
    return { ...entry, error: new ApiError(0, 'unreadable', t('file_unreadable')) };
  }
}

function Tag({ entry }: { entry: Entry }) {
  if (entry.task) return <span class="tag success">{t('file_created')}</span>;
  if (entry.error)
    return (
      <span class="tag danger">
        <CircleX size={13} aria-hidden="true" /> {t('problems_n', { n: Math.max(1, entry.error.problems.length) })}
      </span>
    );
  if (!entry.checked) return <span class="tag">{t('checking')}</span>;
  return (
    <span class="tag success">
      <CircleCheck size={13} aria-hidden="true" /> {t('valid')}
    </span>
  );
}

/** Who accepts the commands accepts these as well. */
export function SetupLines({ commands }: { commands: string[] | undefined }) {
  return (
    <>
      {(commands ?? []).map((command, i) => (
        <pre key={i} class="action">
          <span class="tag">{t('setup_step')}</span> <span class="muted">$ </span>
          <Safe text={command} />
        </pre>
      ))}
    </>
  );
}

function Facts({ checked }: { checked: DryRun }) {
  const defaults = useDefaults();
  const { task } = checked;
  const cap = task.max_cost_usd ?? defaults.cap;
  const facts: [string, preact.ComponentChildren][] = [
    [t('name'), <strong><Safe text={task.name} /></strong>],
    [t('iterations'), t('iterations_each', { n: task.max_iterations, s: task.timeout_per_iteration })],
    [t('working_directory'), <code><Safe text={task.working_directory} /></code>],
    [t('cost'), cap ? `${t('cap')} ${money(cap)}` : '–'],
    [t('requirements'), String(task.requirements.length)],
    [t('priority'), String(task.priority ?? 0)],
  ];
  return (
    <>
      <dl class="file-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="well">
        <SetupLines commands={task.setup} />
        {task.verification_commands.map((command, i) => (
          <pre key={i} class="action">
            <span class="muted">$ </span>
            <Safe text={command} />
          </pre>
        ))}
      </div>
      {!!task.keep?.length && <Note kind="info"><p>{t('asks_keep', { names: task.keep.join(', ') })}</p></Note>}
      {task.network && <Note kind="warning"><p>{t('asks_network')}</p></Note>}
      {task.guard && task.guard !== 'ask' && <Note kind="warning"><p>{t('asks_guard', { guard: task.guard })}</p></Note>}
    </>
  );
}

function Card({ entry, twin, change }: { entry: Entry; twin: string; change: (part: Partial<Entry>) => void }) {
  const problems = entry.error?.problems ?? [];
  // Once it had a problem it can be written in, also when the last one is gone.
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    if (problems.length > 0) setEditing(true);
  }, [problems.length]);
  useEffect(() => {
    if (entry.checked || entry.task || !entry.text) return;
    const control = new AbortController();
    const timer = window.setTimeout(
      () =>
        post<DryRun>('?dry_run=true', entry, control.signal).then(
          (checked) => change({ checked, error: null }),
          (reason) => reason.name !== 'AbortError' && change({ checked: null, error: reason }),
        ),
      editing ? checkAfterMs : 0,
    );
    return () => {
      window.clearTimeout(timer);
      control.abort();
    };
  }, [entry.text]);
  return (
    <section class={`card task-file ${entry.error ? 'wrong' : ''}`} aria-label={entry.name}>
      <header>
        <label class="check">
          <input type="checkbox" aria-label={t('create_this', { name: entry.name })} checked={entry.wanted && !!entry.checked && !entry.task} disabled={!entry.checked || !!entry.task}
            onChange={(e) => change({ wanted: e.currentTarget.checked })} />
          <FileText size={16} aria-hidden="true" />
          <code>
            <Safe text={entry.name} />
          </code>
        </label>
        <Tag entry={entry} />
        {twin && <span class="needs">{t('same_as', { name: twin })}</span>}
        <span class="spring" />
        {entry.task ? <Link to={'/tasks/' + entry.task}>{t('open_task')}</Link> : <span class="muted">{bytes(entry.size)}</span>}
      </header>
      {entry.checked && !entry.task && <Facts checked={entry.checked} />}
      {editing && !entry.task && (
        <div class="mending">
          <YamlEditor text={entry.text} rows={4} problems={problems} change={(text) => change({ text, checked: null, error: null })} />
        </div>
      )}
      {entry.error && problems.length === 0 && <Failed error={entry.error} />}
    </section>
  );
}

export function TaskFiles({ files, discard }: { files: File[]; discard: () => void }) {
  const [entries, setEntries] = useState<Entry[]>([]);
  const [busy, setBusy] = useState(false);
  const taken = useRef(0);
  const change = (key: string) => (part: Partial<Entry>) => setEntries((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  useEffect(() => {
    const fresh = files.slice(taken.current);
    taken.current = files.length;
    void Promise.all(fresh.map(read)).then((more) =>
      // The same text again is named and left out unless it is wanted.
      setEntries((all) => more.reduce((list, one) => [...list, { ...one, wanted: !one.text || !list.some((other) => other.text === one.text) }], all)),
    );
  }, [files.length]);
  const twinOf = (entry: Entry, i: number) => (entry.text ? entries.slice(0, i).find((other) => other.text === entry.text)?.name ?? '' : '');
  const ready = entries.filter((one) => one.wanted && one.checked && !one.task);
  const wrong = entries.filter((one) => one.error).length;
  const create = async () => {
    setBusy(true);
    let failed = 0;
    for (const entry of ready) {
      try {
        const task = await post<Task>('?accept=' + entry.checked!.verification_digest, entry);
        change(entry.key)({ task: task.id });
      } catch (reason) {
        failed++;
        change(entry.key)({ error: reason as ApiError });
      }
    }
    setBusy(false);
    if (failed === 0 && wrong === 0) go('/tasks');
  };
  return (
    <>
      {entries.map((entry, i) => (
        <Card key={entry.key} entry={entry} twin={twinOf(entry, i)} change={change(entry.key)} />
      ))}
      <footer class="create-bar">
        <span class="muted" role="status">
          {wrong > 0 ? t('files_left_out', { n: wrong }) : ''}
        </span>
        <button class="button" onClick={discard}>
          {t('discard')}
        </button>
        <button class="button primary" disabled={ready.length === 0 || busy} title={ready.length === 0 ? t('nothing_valid') : undefined} onClick={create}>
          {t('accept_and_create_n', { n: ready.length })}
        </button>
      </footer>
    </>
  );
}
