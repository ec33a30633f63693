// SPDX-License-Identifier: MIT
// A form and its task file, two views of one task, checked by the server as they are written. Nothing is stored before the
// verification commands were seen and accepted in the same act.
import { FileText, ShieldCheck, Trash2 } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get, send } from '../api';
import { onDropped, takeDropped } from '../dropped';
import { wordsOf } from '../failure';
import { useDefaults, useMedia } from '../hooks';
import { t, word } from '../i18n';
import { Failed, Note, Segments } from '../parts/basics';
import { Safe, Told } from '../parts/safe';
import { SetupLines, TaskFiles } from '../parts/taskfiles';
import { YamlEditor } from '../parts/yamleditor';
import { go } from '../router';
import { deliveries, delivers, emptyForm, formOf, isolations, largestFile, randomKey, yamlOf, type Form } from '../taskform';
import type { Deliver, DryRun, Isolation, Problem, Task, TaskSpec } from '../types';

const checkAfterMs = 350;

function Lines(props: { label: string; hint?: string; items: string[]; code?: boolean; problem?: Problem; change: (items: string[]) => void }) {
  const place = useRef<HTMLFieldSetElement>(null);
  const focus = (i: number) => window.setTimeout(() => place.current?.querySelectorAll('input')[i]?.focus());
  const set = (i: number, value: string) => props.change(props.items.map((item, n) => (n === i ? value : item)));
  return (
    <fieldset class="lines" ref={place}>
      <legend>{props.label}</legend>
      {props.items.map((item, i) => (
        <div key={i}>
          <input class={props.code ? 'code' : ''} value={item} aria-label={`${props.label} ${i + 1}`} spellcheck={!props.code}
            onInput={(e) => set(i, e.currentTarget.value)}
            onKeyDown={(event) => {
              // The Enter that ends a composition is no Enter.
              if (event.key !== 'Enter' || event.isComposing) return;
              event.preventDefault();
              props.change([...props.items.slice(0, i + 1), '', ...props.items.slice(i + 1)]);
              focus(i + 1);
            }} />
          <button class="bare" type="button" aria-label={t('remove_line', { n: i + 1 })} disabled={props.items.length === 1} onClick={() => props.change(props.items.filter((_, n) => n !== i))}>
            <Trash2 size={15} aria-hidden="true" />
          </button>
        </div>
      ))}
      <button class="link" type="button" onClick={() => { props.change([...props.items, '']); focus(props.items.length); }}>
        {t('add_line')}
      </button>
      {props.hint && <small class="muted">{props.hint}</small>}
      {props.problem && <small class="bad"><Told text={props.problem.message} /></small>}
    </fieldset>
  );
}

export function NewTask({ query }: { query: URLSearchParams }) {
  const [form, setForm] = useState<Form>(emptyForm);
  const [yaml, setYaml] = useState(yamlOf(emptyForm));
  const [source, setSource] = useState<'form' | 'yaml'>('form');
  const [view, setView] = useState<'form' | 'yaml'>('form');
  const [touched, setTouched] = useState(false);
  const [checked, setChecked] = useState<DryRun | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [fileName, setFileName] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const defaults = useDefaults();
  // One key for one task, however often the button is pressed.
  const [key, setKey] = useState(randomKey);
  const wide = useMedia('(min-width: 1000px)');
  const post = <T,>(query: string, headers: Record<string, string> = {}, signal?: AbortSignal) => send<T>('POST', '/api/tasks' + query, yaml, { type: 'application/yaml', headers, signal });

  useEffect(() => {
    if (!touched) return;
    const control = new AbortController();
    const timer = window.setTimeout(() => {
      post<DryRun>('?dry_run=true', {}, control.signal).then(
        (answer) => {
          setChecked(answer);
          setError(null);
          if (source === 'yaml') setForm(formOf(answer.task));
        },
        (reason) => {
          if (reason.name === 'AbortError') return;
          setChecked(null);
          setError(reason);
        },
      );
    }, checkAfterMs);
    return () => {
      window.clearTimeout(timer);
      control.abort();
    };
  }, [yaml, touched]);

  const setField = (part: Partial<Form>) => {
    const next = { ...form, ...part };
    setForm(next);
    setYaml(yamlOf(next));
    setSource('form');
    setTouched(true);
    setChecked(null);
  };
  const setText = (text: string) => {
    setYaml(text);
    setSource('yaml');
    setTouched(true);
    setChecked(null);
  };
  // One file fills the form, several are a list.
  const take = async (more: File[]) => {
    if (more.length === 0) return;
    if (more.length > 1 || files.length > 0) {
      setFiles((all) => [...all, ...more]);
      return;
    }
    const [file] = more;
    if (file.size > largestFile) {
      setError(new ApiError(413, 'too_large', t('file_too_large')));
      return;
    }
    try {
      setText(await file.text());
    } catch {
      setError(new ApiError(0, 'unreadable', t('file_unreadable')));
      return;
    }
    setFileName(file.name);
    setView('yaml');
    setKey(randomKey());
  };
  const takeRef = useRef(take);
  takeRef.current = take;
  useEffect(() => {
    void takeRef.current(takeDropped());
    return onDropped(() => void takeRef.current(takeDropped()));
  }, []);
  // `?from=ID`: the definition of another task to begin with.
  const from = query.get('from');
  useEffect(() => {
    if (!from) return;
    get<TaskSpec>('/api/tasks/' + encodeURIComponent(from)).then((spec) => setField(formOf(spec)), setError);
  }, [from]);
  const create = async () => {
    setBusy(true);
    try {
      const task = await post<Task>('?accept=' + checked!.verification_digest, { 'Idempotency-Key': key });
      go('/tasks/' + task.id);
    } catch (reason) {
      setError(reason as ApiError);
    } finally {
      setBusy(false);
    }
  };
  const problems: Problem[] = error?.problems.length ? error.problems : [];
  const problemOf = (field: string) => problems.find((problem) => problem.field === field || problem.field.startsWith(field + '['));
  const field = (name: 'name' | 'folder' | 'iterations' | 'timeout' | 'cost' | 'priority' | 'model', label: string, yamlName: string, more: Record<string, string> = {}) => {
    const problem = touched && form[name] !== '' ? problemOf(yamlName) : undefined;
    return (
      <label class={problem ? 'wrong' : ''}>
        {label}
        <input value={form[name]} aria-invalid={!!problem} aria-describedby={problem ? 'p-' + name : undefined} onInput={(e) => setField({ [name]: e.currentTarget.value })} {...more} />
        {problem && <small id={'p-' + name} class="bad"><Told text={problem.message} /></small>}
      </label>
    );
  };
  const formView = (
    <form class="fields" onSubmit={(e) => e.preventDefault()} aria-label={t('form')}>
      {field('name', t('name'), 'name')}
      {field('folder', t('working_directory'), 'working_directory', { class: 'code', placeholder: '/home/…/project', spellcheck: 'false' })}
      <label>
        {t('description')}
        <textarea rows={3} value={form.description} onInput={(e) => setField({ description: e.currentTarget.value })} />
      </label>
      <Lines label={t('requirements')} items={form.requirements} change={(requirements) => setField({ requirements })} />
      <Lines label={t('verification_commands')} hint={t('verification_hint')} items={form.commands} code change={(commands) => setField({ commands })} />
      <Lines label={t('setup')} hint={t('setup_hint')} items={form.setup} code problem={touched ? problemOf('setup') : undefined} change={(setup) => setField({ setup })} />
      <Lines label={t('keep_paths')} hint={t('keep_paths_hint')} items={form.keep} code problem={touched ? problemOf('keep') : undefined} change={(keep) => setField({ keep })} />
      <div class="three">
        {field('iterations', t('max_iterations'), 'max_iterations', { inputMode: 'numeric', placeholder: defaults.iterations })}
        {field('timeout', t('timeout_seconds'), 'timeout_per_iteration', { inputMode: 'numeric', placeholder: defaults.timeout })}
        {field('cost', t('max_cost'), 'max_cost_usd', { inputMode: 'decimal', placeholder: defaults.cap ? defaults.cap.toFixed(2) : '' })}
        {field('priority', t('priority'), 'priority', { inputMode: 'numeric' })}
        {field('model', t('model'), 'model', { class: 'code', placeholder: defaults.model })}
        <label class="check">
          <input type="checkbox" checked={form.network} onChange={(e) => setField({ network: e.currentTarget.checked })} />
          {t('with_network')}
        </label>
      </div>
      <label>
        {t('isolation')}
        <select value={form.isolation} onChange={(e) => setField({ isolation: e.currentTarget.value as Isolation })}>
          {isolations.map((one) => (
            <option key={one} value={one}>
              {word('isolation', one)}
            </option>
          ))}
        </select>
        <small class="muted means">{t('isolation_means.' + form.isolation)}</small>
      </label>
      <label>
        {t('deliver')}
        <select value={form.deliver} disabled={!delivers(form.isolation)} onChange={(e) => setField({ deliver: e.currentTarget.value as Deliver })}>
          {deliveries.map((one) => (
            <option key={one} value={one}>
              {word('deliver', one)}
            </option>
          ))}
        </select>
        {delivers(form.isolation) && <small class="muted means">{t('deliver_means.' + form.deliver)}</small>}
      </label>
    </form>
  );
  const yamlView = (
    <section class="yaml-side" aria-label="YAML">
      <YamlEditor text={yaml} problems={touched ? problems : []} change={setText} />
    </section>
  );
  const why = !touched ? t('fill_in') : error ? (problems.length > 0 ? t('problems_n', { n: problems.length }) : wordsOf(error).head) : !checked ? t('checking') : '';
  const oneTask = (
    <>
      {wide ? (
        <div class="two sides">
          {formView}
          {yamlView}
        </div>
      ) : view === 'form' ? formView : yamlView}
      {!wide && view === 'form' && touched && problems.length > 0 && (
        <p class="muted">
          {t('problems_n', { n: problems.length })}{' '}
          <button class="link" onClick={() => setView('yaml')}>
            {t('show')}
          </button>
        </p>
      )}
      {error && problems.length === 0 && <Failed error={error} />}
      <section class="card accept" aria-label={t('verification_commands')}>
        <header>
          <ShieldCheck size={18} aria-hidden="true" />
          <h2>{t('accept_commands')}</h2>
        </header>
        {checked ? (
          <div class="well">
            <SetupLines commands={checked.task.setup} />
            {checked.task.verification_commands.map((command, i) => (
              <div key={i}>
                <pre class="action">
                  <span class="muted">$ </span>
                  <Safe text={command} />
                </pre>
                {checked.hidden_exit_codes.includes(command) && <p class="finding">{word('reason', 'hidden_exit_code')}</p>}
              </div>
            ))}
            <p class="target muted">
              <span>
                {t('in_folder')} <code><Safe text={checked.task.working_directory} /></code>
              </span>
            </p>
          </div>
        ) : (
          <p class="muted inset">{t('nothing_to_accept')}</p>
        )}
        {!!checked?.task.keep?.length && <Note kind="info"><p>{t('asks_keep', { names: checked.task.keep.join(', ') })}</p></Note>}
        {checked?.task.network && <Note kind="warning"><p>{t('asks_network')}</p></Note>}
        {checked?.task.guard && checked.task.guard !== 'ask' && <Note kind="warning"><p>{t('asks_guard', { guard: checked.task.guard })}</p></Note>}
        <footer>
          <span class="muted" role="status">
            {why}
          </span>
          <button class="button" onClick={() => go('/tasks')}>
            {t('discard')}
          </button>
          <button class="button primary" disabled={!checked || busy} title={why || undefined} onClick={create}>
            {t('accept_and_create')}
          </button>
        </footer>
      </section>
    </>
  );
  return (
    <main>
      <div class="heading">
        <h1>{files.length > 0 ? t('create_from_files', { n: files.length }) : t('new_task')}</h1>
        {!wide && files.length === 0 && (
          <Segments label={t('view')} value={view} choose={setView} choices={[{ value: 'form', text: t('form') }, { value: 'yaml', text: 'YAML' }]} />
        )}
      </div>
      <label class="drop-place">
        <FileText size={18} aria-hidden="true" />
        <span>{fileName ? <Safe text={fileName} /> : t('drop_yaml')}</span>
        <span class="link">{t('browse')}</span>
        <input type="file" multiple accept=".yaml,.yml,.json,text/yaml" aria-label={t('open_yaml')} onChange={(e) => { void take([...(e.currentTarget.files ?? [])]); e.currentTarget.value = ''; }} />
      </label>
      {files.length > 0 ? <TaskFiles files={files} discard={() => go('/tasks')} /> : oneTask}
    </main>
  );
}
