// SPDX-License-Identifier: MIT
// The rows of the card of the border: the worst first, each path once, nothing without a way to see it. With `choose`
// each asked row can be used or left.
import { Circle, OctagonX, TriangleAlert } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t, word } from '../i18n';
import { rowsOf, whyOf } from '../result';
import type { BorderCard, BorderFinding, BorderRow, RowAnswers } from '../types';
import { Segments } from './basics';
import { Safe } from './safe';

const mostDenied = 20;
const icon = { size: 15, 'aria-hidden': 'true' as const };

function Excerpt({ row }: { row: BorderRow }) {
  if (row.excerpt.length === 0) return null;
  return (
    <pre class="excerpt" tabIndex={0}>
      {row.excerpt.map((line, i) => (
        <span key={i} class={line.startsWith('+') ? 'good' : 'bad'}>
          <Safe text={line} />
          {'\n'}
        </span>
      ))}
      {row.further_lines > 0 && <span class="muted">{t('more_lines', { n: row.further_lines })}</span>}
    </pre>
  );
}

function Findings({ list }: { list: BorderFinding[] }) {
  return (
    <ul class="findings">
      {list.map((one, i) => (
        <li key={i}>
          {word('guard_finding', one.code)}
          {one.line > 0 && <span class="muted"> {t('line_n', { n: one.line })}</span>}
          {one.excerpt && (
            <>
              {t('colon')}
              <code>
                <Safe text={one.excerpt} />
              </code>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Sums({ row }: { row: BorderRow }) {
  if (row.changes > 1) return <span class="muted">{t('changes_below', { n: row.changes })}</span>;
  if (row.added < 0) return null;
  return (
    <span class="sums digits">
      <span class="good">+{row.added}</span> <span class="bad">−{row.removed}</span>
    </span>
  );
}

function Row({ row, answer, choose }: { row: BorderRow; answer?: 'use' | 'leave'; choose?: (answer: 'use' | 'leave') => void }) {
  const [more, setMore] = useState(false);
  const why = whyOf(row);
  const Icon = row.kind === 'denied' ? OctagonX : row.kind === 'asked' ? TriangleAlert : Circle;
  return (
    <li class={'border-row ' + row.kind}>
      <div class="head">
        <Icon {...icon} />
        <span class="what">
          <strong>{word('border_class', row.code)}</strong>{' '}
          <code>
            <Safe text={row.path} />
          </code>{' '}
          <Sums row={row} />
        </span>
        {choose && (
          <Segments label={t('choice_for', { path: row.path })} value={answer ?? ''} choose={(one) => one && choose(one)}
            choices={[
              { value: 'leave' as const, text: t('leave_out') },
              { value: 'use' as const, text: t('use') },
            ]} />
        )}
      </div>
      {why && (
        <p class="why">
          <Safe text={why} />
        </p>
      )}
      <Findings list={more ? [...row.findings, ...row.further_findings] : row.findings} />
      {!more && row.further_findings.length > 0 && (
        <button class="link" type="button" onClick={() => setMore(true)}>
          {t('more_in_file', { n: row.further_findings.length })}
        </button>
      )}
      <Excerpt row={row} />
    </li>
  );
}

function Fold({ text, rows, children }: { text: string; rows: BorderRow[]; children?: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  if (rows.length === 0) return null;
  return (
    <details class="not-covered" onToggle={(e) => setOpen((e.currentTarget as HTMLDetailsElement).open)}>
      <summary>{text}</summary>
      {children}
      {open && (
        <ul class="border-rows">
          {rows.map((row, i) => (
            <Row key={i} row={row} />
          ))}
        </ul>
      )}
    </details>
  );
}

export function BorderRows(props: { card: BorderCard; answers: RowAnswers; choose?: (answers: RowAnswers) => void; all: boolean; showAll: () => void }) {
  const { card, answers, choose } = props;
  const rows = rowsOf(card.rows, props.all);
  return (
    <div class="border-card" role="group" aria-label={t('changes_that_ask')}>
      {rows.hidden > 0 && (
        <p class="finding">
          {t('rows_not_shown', { n: rows.hidden })}{' '}
          <button class="link" type="button" onClick={props.showAll}>
            {t('show_all_lines')}
          </button>
        </p>
      )}
      {card.problems.length > 0 && (
        <ul class="findings bad">
          {card.problems.map((one, i) => (
            <li key={i}>
              <Safe text={one} />
            </li>
          ))}
        </ul>
      )}
      <ul class="border-rows">
        {rows.asked.map((row) => (
          <Row key={row.digest} row={row} answer={answers[row.digest]} choose={choose && ((one) => choose({ ...answers, [row.digest]: one }))} />
        ))}
        {rows.denied.slice(0, mostDenied).map((row, i) => (
          <Row key={'denied ' + i} row={row} />
        ))}
      </ul>
      <Fold text={t('rows_denied', { n: rows.denied.length - mostDenied })} rows={rows.denied.slice(mostDenied)} />
      <Fold text={t('rows_left_out', { n: rows.leftOut.length })} rows={rows.leftOut} />
      <Fold text={t('rows_unasked', { n: rows.unasked.length })} rows={rows.unasked} />
    </div>
  );
}
