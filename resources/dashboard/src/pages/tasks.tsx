// SPDX-License-Identifier: MIT
// All tasks; filters, search and order stand in the address, so that a link shows what was seen.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from '../api';
import { useNow, useQuery } from '../hooks';
import { t } from '../i18n';
import { Empty, Failed, Loading } from '../parts/basics';
import { byNeed, TaskTable } from '../parts/tasktable';
import { go, Link } from '../router';
import type { Queue, StoreEvent, Task, TaskState } from '../types';

interface TaskPage {
  tasks: Task[];
  next_cursor: string | null;
}

const chips: { value: string; label: string; states: TaskState[] }[] = [
  { value: '', label: 'all', states: [] },
  { value: 'waiting_approval', label: 'needs_you', states: ['waiting_approval'] },
  { value: 'running', label: 'look.running', states: ['running'] },
  { value: 'pending', label: 'look.queued', states: ['pending', 'paused'] },
  { value: 'failed', label: 'look.failed', states: ['failed'] },
  { value: 'completed', label: 'look.passed', states: ['completed'] },
  { value: 'cancelled', label: 'look.cancelled', states: ['cancelled'] },
];

export function Tasks({ query }: { query: URLSearchParams }) {
  const now = useNow();
  const status = query.get('status') ?? '';
  const text = query.get('q') ?? '';
  const label = query.get('label') ?? '';
  const sort = query.get('sort') ?? '';
  const [typed, setTyped] = useState(text);
  const search = useRef<HTMLInputElement>(null);
  const asked = new URLSearchParams();
  const chip = chips.find((one) => one.value === status);
  if (status) asked.set('status', chip && chip.states.length > 0 ? chip.states.join(',') : status);
  for (const [name, value] of [['q', text], ['label', label], ['sort', sort]]) if (value) asked.set(name, value);
  const concerns = (event: StoreEvent) => /^(task_|iteration_|approval_)/.test(event.kind);
  const tail = asked.size ? '&' + asked.toString() : '';
  // Without a wish: who needs a person, what runs, what waits, then what ended last. Where too much waits: by age.
  const inGroups = !status && !sort;
  const active = useQuery<TaskPage>(inGroups ? '/api/tasks?limit=200&status=waiting_approval,running,paused,pending' + tail : null, concerns);
  const grouped = inGroups && !active.data?.next_cursor;
  const path = '/api/tasks?limit=50' + (grouped ? '&status=completed,failed,cancelled&sort=-updated' : '') + tail;
  const first = useQuery<TaskPage>(path, concerns);
  const queue = useQuery<Queue>('/api/queue', (event) => event.kind.startsWith('task_'));
  const [more, setMore] = useState<Task[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    setMore([]);
    setError(null);
  }, [path]);
  useEffect(() => {
    if (more.length === 0) setCursor(first.data?.next_cursor ?? null);
  }, [first.data]);

  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go('/tasks' + (next.size ? '?' + next.toString() : ''), name !== 'status');
  };
  // Going back, or to the list without filters, empties the field too.
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    const timer = window.setTimeout(() => typed !== text && change('q', typed), 250);
    return () => window.clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (event.key !== '/' || (event.target as HTMLElement).matches('input, textarea, select')) return;
      event.preventDefault();
      search.current?.focus();
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, []);
  const loadMore = async () => {
    setBusy(true);
    try {
      const page = await get<TaskPage>(`${path}&cursor=${encodeURIComponent(String(cursor))}`);
      setMore([...more, ...page.tasks]);
      setCursor(page.next_cursor);
      setError(null);
    } catch (reason) {
      setError(reason as ApiError);
    } finally {
      setBusy(false);
    }
  };
  const ready = first.data && (!grouped || active.data);
  const begin = ready ? [...(grouped ? [...active.data!.tasks].sort(byNeed) : []), ...first.data!.tasks] : [];
  // A task that ended between two answers stands in both.
  const tasks = [...new Map([...begin, ...(ready ? more : [])].map((task) => [task.id, task])).values()];
  const counts = queue.data?.counts;
  const countOf = (one: (typeof chips)[number]) =>
    !counts ? '' : one.states.length === 0 ? Object.values(counts).reduce((sum, n) => sum + n, 0) : one.states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  return (
    <main>
      <h1>{t('nav_tasks')}</h1>
      <div class="filters">
        <div class="chips" role="group" aria-label={t('filter')}>
          {chips.map((one) => (
            <button key={one.value} class="chip" aria-pressed={status === one.value} onClick={() => change('status', one.value)}>
              {t(one.label)} <small>{countOf(one)}</small>
            </button>
          ))}
          {label && (
            <button class="chip" aria-pressed="true" aria-label={t('without_label', { label })} onClick={() => change('label', '')}>
              {label} ×
            </button>
          )}
        </div>
        <input ref={search} type="search" value={typed} placeholder={t('search_name')} aria-label={t('search_name')} onInput={(e) => setTyped(e.currentTarget.value)} />
      </div>
      {first.error && <Failed error={first.error} retry={first.reload} />}
      {!ready && !first.error && <Loading />}
      {ready && tasks.length === 0 && (
        <Empty text={status || text || label ? t('no_match') : t('no_tasks')}>
          {status || text || label ? (
            <button class="button" onClick={() => { setTyped(''); go('/tasks'); }}>{t('clear_filters')}</button>
          ) : (
            <Link to="/new" class="button">{t('new_task')}</Link>
          )}
        </Empty>
      )}
      {tasks.length > 0 && (
        <section class="card" aria-label={t('nav_tasks')}>
          <TaskTable tasks={tasks} now={now} sorting={{ key: sort, choose: (key) => change('sort', key) }} />
        </section>
      )}
      {error && <Failed error={error} />}
      {cursor !== null && (
        <button class="button more" disabled={busy} onClick={loadMore}>
          {t('load_more')}
        </button>
      )}
    </main>
  );
}
