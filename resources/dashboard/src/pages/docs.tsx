// SPDX-License-Identifier: MIT
// The API from its own description, with a place to try each call. Works without a network and without a foreign script.
import { useState } from 'preact/hooks';
import { ApiError, send } from '../api';
import { useQuery } from '../hooks';
import { t } from '../i18n';
import { Failed, Loading } from '../parts/basics';

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; description?: string }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
}
interface Description {
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

function Try({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const [values, setValues] = useState<Record<string, string>>({});
  const sample = operation.requestBody?.content['application/json']?.example;
  const [body, setBody] = useState(sample ? JSON.stringify(sample, null, 2) : '');
  const [answer, setAnswer] = useState('');
  const call = async () => {
    let target = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ''));
    const query = new URLSearchParams();
    for (const parameter of operation.parameters ?? [])
      if (parameter.in === 'query' && values[parameter.name]) query.set(parameter.name, values[parameter.name]);
    if (query.size) target += '?' + query.toString();
    try {
      const value = await send<unknown>(method.toUpperCase(), target, body || undefined, body ? { type: 'application/json' } : {});
      setAnswer(value === undefined ? '204' : JSON.stringify(value, null, 2));
    } catch (reason) {
      const error = reason as ApiError;
      setAnswer(`${error.status} ${error.code}\n${error.message}\n${error.hint}`);
    }
  };
  return (
    <div class="try">
      {(operation.parameters ?? []).map((parameter) => (
        <label key={parameter.name}>
          {parameter.name} <span class="muted">{parameter.description}</span>
          <input value={values[parameter.name] ?? ''} onInput={(e) => setValues({ ...values, [parameter.name]: e.currentTarget.value })} />
        </label>
      ))}
      {operation.requestBody && (
        <label>
          {t('body')}
          <textarea class="code" rows={6} spellcheck={false} value={body} onInput={(e) => setBody(e.currentTarget.value)} />
        </label>
      )}
      <button class="button" onClick={call}>
        {t('try_it')}
      </button>
      {answer && (
        <pre class="answer" aria-live="polite">
          {answer}
        </pre>
      )}
    </div>
  );
}

export function Docs() {
  const { data, error, reload } = useQuery<Description>('/api/openapi.json', () => false);
  if (error) return <main><Failed error={error} retry={reload} /></main>;
  if (!data) return <main><Loading /></main>;
  return (
    <main>
      <h1>
        {data.info.title} {data.info.version}
      </h1>
      <p class="muted">{t('docs_intro')}</p>
      {Object.entries(data.paths).flatMap(([path, verbs]) =>
        Object.entries(verbs).map(([method, operation]) => (
          <details key={method + path} class="operation">
            <summary>
              <span class={`verb ${method}`}>{method.toUpperCase()}</span> <code>{path}</code> <span class="muted">{operation.summary}</span>
            </summary>
            <Try path={path} method={method} operation={operation} />
          </details>
        )),
      )}
    </main>
  );
}
