// SPDX-License-Identifier: MIT
// The tabs beside the timeline.
import { Check, Minus, X } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { getText } from '../api';
import { bytes, clock, count, money, percent, visible } from '../format';
import { useQuery } from '../hooks';
import { t, word } from '../i18n';
import { onLiveText } from '../live';
import type { Artifact, Iteration, StoreEvent, Task } from '../types';
import { Empty, Failed, Loading } from './basics';
import { DiffView } from './diffview';

const longestLive = 60000;

export function LiveTab({ task }: { task: Task }) {
  const [text, setText] = useState('');
  const end = useRef<HTMLPreElement>(null);
  useEffect(() => onLiveText(task.id, (piece) => setText((all) => (all + piece).slice(-longestLive))), [task.id]);
  useEffect(() => {
    const place = end.current;
    // Only who reads at the end is taken along.
    if (place && place.scrollHeight - place.scrollTop - place.clientHeight < 120) place.scrollTop = place.scrollHeight;
  }, [text]);
  if (!text) return <Empty text={task.status === 'running' ? t('live_waits') : t('live_ended')} />;
  return (
    <pre class="live-text" ref={end} tabIndex={0} aria-label={t('tab_live')}>
      {visible(text)}
    </pre>
  );
}

export function ChangesTab({ task, rounds }: { task: Task; rounds: Iteration[] }) {
  const changed = rounds.filter((round) => round.patch_artifact);
  const [chosen, setChosen] = useState<number | null>(null);
  const round = changed.find((one) => one.number === chosen) ?? changed.at(-1);
  const [patch, setPatch] = useState<string | null>(null);
  useEffect(() => {
    if (!round?.patch_artifact) return;
    const control = new AbortController();
    setPatch(null);
    getText(`/api/tasks/${task.id}/artifacts/${round.patch_artifact}`, control.signal).then(setPatch, () => {});
    return () => control.abort();
  }, [round?.patch_artifact]);
  if (!round) return <Empty text={t('no_changes')} />;
  return (
    <>
      <label class="inline">
        {t('iteration')}{' '}
        <select value={round.number} onChange={(e) => setChosen(Number(e.currentTarget.value))}>
          {changed.map((one) => (
            <option key={one.number} value={one.number}>
              {one.number}
            </option>
          ))}
        </select>
      </label>
      {patch === null ? <Loading /> : <DiffView patch={patch} />}
    </>
  );
}

/** Tests that failed in some iteration, one row each; whole commands where the tool names no tests. */
export function VerificationTab({ rounds }: { rounds: Iteration[] }) {
  const commands = [...new Set(rounds.flatMap((round) => round.verification.map((one) => one.command)))];
  const tests = [...new Set(rounds.flatMap((round) => round.verification.flatMap((one) => (one.failures ?? []).map((f) => f.id).filter(Boolean))))];
  if (commands.length === 0) return <Empty text={t('not_verified')} />;
  const cell = (state: 'good' | 'bad' | 'none', key: number) => (
    <td key={key} class={'cell ' + state}>
      {state === 'good' ? <Check size={14} aria-label={t('look.passed')} /> : state === 'bad' ? <X size={14} aria-label={t('look.failed')} /> : <Minus size={14} aria-label={t('not_run')} />}
    </td>
  );
  return (
    <div class="scroll">
      <table class="list plain matrix">
        <thead>
          <tr>
            <th>{t('command_or_test')}</th>
            {rounds.map((round) => (
              <th key={round.number}>{round.number}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {commands.map((command) => (
            <tr key={command}>
              <th scope="row">
                <code>{visible(command)}</code>
              </th>
              {rounds.map((round) => {
                const one = round.verification.find((v) => v.command === command);
                return cell(!one ? 'none' : one.status === 'pass' ? 'good' : 'bad', round.number);
              })}
            </tr>
          ))}
          {tests.map((test) => (
            <tr key={test}>
              <th scope="row" class="test">
                {visible(test)}
              </th>
              {rounds.map((round) => {
                const failed = round.verification.some((v) => (v.failures ?? []).some((f) => f.id === test));
                const ran = round.verification.some((v) => v.counts && (v.counts.passed ?? v.counts.failed) != null);
                return cell(failed ? 'bad' : ran ? 'good' : 'none', round.number);
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function LogTab({ task }: { task: Task }) {
  const { data, error, reload } = useQuery<{ events: StoreEvent[] }>(`/api/tasks/${task.id}/events?limit=500`, (e) => e.task_id === task.id);
  const [filter, setFilter] = useState('');
  if (error) return <Failed error={error} retry={reload} />;
  if (!data) return <Loading />;
  const shown = data.events.filter((event) => !filter || (event.kind + JSON.stringify(event.body)).toLowerCase().includes(filter.toLowerCase()));
  return (
    <>
      <input type="search" value={filter} placeholder={t('filter')} aria-label={t('filter')} onInput={(e) => setFilter(e.currentTarget.value)} />
      <div class="scroll">
        <table class="list plain log">
          <tbody>
            {shown.map((event) => (
              <tr key={event.seq}>
                <td class="muted">{clock(event.at)}</td>
                <td>{word('event', event.kind)}</td>
                <td>
                  <code>{visible(JSON.stringify(event.body)).slice(0, 400)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export function ArtifactsTab({ task }: { task: Task }) {
  const { data, error, reload } = useQuery<{ artifacts: Artifact[] }>(`/api/tasks/${task.id}/artifacts`, (e) => e.task_id === task.id);
  const [chosen, setChosen] = useState<Artifact | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!chosen) return;
    const control = new AbortController();
    getText(`/api/tasks/${task.id}/artifacts/${chosen.id}`, control.signal).then(setText, () => {});
    return () => control.abort();
  }, [chosen?.id]);
  if (error) return <Failed error={error} retry={reload} />;
  if (!data) return <Loading />;
  if (data.artifacts.length === 0) return <Empty text={t('no_artifacts')} />;
  return (
    <div class="artifacts">
      <ul>
        {data.artifacts.map((one) => (
          <li key={one.id}>
            <button aria-current={chosen?.id === one.id} onClick={() => setChosen(one)}>
              <code>{visible(one.name)}</code> <span class="muted">{bytes(one.size)}</span>
            </button>
          </li>
        ))}
      </ul>
      {chosen && <pre tabIndex={0}>{visible(text)}</pre>}
    </div>
  );
}

export function DefinitionTab({ task }: { task: Task }) {
  const rows: [string, string | string[]][] = [
    ['description', task.description],
    ['requirements', task.requirements],
    ['verification_commands', task.verification_commands],
    ['working_directory', task.working_directory],
    ['max_iterations', String(task.max_iterations)],
    ['timeout_per_iteration', `${task.timeout_per_iteration} s`],
  ];
  return (
    <dl class="definition">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            {Array.isArray(value) ? (
              <ul>
                {value.map((one, i) => (
                  <li key={i}>{visible(one)}</li>
                ))}
              </ul>
            ) : (
              visible(value)
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function CostTab({ rounds }: { rounds: Iteration[] }) {
  return (
    <div class="scroll">
      <table class="list plain">
        <thead>
          <tr>
            <th>{t('iteration')}</th>
            <th class="right">{t('input_tokens')}</th>
            <th class="right">{t('cache_write')}</th>
            <th class="right">{t('cache_read')}</th>
            <th class="right">{t('output_tokens')}</th>
            <th class="right">{t('from_cache')}</th>
            <th class="right">{t('cost')}</th>
          </tr>
        </thead>
        <tbody>
          {rounds.map((round) => {
            const u = round.usage;
            const all = (u.input_tokens ?? 0) + (u.cache_read_tokens ?? 0) + (u.cache_write_tokens ?? 0);
            return (
              <tr key={round.number}>
                <td>{round.number === 0 ? t('baseline') : round.number}</td>
                <td class="right">{count(u.input_tokens ?? 0)}</td>
                <td class="right">{count(u.cache_write_tokens ?? 0)}</td>
                <td class="right">{count(u.cache_read_tokens ?? 0)}</td>
                <td class="right">{count(u.output_tokens ?? 0)}</td>
                <td class="right">{percent(u.cache_read_tokens ?? 0, all)}</td>
                <td class="right">{money(round.cost_usd)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
