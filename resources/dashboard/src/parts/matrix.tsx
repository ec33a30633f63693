// SPDX-License-Identifier: MIT
// Tests × iterations, and what a failure said.
import { Check, Minus, Waves, X } from 'lucide-preact';
import { useMemo, useState } from 'preact/hooks';
import { t } from '../i18n';
import { matrixRows, type Cell, type MatrixRow } from '../matrixrows';
import type { Failure, Iteration } from '../types';
import { Empty } from './basics';
import { Safe } from './safe';
import { countsOf, nameOfRound } from './timeline';

function changeOf(row: MatrixRow, rounds: Iteration[]): { text: string; look: string } {
  const known = row.cells.map((cell, i) => ({ cell, i })).filter(({ cell }) => cell !== 'none');
  if (row.cells.includes('flaky')) return { text: t('flaky'), look: 'needs' };
  const last = known.at(-1);
  if (!last) return { text: '', look: '' };
  const firstBad = known.find(({ cell }) => cell === 'bad');
  if (last.cell === 'bad') {
    const wasGood = known.some(({ cell, i }) => cell === 'good' && i < last.i);
    return wasGood ? { text: t('regressed'), look: 'bad' } : { text: t('still_failing'), look: 'bad' };
  }
  if (!firstBad) return { text: '', look: '' };
  let since = last.i;
  for (let n = known.length - 1; n >= 0 && known[n].cell === 'good'; n--) since = known[n].i;
  return { text: t('fixed_in', { n: rounds[since].number }), look: 'good' };
}

function Sign({ cell }: { cell: Cell }) {
  if (cell === 'good') return <Check size={14} aria-label={t('look.passed')} />;
  if (cell === 'bad') return <X size={14} aria-label={t('look.failed')} />;
  if (cell === 'flaky') return <Waves size={14} aria-label={t('flaky')} />;
  return <Minus size={14} aria-label={t('not_run')} />;
}

function Detail({ row, failure, round }: { row: MatrixRow; failure: Failure | null; round: Iteration }) {
  const command = round.verification.find((one) => one.command === row.name && !!one.setup === !!row.setup);
  return (
    <section class="card detail" aria-live="polite">
      <header>
        <h3>
          <code>
            <Safe text={row.name} />
          </code>
        </h3>
        <span class="muted">{nameOfRound(round.number)}</span>
      </header>
      <div class="detail-body">
        <div>
          {failure?.message && <pre tabIndex={0}><Safe text={failure.message} /></pre>}
          {(failure?.expected || failure?.actual) && (
            <dl class="facts flat">
              <div><dt>{t('expected')}</dt><dd><code><Safe text={failure.expected ?? ''} /></code></dd></div>
              <div><dt>{t('actual')}</dt><dd><code><Safe text={failure.actual ?? ''} /></code></dd></div>
            </dl>
          )}
          {failure?.output && <pre tabIndex={0}><Safe text={failure.output} /></pre>}
          {!failure && row.command && command?.excerpt && <pre tabIndex={0}><Safe text={command.excerpt} /></pre>}
          {!failure && !(row.command && command?.excerpt) && <p class="muted inset">{t('nothing_to_tell')}</p>}
        </div>
        {failure && (
          <div class="frames">
            {failure.file && (
              <>
                <span class="muted">{t('place')}</span>
                <code><Safe text={failure.file + (failure.line ? ':' + failure.line : '')} /></code>
              </>
            )}
            {(failure.frames?.length ?? 0) > 0 && <span class="muted">{t('frames')}</span>}
            {failure.frames?.slice(0, 8).map((frame, i) => (
              <code key={i}>
                <Safe text={`${frame.file}${frame.line ? ':' + frame.line : ''} ${frame.function}`} />
              </code>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}

export function VerificationTab({ rounds }: { rounds: Iteration[] }) {
  const [filter, setFilter] = useState<'all' | 'failing' | 'regressed'>('all');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<{ key: string; at: number } | null>(null);
  const all = useMemo(() => matrixRows(rounds), [rounds]);
  if (all.length === 0) return <Empty text={t('not_verified')} />;
  const change = (row: MatrixRow) => changeOf(row, rounds);
  const failing = (row: MatrixRow) => change(row).look === 'bad';
  const regressed = (row: MatrixRow) => change(row).text === t('regressed');
  const tests = all.filter((row) => filter === 'all' || (filter === 'failing' ? failing(row) : regressed(row)));
  const rows = tests.filter((row) => !text || (row.group + row.name).toLowerCase().includes(text.toLowerCase()));
  const picked = chosen && all.find((row) => row.key === chosen.key);
  let group = '';
  return (
    <>
      <div class="filters">
        <div class="chips" role="group" aria-label={t('filter')}>
          {([['all', all.length], ['failing', all.filter(failing).length], ['regressed', all.filter(regressed).length]] as const).map(([name, n]) => (
            <button key={name} class="chip" aria-pressed={filter === name} onClick={() => setFilter(name)}>
              {t('tests_' + name)} <small>{n}</small>
            </button>
          ))}
        </div>
        <input type="search" value={text} placeholder={t('filter_tests')} aria-label={t('filter_tests')} onInput={(e) => setText(e.currentTarget.value)} />
      </div>
      <div class="scroll card" tabIndex={0} role="region" aria-label={t('tab_verification')}>
        <table class="list plain matrix">
          <thead>
            <tr>
              <th scope="col" class="c-test">{t('command_or_test')}</th>
              {rounds.map((round) => {
                const counts = countsOf(round);
                const sum = (counts.passed ?? 0) + (counts.failed ?? 0);
                return (
                  <th key={round.number} scope="col" class="cell">
                    {round.number === 0 ? t('base') : round.number}
                    <small>{sum > 0 ? `${counts.passed ?? 0}/${sum}` : ''}</small>
                  </th>
                );
              })}
              <th scope="col">{t('change')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const head = !row.command && row.group !== group && row.group;
              if (!row.command) group = row.group;
              const told = change(row);
              return (
                <>
                  {head && (
                    <tr class="group" key={'g ' + head}>
                      <th colSpan={rounds.length + 2} scope="colgroup">
                        <code><Safe text={head} /></code>
                      </th>
                    </tr>
                  )}
                  <tr key={row.key} class={picked === row ? 'picked' : ''}>
                    <th scope="row" class={row.command ? '' : 'test'}>
                      {row.setup && <span class="tag">{t('setup_step')}</span>} <code><Safe text={row.name} /></code>
                    </th>
                    {row.cells.map((cell, at) => (
                      <td key={at} class={'cell ' + cell}>
                        <button aria-label={`${row.name}, ${nameOfRound(rounds[at].number)}: ${cell === 'good' ? t('look.passed') : cell === 'bad' ? t('look.failed') : cell === 'flaky' ? t('flaky') : t('not_run')}`}
                          aria-pressed={chosen?.key === row.key && chosen.at === at} onClick={() => setChosen({ key: row.key, at })}>
                          <Sign cell={cell} />
                        </button>
                      </td>
                    ))}
                    <td class={told.look}>{told.text}</td>
                  </tr>
                </>
              );
            })}
          </tbody>
        </table>
        {rows.length === 0 && <Empty text={t('no_match_tests')} />}
      </div>
      {picked && chosen && <Detail row={picked} failure={picked.failures[chosen.at]} round={rounds[chosen.at]} />}
    </>
  );
}
