// SPDX-License-Identifier: MIT
// All tasks; filters and search stand in the address, so that a link shows what was seen.
import { useEffect, useState } from 'preact/hooks';
import { get, ApiError } from '../api';
import { useNow, useQuery } from '../hooks';
import { t } from '../i18n';
import { Empty, Failed, Loading } from '../parts/basics';
import { TaskTable } from '../parts/tasktable';
import { go, Link } from '../router';
import type { Task } from '../types';

interface TaskPage {
  tasks: Task[];
  next_cursor: string | null;
}

const chips = [
  ['', 'all'],
  ['waiting_approval', 'needs_you'],
  ['running', 'look.running'],
  ['pending', 'look.queued'],
  ['failed', 'look.failed'],
  ['completed', 'look.passed'],
  ['cancelled', 'look.cancelled'],
] as const;

export function Tasks({ query }: { query: URLSearchParams }) {
  const now = useNow();
  const status = query.get('status') ?? '';
  const text = query.get('q') ?? '';
  const [typed, setTyped] = useState(text);
  const asked = new URLSearchParams({ limit: '50' });
  if (status) asked.set('status', status);
  if (text) asked.set('q', text);
  const path = '/api/tasks?' + asked.toString();
  const first = useQuery<TaskPage>(path);
  const [more, setMore] = useState<Task[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => setMore([]), [path]);
  useEffect(() => {
    if (more.length === 0) setCursor(first.data?.next_cursor ?? null);
  }, [first.data]);

  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go('/tasks' + (next.size ? '?' + next.toString() : ''), name === 'q');
  };
  useEffect(() => {
    const timer = window.setTimeout(() => typed !== text && change('q', typed), 250);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const loadMore = async () => {
    try {
      const page = await get<TaskPage>(`${path}&cursor=${encodeURIComponent(cursor ?? "")}`);
      setMore([...more, ...page.tasks]);
      setCursor(page.next_cursor);
    } catch (reason) {
      setError(reason as ApiError);
    }
  };
  const seen = new Set(first.data?.tasks.map((task) => task.id));
  const tasks = first.data ? [...first.data.tasks, ...more.filter((task) => !seen.has(task.id))] : [];
  return (
    <main>
      <h1>{t('nav_tasks')}</h1>
      <div class="filters">
        <div class="chips" role="group" aria-label={t('filter')}>
          {chips.map(([value, label]) => (
            <button key={value} class="chip" aria-pressed={status === value} onClick={() => change('status', value)}>
              {t(label)}
            </button>
          ))}
        </div>
        <input type="search" value={typed} placeholder={t('search_name')} aria-label={t('search_name')} onInput={(e) => setTyped(e.currentTarget.value)} />
      </div>
      {first.error && <Failed error={first.error} retry={first.reload} />}
      {!first.data && !first.error && <Loading />}
      {first.data && tasks.length === 0 && (
        <Empty text={status || text ? t('no_match') : t('no_tasks')}>
          {status || text ? (
            <button class="button" onClick={() => { setTyped(''); go('/tasks'); }}>{t('clear_filters')}</button>
          ) : (
            <Link to="/new" class="button primary">{t('new_task')}</Link>
          )}
        </Empty>
      )}
      {tasks.length > 0 && (
        <section class="card">
          <TaskTable tasks={tasks} now={now} />
        </section>
      )}
      {error && <Failed error={error} />}
      {cursor !== null && (
        <button class="button more" onClick={loadMore}>
          {t('load_more')}
        </button>
      )}
    </main>
  );
}
