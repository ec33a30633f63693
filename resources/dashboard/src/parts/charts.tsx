// SPDX-License-Identifier: MIT
// Plain charts as SVG: stacked bars, a line, bars in a row. Every figure is also in the words of the picture for those who
// hear the page, and in the tooltip of its part.
import { useMedia } from '../hooks';
import { t } from '../i18n';

// Drawn narrower on a phone, so that the words keep their size.
const wideWidth = 580;
const phoneWidth = 330;
const height = 250;
const left = 50;
const right = 12;
const bottom = 26;
const top = 14;
const base = height - bottom;

function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 8, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

const useWidth = () => (useMedia('(max-width: 560px)') ? phoneWidth : wideWidth);

function Grid({ highest, unit, whole, width }: { width: number; highest: number; unit: (value: number) => string; whole?: boolean }) {
  const steps = whole && highest < 4 ? Array.from({ length: highest + 1 }, (_, i) => i / highest) : [0, 0.25, 0.5, 0.75, 1];
  return (
    <g>
      {steps.map((step) => {
        const y = Math.round(top + (1 - step) * (base - top)) + 0.5;
        return (
          <g key={step}>
            <line class="grid" x1={left} x2={width - right} y1={y} y2={y} />
            <text class="axis" x={left - 8} y={y + 4} text-anchor="end">
              {whole && !Number.isInteger(highest * step) ? '' : unit(highest * step)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

// Labels stand as close as they fit, the last one always.
const shows = (i: number, n: number, width: number) => (n - 1 - i) % Math.ceil(n / (width < wideWidth ? 6 : 10)) === 0;

export interface BarPoint {
  label: string;
  good: number;
  bad: number;
}

export function StackedBars({ points, title }: { points: BarPoint[]; title: string }) {
  const width = useWidth();
  const highest = niceTop(Math.max(1, ...points.map((p) => p.good + p.bad)));
  const step = (width - left - right) / Math.max(1, points.length);
  const scale = (value: number) => (value / highest) * (base - top);
  const w = Math.min(28, (step / 3) * 2);
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img"
      aria-label={`${title}${t('colon')}${points.map((p) => t('bar_spoken', { label: p.label, good: p.good, bad: p.bad })).join(t('comma'))}`}>
      <Grid highest={highest} unit={String} whole width={width} />
      {points.map((p, i) => {
        const x = left + step * i + (step - w) / 2;
        return (
          <g key={i}>
            <title>{t('bar_spoken', { label: p.label, good: p.good, bad: p.bad })}</title>
            <rect class="touch" x={left + step * i} width={step} y={top} height={base - top} />
            {p.good > 0 && <rect class="good" x={x} width={w} y={base - scale(p.good)} height={scale(p.good)} />}
            {p.bad > 0 && <rect class="bad" x={x} width={w} y={base - scale(p.good) - (p.good > 0 ? 2 : 0) - scale(p.bad)} height={scale(p.bad)} />}
            {shows(i, points.length, width) && (
              <text class="axis" x={x + w / 2} y={height - 8} text-anchor="middle">
                {p.label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

export interface LinePoint {
  label: string;
  value: number | null; // null: nothing to tell of that day
}

export function LineChart({ points, title, unit, most, whole }: { points: LinePoint[]; title: string; unit: (v: number) => string; most?: number; whole?: boolean }) {
  const width = useWidth();
  const highest = most ?? niceTop(Math.max(0, ...points.map((p) => p.value ?? 0)));
  const step = (width - left - right) / Math.max(1, points.length);
  const x = (i: number) => left + step * i + step / 2;
  const y = (value: number) => top + (1 - value / highest) * (base - top);
  const told = points.flatMap((p, i) => (p.value === null ? [] : [{ ...p, value: p.value, i }]));
  const path = told.map((p, n) => `${n ? 'L' : 'M'}${x(p.i)},${y(p.value)}`).join('');
  const last = points.at(-1);
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}${t('colon')}${told.map((p) => `${p.label} ${unit(p.value)}`).join(t('comma'))}`}>
      <Grid highest={highest} unit={unit} whole={whole && highest < 4} width={width} />
      {told.length > 0 && <path class="area" d={`${path}L${x(told.at(-1)!.i)},${base}L${x(told[0].i)},${base}Z`} />}
      <path class="line" d={path} />
      {points.map((p, i) => (
        <g key={i}>
          <title>{p.label + t('colon') + (p.value === null ? '–' : unit(p.value))}</title>
          <rect class="touch" x={left + step * i} width={step} y={top} height={base - top} />
          {p.value !== null && points.length <= 31 && <circle class="dot" cx={x(i)} cy={y(p.value)} r={points.length > 14 ? 2.5 : 3.5} />}
          {shows(i, points.length, width) && (
            <text class="axis" x={x(i)} y={height - 8} text-anchor="middle">
              {p.label}
            </text>
          )}
        </g>
      ))}
      {last && last.value !== null && last.value > 0 && points.length <= 14 && (
        <text class="value" x={Math.min(width - 4, x(points.length - 1) + 14)} y={Math.max(12, y(last.value) - 9)} text-anchor="end">
          {unit(last.value)}
        </text>
      )}
    </svg>
  );
}

/** Names with their bars and figures, longest first. */
export function RowBars({ rows, look }: { rows: { name: string; value: number; text: string; look?: string }[]; look?: string }) {
  const most = Math.max(1e-9, ...rows.map((row) => row.value));
  return (
    <dl class="row-bars">
      {rows.map((row) => (
        <div key={row.name}>
          <dt>{row.name}</dt>
          <dd>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect class={row.look ?? look ?? 'accent'} width={Math.max(0.8, (row.value / most) * 100)} height="8" />
            </svg>
            <span class="digits">{row.text}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
