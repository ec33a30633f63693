// SPDX-License-Identifier: MIT
// A form and its YAML, two views of one task. Nothing is stored before the verification commands were seen and accepted.
import { useState } from 'preact/hooks';
import { ApiError, send } from '../api';
import { t } from '../i18n';
import { Failed, Note } from '../parts/basics';
import { go } from '../router';
import type { Problem, Task } from '../types';

interface DryRun {
  task: Pick<Task, 'name' | 'working_directory' | 'verification_commands' | 'network'> & { guard?: string };
  verification_digest: string;
}

interface Form {
  name: string;
  folder: string;
  description: string;
  requirements: string;
  commands: string;
  iterations: number;
  timeout: number;
}

const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean);
// JSON strings are YAML strings: no quoting rules of our own.
const quoted = (text: string) => JSON.stringify(text);

function yamlOf(form: Form): string {
  const list = (items: string[]) => items.map((item) => `  - ${quoted(item)}\n`).join('');
  const requirements = lines(form.requirements);
  return (
    `name: ${quoted(form.name)}\ndescription: ${quoted(form.description)}\n` +
    (requirements.length ? `requirements:\n${list(requirements)}` : '') +
    `verification_commands:\n${list(lines(form.commands))}` +
    `working_directory: ${quoted(form.folder)}\nmax_iterations: ${form.iterations}\ntimeout_per_iteration: ${form.timeout}\n`
  );
}

function Problems({ problems }: { problems: Problem[] }) {
  return (
    <ul class="problems">
      {problems.map((problem, i) => (
        <li key={i}>
          {problem.line > 0 && <code>{`${problem.line}:${problem.column}`}</code>} <strong>{problem.field}</strong> {problem.message}
          <br />
          <span class="muted">{problem.hint}</span>
        </li>
      ))}
    </ul>
  );
}

export function NewTask() {
  const [form, setForm] = useState<Form>({ name: '', folder: '', description: '', requirements: '', commands: '', iterations: 10, timeout: 300 });
  const [yaml, setYaml] = useState<string | null>(null);
  const [checked, setChecked] = useState<DryRun | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const text = yaml ?? yamlOf(form);
  const set = (part: Partial<Form>) => {
    setForm({ ...form, ...part });
    setChecked(null);
    setError(null);
  };
  const post = <T,>(query: string) => send<T>('POST', '/api/tasks/' + query, text, { type: 'application/yaml' });
  const check = async () => {
    setError(null);
    try {
      setChecked(await post<DryRun>('?dry_run=true'));
    } catch (reason) {
      setChecked(null);
      setError(reason as ApiError);
    }
  };
  const create = async () => {
    try {
      const task = await post<Task>('?accept=' + checked!.verification_digest);
      go('/tasks/' + task.id);
    } catch (reason) {
      setError(reason as ApiError);
    }
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    setYaml(await file.text());
    setChecked(null);
    setError(null);
  };
  const field = (name: keyof Form, label: string, rows = 0) => (
    <label>
      {label}
      {rows ? (
        <textarea rows={rows} value={form[name]} onInput={(e) => set({ [name]: e.currentTarget.value })} />
      ) : (
        <input
          type={typeof form[name] === 'number' ? 'number' : 'text'}
          value={form[name]}
          onInput={(e) => set({ [name]: typeof form[name] === 'number' ? Number(e.currentTarget.value) : e.currentTarget.value })}
        />
      )}
    </label>
  );
  return (
    <main
      class="form"
      onDragOver={(e) => e.preventDefault()}
      onDrop={(e) => {
        e.preventDefault();
        void take(e.dataTransfer?.files[0]);
      }}
    >
      <div class="heading">
        <h1>{t('new_task')}</h1>
        <div class="chips" role="group">
          <button class="chip" aria-pressed={yaml === null} onClick={() => setYaml(null)}>
            {t('form')}
          </button>
          <button class="chip" aria-pressed={yaml !== null} onClick={() => setYaml(text)}>
            YAML
          </button>
        </div>
      </div>
      <p class="muted">
        {t('drop_yaml')}{' '}
        <input type="file" accept=".yaml,.yml" aria-label={t('open_yaml')} onChange={(e) => take(e.currentTarget.files?.[0])} />
      </p>
      {yaml === null ? (
        <div class="fields">
          {field('name', t('name'))}
          {field('folder', t('working_directory'))}
          {field('description', t('description'), 4)}
          {field('requirements', t('requirements_lines'), 3)}
          {field('commands', t('commands_lines'), 3)}
          <div class="two">
            {field('iterations', t('max_iterations'))}
            {field('timeout', t('timeout_seconds'))}
          </div>
        </div>
      ) : (
        <label>
          YAML
          <textarea class="code" rows={18} spellcheck={false} value={yaml} onInput={(e) => { setYaml(e.currentTarget.value); setChecked(null); setError(null); }} />
        </label>
      )}
      {error && (error.problems.length > 0 ? <Problems problems={error.problems} /> : <Failed error={error} />)}
      {checked && (
        <section class="card accept">
          <h2>{t('accept_commands')}</h2>
          <p class="muted">
            <code>{checked.task.working_directory}</code>
          </p>
          {checked.task.verification_commands.map((command, i) => (
            <pre key={i} class="action">
              $ {command}
            </pre>
          ))}
          {checked.task.network && <Note kind="warning">{t('asks_network')}</Note>}
          {checked.task.guard && checked.task.guard !== 'ask' && <Note kind="warning">{t('asks_guard', { guard: checked.task.guard })}</Note>}
          <button class="button primary" onClick={create}>
            {t('accept_and_create')}
          </button>
        </section>
      )}
      {!checked && (
        <button class="button primary" onClick={check}>
          {t('check')}
        </button>
      )}
    </main>
  );
}
