// SPDX-License-Identifier: MIT
import { useState } from 'preact/hooks';
import { count, duration, money, percent } from '../format';
import { useQuery } from '../hooks';
import { t, word } from '../i18n';
import { Failed, Loading } from '../parts/basics';
import { LineChart, StackedBars } from '../parts/charts';

export interface StatsAnswer {
  days: { day: string; passed: number; not_passed: number; cost_usd: number; input_tokens: number; output_tokens: number }[];
  passed: number;
  not_passed: number;
  cost_usd: number;
  spend_today_usd: number;
  input_tokens_all: number;
  cache_read_tokens: number;
  output_tokens: number;
  iterations_per_passed: number | null;
  stop_reasons: Record<string, number>;
  model_ms: { p50: number | null; p95: number | null };
  verification_ms: { p50: number | null; p95: number | null };
}

export function Stats() {
  const [days, setDays] = useState(30);
  const { data, error, reload } = useQuery<StatsAnswer>(`/api/stats?days=${days}`);
  if (error) return <main><Failed error={error} retry={reload} /></main>;
  if (!data) return <main><Loading /></main>;
  const ended = data.passed + data.not_passed;
  const rows: [string, string][] = [
    [t('tasks_ended'), String(ended)],
    [t('pass_rate'), percent(data.passed, ended)],
    [t('iterations_per_passed'), data.iterations_per_passed === null ? '–' : data.iterations_per_passed.toFixed(1)],
    [t('cost'), money(data.cost_usd)],
    [t('input_tokens'), count(data.input_tokens_all)],
    [t('from_cache'), percent(data.cache_read_tokens, data.input_tokens_all)],
    [t('output_tokens'), count(data.output_tokens)],
    [t('model_time'), `${duration(data.model_ms.p50 ?? -1) || '–'} / ${duration(data.model_ms.p95 ?? -1) || '–'}`],
    [t('verification_time'), `${duration(data.verification_ms.p50 ?? -1) || '–'} / ${duration(data.verification_ms.p95 ?? -1) || '–'}`],
  ];
  return (
    <main>
      <div class="heading">
        <h1>{t('nav_stats')}</h1>
        <select aria-label={t('time_range')} value={days} onChange={(e) => setDays(Number(e.currentTarget.value))}>
          {[7, 30, 90].map((n) => (
            <option key={n} value={n}>
              {t('last_days', { n })}
            </option>
          ))}
        </select>
      </div>
      <div class="two">
        <section class="card">
          <header>
            <h2>{t('ended_per_day')}</h2>
          </header>
          <StackedBars title={t('ended_per_day')} points={data.days.slice(-14).map((d) => ({ label: d.day.slice(5), good: d.passed, bad: d.not_passed }))} />
        </section>
        <section class="card">
          <header>
            <h2>{t('cost_per_day')}</h2>
          </header>
          <LineChart title={t('cost_per_day')} unit={money} points={data.days.slice(-14).map((d) => ({ label: d.day.slice(5), value: d.cost_usd }))} />
        </section>
      </div>
      <div class="two">
        <section class="card">
          <header>
            <h2>{t('figures')}</h2>
          </header>
          <dl class="facts">
            {rows.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section class="card">
          <header>
            <h2>{t('stop_reasons')}</h2>
          </header>
          <dl class="facts">
            {Object.entries(data.stop_reasons)
              .sort((a, b) => b[1] - a[1])
              .map(([reason, number]) => (
                <div key={reason}>
                  <dt>{word('stop', reason)}</dt>
                  <dd>{number}</dd>
                </div>
              ))}
          </dl>
        </section>
      </div>
    </main>
  );
}
