// SPDX-License-Identifier: MIT
// Figures over days: how much, how well, how dear, how fast, and why tasks ended.
import { count, dayLabel, duration, money, percent } from '../format';
import { useQuery } from '../hooks';
import { t, word } from '../i18n';
import { Empty, Fact, Failed, Loading } from '../parts/basics';
import { LineChart, RowBars, StackedBars } from '../parts/charts';
import type { StatsAnswer } from '../types';
import { RangeSelect, rangeOf } from './overview';

const ranges = [30, 7, 90];

export function Stats({ query }: { query: URLSearchParams }) {
  const days = rangeOf(query, ranges);
  const { data, error, reload } = useQuery<StatsAnswer>(`/api/stats?days=${days}`, (event) => event.kind === 'task_state_changed');
  if (error && !data) return <main><h1>{t('nav_stats')}</h1><Failed error={error} retry={reload} /></main>;
  const head = (
    <div class="heading">
      <h1>{t('nav_stats')}</h1>
      <RangeSelect days={days} choices={[7, 30, 90]} path="/stats" />
    </div>
  );
  if (!data) return <main>{head}<Loading /></main>;
  const ended = data.passed + data.not_passed;
  const label = (day: string) => dayLabel(day, days > 7);
  const figures: [string, string, string][] = [
    [t('tasks_ended'), String(ended), t('passed_n', { n: data.passed })],
    [t('pass_rate'), percent(data.passed, ended), data.iterations_per_passed === null ? '' : t('iterations_per_passed', { n: data.iterations_per_passed.toFixed(1) })],
    [t('cost'), money(data.cost_usd), ended > 0 ? t('per_task', { sum: money(data.cost_usd / ended) }) : ''],
    [t('tokens'), count(data.input_tokens_all + data.output_tokens), t('output_n', { n: count(data.output_tokens) })],
    [t('from_cache'), percent(data.cache_read_tokens, data.input_tokens_all), t('of_input', { n: count(data.input_tokens_all) })],
  ];
  const times = [
    { name: t('model_p50'), value: data.model_ms.p50, look: 'accent' },
    { name: t('model_p95'), value: data.model_ms.p95, look: 'accent' },
    { name: t('verification_p50'), value: data.verification_ms.p50, look: 'good' },
    { name: t('verification_p95'), value: data.verification_ms.p95, look: 'good' },
  ].filter((one): one is { name: string; value: number; look: string } => one.value !== null);
  const reasons = Object.entries(data.stop_reasons).sort((a, b) => b[1] - a[1]);
  return (
    <main>
      {head}
      {error && <Failed error={error} retry={reload} />}
      <dl class="strip">
        {figures.map(([name, value, detail]) => (
          <Fact key={name} name={name} value={value} look="big">
            <small class="muted">{detail}</small>
          </Fact>
        ))}
      </dl>
      <div class="two">
        <section class="card">
          <header>
            <h2>{t('ended_per_day')}</h2>
            <span class="legend">
              <i class="good" /> {t('passed')} <i class="bad" /> {t('not_passed')}
            </span>
          </header>
          <StackedBars title={t('ended_per_day')} points={data.days.map((d) => ({ label: label(d.day), good: d.passed, bad: d.not_passed }))} />
        </section>
        <section class="card">
          <header>
            <h2>{t('cost_per_day')}</h2>
            <span class="muted">{t('total', { sum: money(data.cost_usd) })}</span>
          </header>
          <LineChart title={t('cost_per_day')} unit={money} points={data.days.map((d) => ({ label: label(d.day), value: d.cost_usd }))} />
        </section>
        <section class="card">
          <header>
            <h2>{t('pass_rate_per_day')}</h2>
            <span class="muted">{percent(data.passed, ended)}</span>
          </header>
          <LineChart title={t('pass_rate_per_day')} unit={(v) => Math.round(v) + '%'} most={100}
            points={data.days.map((d) => ({ label: label(d.day), value: d.passed + d.not_passed > 0 ? (100 * d.passed) / (d.passed + d.not_passed) : null }))} />
        </section>
        <section class="card">
          <header>
            <h2>{t('tokens_per_day')}</h2>
            <span class="muted">{t('total', { sum: count(data.input_tokens_all + data.output_tokens) })}</span>
          </header>
          <LineChart title={t('tokens_per_day')} whole unit={(v) => count(Math.round(v))} points={data.days.map((d) => ({ label: label(d.day), value: d.input_tokens + d.output_tokens }))} />
        </section>
        <section class="card">
          <header>
            <h2>{t('how_long')}</h2>
          </header>
          {times.length > 0 ? <RowBars rows={times.map((one) => ({ ...one, text: duration(one.value) }))} /> : <Empty text={t('no_calls')} />}
        </section>
        <section class="card">
          <header>
            <h2>{t('stop_reasons')}</h2>
          </header>
          {reasons.length > 0 ? (
            <RowBars rows={reasons.map(([reason, n]) => ({ name: word('stop_short', reason), value: n, text: String(n), look: reason === 'passed' ? 'good' : reason === 'cancelled' ? 'muted' : 'bad' }))} />
          ) : (
            <Empty text={t('none_ended')} />
          )}
        </section>
      </div>
    </main>
  );
}
