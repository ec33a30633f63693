// SPDX-License-Identifier: MIT
// The smaller tabs of a task: live words, log, artifacts, definition, cost.
import { Copy, Download } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, getText } from '../api';
import { bytes, clock, count, duration, money, percent, since, when } from '../format';
import { useDefaults, useLiveText, useNow, useQuery, useTaskEvents } from '../hooks';
import { purposeWords, t, word } from '../i18n';
import { Link } from '../router';
import { cacheWriteTokens, promptTokens, type Artifact, type Iteration, type StoreEvent, type Task } from '../types';
import { Bar, Empty, Failed, Loading } from './basics';
import { DiffView } from './diffview';
import { Safe } from './safe';
import { nameOfRound } from './timeline';

const stalledMs = 15000;

export function LiveTab({ task }: { task: Task }) {
  const { text, at } = useLiveText(task.id);
  const { events } = useTaskEvents(task.id);
  const now = useNow();
  const place = useRef<HTMLDivElement>(null);
  const [behind, setBehind] = useState(false);
  const said = events.filter((event) => event.attempt === task.attempt && event.kind === 'model_call_finished' && event.body.text);
  useEffect(() => {
    const box = place.current;
    const near = 120;
    // Only who reads at the end is taken along.
    if (box && box.scrollHeight - box.scrollTop - box.clientHeight < near) box.scrollTop = box.scrollHeight;
    else setBehind(!!text);
  }, [text, said.length]);
  useEffect(() => {
    if (place.current) place.current.scrollTop = place.current.scrollHeight;
  }, [said.length > 0]);
  const quiet = since(new Date(at).toISOString(), now);
  if (!text && said.length === 0) return <Empty text={task.status === 'running' ? t('live_waits') : t('live_ended')} />;
  return (
    <div class="live-place">
      <div class="live-text" ref={place} tabIndex={0} role="log" aria-label={t('tab_live')} aria-live="off"
        onScroll={(e) => setBehind(e.currentTarget.scrollHeight - e.currentTarget.scrollTop - e.currentTarget.clientHeight > 120)}>
        {said.slice(-100).map((event) => (
          <p key={event.seq} class="past">
            <time dateTime={event.at}>{clock(event.at)}</time>
            <Safe text={String(event.body.text)} />
          </p>
        ))}
        {text && (
          <p class="present">
            <time>{t('now')}</time>
            <Safe text={text} />
          </p>
        )}
      </div>
      {behind && text && (
        <button class="pill-down" onClick={() => { place.current!.scrollTop = place.current!.scrollHeight; setBehind(false); }}>
          {t('to_the_end')}
        </button>
      )}
      {task.status === 'running' && task.activity === 'model' && quiet > stalledMs && <p class="needs">{t('stalled', { time: duration(quiet) })}</p>}
    </div>
  );
}

const levels = ['all', 'model', 'files', 'command', 'verification', 'approval', 'task'] as const;
type Level = (typeof levels)[number];

function levelOf(kind: string): Level {
  if (kind.startsWith('model')) return 'model';
  if (kind.startsWith('action') || kind.startsWith('checkpoint')) return 'files';
  if (kind.startsWith('command')) return 'command';
  if (kind.startsWith('verification')) return 'verification';
  if (kind.startsWith('approval')) return 'approval';
  return 'task';
}

export function LogTab({ task }: { task: Task }) {
  const { events, error, loading } = useTaskEvents(task.id);
  const [filter, setFilter] = useState('');
  const [level, setLevel] = useState<Level>('all');
  const [follow, setFollow] = useState(false);
  const [most, setMost] = useState(300);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (follow && place.current) place.current.scrollTop = place.current.scrollHeight;
  }, [events.length, follow]);
  if (error && events.length === 0) return <Failed error={error} />;
  if (loading) return <Loading />;
  const wanted = filter.toLowerCase();
  const fitting = events.filter(
    (event) => (level === 'all' || levelOf(event.kind) === level) && (!wanted || (eventWord(event) + ' ' + event.kind + JSON.stringify(event.body)).toLowerCase().includes(wanted)),
  );
  const shown = fitting.slice(-most);
  const lines = () => events.map((event) => JSON.stringify(event)).join('\n') + '\n';
  return (
    <>
      <div class="filters">
        <div class="chips" role="group" aria-label={t('filter')}>
          {levels.map((one) => (
            <button key={one} class="chip" aria-pressed={level === one} onClick={() => setLevel(one)}>
              {t('log_' + one)}
            </button>
          ))}
        </div>
        <div class="buttons">
          <input type="search" value={filter} placeholder={t('filter')} aria-label={t('filter')} onInput={(e) => setFilter(e.currentTarget.value)} />
          <button class="button small" aria-pressed={follow} onClick={() => setFollow(!follow)}>
            {t('follow')}
          </button>
          <button class="button small" onClick={() => save(lines(), `${task.id}.log.jsonl`, 'application/x-ndjson')}>
            <Download size={14} aria-hidden="true" />
            {t('export')}
          </button>
        </div>
      </div>
      {fitting.length > shown.length && (
        <button class="button small more" onClick={() => setMost(most + 1000)}>
          {t('earlier_n', { n: fitting.length - shown.length })}
        </button>
      )}
      {shown.length === 0 ? (
        <Empty text={t('no_match_events')} />
      ) : (
        <div class="scroll card log-box" ref={place} tabIndex={0} role="region" aria-label={t('tab_log')}>
          <table class="list plain log">
            <thead>
              <tr>
                <th scope="col">{t('time')}</th>
                <th scope="col">{t('event')}</th>
                <th scope="col">{t('what')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((event) => (
                <tr key={event.seq}>
                  <td class="muted digits" title={when(event.at)}>{clock(event.at)}</td>
                  <td>{eventWord(event)}</td>
                  <td>
                    <code>
                      <Safe text={bodyText(event.body)} />
                    </code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

// Setup and the check on a clean copy are no verification of the iteration.
function eventWord({ kind, body }: StoreEvent): string {
  const why = levelOf(kind) === 'verification' ? purposeWords(body.purpose) : '';
  if (why) return t('with_why', { what: word('event', (body.setup === true ? 'setup_' : '') + kind), why });
  const of = levelOf(kind) !== 'verification' ? '' : body.setup === true ? 'setup_' : body.clean === true ? 'clean_' : '';
  return word('event', of + kind);
}

function bodyText(body: Record<string, unknown>): string {
  const text = Object.entries(body)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('  ');
  return text.length > 500 ? text.slice(0, 500) + '…' : text;
}

/** Hands text to the browser as a file. */
export function save(text: string, name: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export async function saveReport(id: string): Promise<void> {
  save(JSON.stringify(await get<unknown>(`/api/tasks/${id}/report`), null, 2) + '\n', `${id}.report.json`, 'application/json');
}

const mostPreview = 256 * 1024;

function Preview({ task, artifact }: { task: Task; artifact: Artifact }) {
  const [text, setText] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const path = `/api/tasks/${task.id}/artifacts/${artifact.id}`;
  const large = artifact.size > mostPreview;
  useEffect(() => {
    setText(null);
    setFailed(false);
    if (large) return;
    const control = new AbortController();
    getText(path, control.signal).then(setText, (reason) => reason.name !== 'AbortError' && setFailed(true));
    return () => control.abort();
  }, [artifact.id]);
  const binary = text !== null && text.includes('\u0000');
  return (
    <section class="card preview" aria-label={artifact.name}>
      <header>
        <code>
          <Safe text={artifact.name} />
        </code>
        <span class="muted">{bytes(artifact.size)}</span>
        <span class="spring" />
        <button class="button small" onClick={async () => save(text ?? (await getText(path)), artifact.name.replace(/[^\w.-]+/g, '_'), 'text/plain')}>
          <Download size={14} aria-hidden="true" />
          {t('download')}
        </button>
      </header>
      {failed && <p class="inset muted">{t('cannot_show')}</p>}
      {large && <p class="inset muted">{t('too_large_to_show')}</p>}
      {binary && <p class="inset muted">{t('binary_file')}</p>}
      {text !== null && !binary && (artifact.kind === 'patch' || artifact.name.endsWith('.patch') || artifact.name.endsWith('.diff') ? <DiffView patch={text} /> : <pre tabIndex={0}><Safe text={text} /></pre>)}
    </section>
  );
}

export function ArtifactsTab({ task }: { task: Task }) {
  const { data, error, reload } = useQuery<{ artifacts: Artifact[] }>(`/api/tasks/${task.id}/artifacts`, (e) => e.task_id === task.id && e.kind.endsWith('finished'));
  const [chosen, setChosen] = useState('');
  if (error) return <Failed error={error} retry={reload} />;
  if (!data) return <Loading />;
  if (data.artifacts.length === 0) return <Empty text={t('no_artifacts')} />;
  const shown = data.artifacts.find((one) => one.id === chosen) ?? data.artifacts[0];
  return (
    <div class="artifacts">
      <ul>
        {data.artifacts.map((one) => (
          <li key={one.id}>
            <button aria-current={shown.id === one.id ? 'true' : undefined} onClick={() => setChosen(one.id)}>
              <code>
                <Safe text={one.name} />
              </code>
              <small class="muted">{[word('artifact', one.kind), bytes(one.size), nameOfRound(one.iteration)].join(' · ')}</small>
            </button>
          </li>
        ))}
      </ul>
      <Preview task={task} artifact={shown} />
    </div>
  );
}

export function DefinitionTab({ task }: { task: Task }) {
  const rows: [string, string | string[] | number | boolean | null | undefined][] = [
    ['name', task.name],
    ['description', task.description],
    ['requirements', task.requirements],
    ['verification_commands', task.verification_commands],
    ['setup', task.setup],
    ['keep', task.keep],
    ['clean_room', task.clean_room],
    ['working_directory', task.working_directory],
    ['max_iterations', task.max_iterations],
    ['timeout_per_iteration', `${task.timeout_per_iteration} s`],
    ['max_cost_usd', task.max_cost_usd == null ? null : money(task.max_cost_usd)],
    ['priority', task.priority],
    ['model', task.model],
    ['network', task.network],
    ['isolation', task.isolation],
    ['deliver', task.deliver],
    ['guard', task.guard],
    ['labels', task.labels],
  ];
  return (
    <>
    <div class="filters">
      <span />
      <Link class="button small" to={'/new?from=' + task.id}>
        <Copy size={14} aria-hidden="true" />
        {t('use_as_template')}
      </Link>
    </div>
    <dl class="definition card">
      {rows
        .filter(([, value]) => value !== '' && value != null && !(Array.isArray(value) && value.length === 0))
        .map(([name, value]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {Array.isArray(value) ? (
                <ul>
                  {value.map((one, i) => (
                    <li key={i}>{name === 'verification_commands' || name === 'setup' || name === 'keep' ? <code><Safe text={one} /></code> : <Safe text={one} />}</li>
                  ))}
                </ul>
              ) : (
                <Safe text={String(value)} />
              )}
            </dd>
          </div>
        ))}
    </dl>
    </>
  );
}

export function CostTab({ task, rounds }: { task: Task; rounds: Iteration[] }) {
  const defaults = useDefaults();
  const cap = task.max_cost_usd ?? defaults.cap;
  const most = Math.max(...rounds.map((round) => round.cost_usd), 0.000001);
  const row = (name: string, u: Task['usage'], cost: number, bar: boolean) => (
    <tr key={name} class={bar ? '' : 'sum'}>
      <th scope="row">{name}</th>
      <td class="right">{count(u.calls ?? 0)}</td>
      <td class="right">{count(u.input_tokens ?? 0)}</td>
      <td class="right">{count(cacheWriteTokens(u))}</td>
      <td class="right">{count(u.cache_read_tokens ?? 0)}</td>
      <td class="right">{count(u.output_tokens ?? 0)}</td>
      <td class="right">{percent(u.cache_read_tokens ?? 0, promptTokens(u))}</td>
      <td class="right">{money(cost)}</td>
      <td class="c-bar">{bar && cost > 0 && <Bar label={money(cost)} parts={[{ share: cost / most, look: 'accent' }]} />}</td>
    </tr>
  );
  return (
    <>
      <div class="scroll card" tabIndex={0} role="region" aria-label={t('tab_cost')}>
        <table class="list plain costs">
          <thead>
            <tr>
              <th scope="col">{t('iteration')}</th>
              <th scope="col" class="right">{t('calls')}</th>
              <th scope="col" class="right">{t('input_tokens')}</th>
              <th scope="col" class="right">{t('cache_write')}</th>
              <th scope="col" class="right">{t('cache_read')}</th>
              <th scope="col" class="right">{t('output_tokens')}</th>
              <th scope="col" class="right">{t('from_cache')}</th>
              <th scope="col" class="right">{t('cost')}</th>
              <th scope="col" class="c-bar"><span class="unseen">{t('cost')}</span></th>
            </tr>
          </thead>
          <tbody>
            {rounds.map((round) => row(nameOfRound(round.number), round.usage, round.cost_usd, true))}
            {row(t('all_attempt'), task.usage, task.cost_usd, false)}
          </tbody>
        </table>
      </div>
      <p class="muted">
        {cap ? t('cap_of', { cap: money(cap), share: percent(task.cost_usd, cap) }) : ''}
        {!task.cost_known ? ' ' + t('price_unknown') : ''}
        {task.usage.estimated_calls ? ' ' + t('partly_estimated') : ''}
      </p>
    </>
  );
}
