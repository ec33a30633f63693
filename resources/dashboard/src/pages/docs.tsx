// SPDX-License-Identifier: MIT
// The API from its own description, with a place to try each call. Works without a network and without a foreign script.
import { ChevronRight } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { raw } from '../api';
import { duration } from '../format';
import { useQuery } from '../hooks';
import zh from '../../../../translations/dashboard_api_zh_CN.json';
import { language, t, word } from '../i18n';
import { CopyButton, Failed, Loading } from '../parts/basics';
import { Safe, Told } from '../parts/safe';
import { save } from '../parts/tasktabs';

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: string[];
  examples?: unknown[];
}

interface Operation {
  operationId: string;
  summary: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: Schema; example?: unknown; examples?: Record<string, { value: unknown }> }> };
  responses?: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>;
}

interface Description {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

type Schemas = Record<string, Schema>;

const refName = (schema: Schema | undefined) => schema?.$ref?.split('/').pop() ?? '';
const followed = (schema: Schema | undefined, all: Schemas): Schema | undefined => (schema?.$ref ? all[refName(schema)] : schema);

function typeText(schema: Schema): string {
  if (schema.$ref) return refName(schema);
  if (schema.enum) return schema.enum.join(' | ');
  const name = Array.isArray(schema.type) ? schema.type.join(' | ') : schema.type ?? '';
  return schema.items ? `${typeText(schema.items)}[]` : name;
}

// The description is in English; a test holds that each of its sentences has Chinese words here.
const inWords = (group: 'calls' | 'parameters', key: string, english: string) => (language() === 'zh' ? (zh[group] as Record<string, string>)[key] ?? english : english);
const summaryOf = (operation: Operation) => inWords('calls', operation.operationId, operation.summary);

// What a parameter may be, where that is a short list.
const choicesOf = (schema: Schema | undefined): string[] => (schema?.type === 'boolean' ? ['true', 'false'] : schema?.enum ?? []);

function SchemaTable({ schema, all }: { schema: Schema | undefined; all: Schemas }) {
  const shape = followed(schema, all);
  if (!shape?.properties) return null;
  return (
    <table class="list plain schema">
      <tbody>
        {Object.entries(shape.properties).map(([name, one]) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
              {shape.required?.includes(name) && <span class="bad" title={t('required')}>*</span>}
            </th>
            <td class="muted">
              <code>{typeText(one)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sampleOf(operation: Operation, all: Schemas): string {
  const media = operation.requestBody?.content['application/json'];
  const sample = media?.example ?? Object.values(media?.examples ?? {})[0]?.value ?? followed(media?.schema, all)?.examples?.[0];
  return sample === undefined ? '' : JSON.stringify(sample, null, 2);
}

function Try({ path, method, operation, all }: { path: string; method: string; operation: Operation; all: Schemas }) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(sampleOf(operation, all));
  const [answer, setAnswer] = useState<{ status: string; ok: boolean; text: string; ms: number } | null>(null);
  const [busy, setBusy] = useState(false);
  const types = Object.keys(operation.requestBody?.content ?? {});
  const [type, setType] = useState(types[0] ?? 'application/json');
  const parameters = operation.parameters ?? [];
  const query = new URLSearchParams();
  for (const one of parameters) if (one.in === 'query' && values[one.name]) query.set(one.name, values[one.name]);
  const target = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? '')) + (query.size ? '?' + query : '');
  const missing = parameters.filter((one) => one.in === 'path' && !values[one.name]);
  const call = async () => {
    setBusy(true);
    const start = performance.now();
    try {
      const response = await raw(method.toUpperCase(), target, operation.requestBody ? body : '', type);
      let text = await response.text();
      if (response.headers.get('content-type')?.includes('json') && text) text = JSON.stringify(JSON.parse(text), null, 2);
      const most = 200000;
      setAnswer({ status: `${response.status} ${response.statusText}`, ok: response.ok, text: text.slice(0, most), ms: performance.now() - start });
    } catch {
      setAnswer({ status: t('offline'), ok: false, text: '', ms: performance.now() - start });
    } finally {
      setBusy(false);
    }
  };
  const curl =
    `curl -X ${method.toUpperCase()} -H "Authorization: Bearer $(vibecoder server token)" ` +
    (operation.requestBody && body ? `-H 'Content-Type: ${type}' --data-binary '${body.replaceAll("'", "'\\''").replace(/\s*\n\s*/g, ' ')}' ` : '') +
    `'${location.origin}${target}'`;
  return (
    <div class="try">
      {parameters.length > 0 && (
        <div class="try-fields">
          {parameters.map((one) => (
            <label key={one.name}>
              <span>
                <code>{one.name}</code>
                {one.in === 'path' && <span class="bad">*</span>} <small class="muted">{one.description && <Told text={inWords('parameters', one.description, one.description)} />}</small>
              </span>
              {choicesOf(one.schema).length > 0 ? (
                <select class="code" value={values[one.name] ?? ''} onChange={(e) => setValues({ ...values, [one.name]: e.currentTarget.value })}>
                  {['', ...choicesOf(one.schema)].map((choice) => (
                    <option key={choice}>{choice}</option>
                  ))}
                </select>
              ) : (
                <input class="code" value={values[one.name] ?? ''} onInput={(e) => setValues({ ...values, [one.name]: e.currentTarget.value })} />
              )}
            </label>
          ))}
        </div>
      )}
      {operation.requestBody && (
        <label>
          {t('body')}
          {types.length > 1 && (
            <select aria-label={t('body_type')} value={type} onChange={(e) => setType(e.currentTarget.value)}>
              {types.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
          <textarea class="code" rows={Math.min(14, Math.max(4, body.split('\n').length))} spellcheck={false} value={body} onInput={(e) => setBody(e.currentTarget.value)} />
        </label>
      )}
      <div class="buttons">
        <button class="button" disabled={busy || missing.length > 0} title={missing.length > 0 ? t('fill_in_path') : undefined} onClick={call}>
          {t('try_it')}
        </button>
        <CopyButton text={curl} label="curl" />
      </div>
      {answer && (
        <div class="answer" role="status">
          <p>
            <strong class={answer.ok ? 'good' : 'bad'}>{answer.status}</strong> <span class="muted">{duration(answer.ms)}</span>
          </p>
          {answer.text && (
            <pre tabIndex={0}>
              <Safe text={answer.text} />
            </pre>
          )}
        </div>
      )}
    </div>
  );
}

function Call({ path, method, operation, all }: { path: string; method: string; operation: Operation; all: Schemas }) {
  const [open, setOpen] = useState(location.hash === '#' + operation.operationId);
  const good = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'));
  return (
    <details class="operation" id={operation.operationId} open={open} onToggle={(e) => setOpen((e.currentTarget as HTMLDetailsElement).open)}>
      <summary>
        <ChevronRight size={14} aria-hidden="true" class="arrow" />
        <span class={`verb ${method}`}>{method.toUpperCase()}</span>
        <span class="about">
          <code>{path}</code> <span class="muted">{summaryOf(operation)}</span>
        </span>
      </summary>
      {open && (
        <>
          <Try path={path} method={method} operation={operation} all={all} />
          <div class="shapes">
            {operation.requestBody && (
              <section>
                <h3>{t('sent')}</h3>
                <SchemaTable schema={operation.requestBody.content['application/json']?.schema} all={all} />
              </section>
            )}
            {good && (
              <section>
                <h3>
                  {t('answered')} {good[0]}
                </h3>
                <SchemaTable schema={good[1].content?.['application/json']?.schema} all={all} />
              </section>
            )}
          </div>
        </>
      )}
    </details>
  );
}

// Calls of one noun together: the part after /api.
const nounOf = (path: string) => (path.startsWith('/api/') ? path.split('/')[2].replace('.json', '') : 'health');

export function Docs() {
  const { data, error, reload } = useQuery<Description>('/api/openapi.json', () => false);
  const [filter, setFilter] = useState('');
  if (error) return <main><h1>{t('nav_docs')}</h1><Failed error={error} retry={reload} /></main>;
  if (!data) return <main><h1>{t('nav_docs')}</h1><Loading /></main>;
  const all = data.components?.schemas ?? {};
  const calls = Object.entries(data.paths)
    .flatMap(([path, verbs]) => Object.entries(verbs).map(([method, operation]) => ({ path, method, operation })))
    .filter((one) => (one.method + ' ' + one.path + ' ' + summaryOf(one.operation)).toLowerCase().includes(filter.toLowerCase()));
  const nouns = [...new Set(calls.map((one) => nounOf(one.path)))];
  return (
    <main>
      <div class="heading">
        <h1>
          {t('nav_docs')} <span class="muted">{data.info.version}</span>
        </h1>
        <div class="buttons">
          <input type="search" value={filter} placeholder={t('filter')} aria-label={t('filter')} onInput={(e) => setFilter(e.currentTarget.value)} />
          <button class="button" onClick={() => save(JSON.stringify(data, null, 2) + '\n', 'openapi.json', 'application/json')}>
            openapi.json
          </button>
        </div>
      </div>
      <p class="muted">{t('docs_intro')}</p>
      {nouns.map((noun) => (
        <section key={noun} class="noun">
          <h2>{word('noun', noun)}</h2>
          {calls
            .filter((one) => nounOf(one.path) === noun)
            .map((one) => (
              <Call key={one.method + one.path} {...one} all={all} />
            ))}
        </section>
      ))}
    </main>
  );
}
