// SPDX-License-Identifier: MIT
// Two plain charts as SVG: stacked bars and a line. Every figure is also in the text of the picture for those who hear
// the page.
import { t } from '../i18n';

const width = 580;
const height = 240;
const left = 48;
const bottom = 26;
const top = 12;

function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

function Grid({ highest, unit }: { highest: number; unit: (value: number) => string }) {
  const steps = [0, 0.25, 0.5, 0.75, 1];
  return (
    <g>
      {steps.map((step) => {
        const y = top + (1 - step) * (height - top - bottom);
        return (
          <g key={step}>
            <line class="grid" x1={left} x2={width} y1={y} y2={y} />
            <text class="axis" x={left - 8} y={y + 4} text-anchor="end">
              {unit(highest * step)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

export interface BarPoint {
  label: string;
  good: number;
  bad: number;
}

export function StackedBars({ points, title }: { points: BarPoint[]; title: string }) {
  const highest = niceTop(Math.max(1, ...points.map((p) => p.good + p.bad)));
  const step = (width - left) / Math.max(1, points.length);
  const scale = (value: number) => (value / highest) * (height - top - bottom);
  const base = height - bottom;
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img"
      aria-label={`${title}: ${points.map((p) => t('bar_spoken', { label: p.label, good: p.good, bad: p.bad })).join(', ')}`}>
      <Grid highest={highest} unit={(v) => (Number.isInteger(v) ? String(v) : '')} />
      {points.map((p, i) => {
        const x = left + step * i + step / 2 - Math.min(14, step / 3);
        const w = Math.min(28, (step / 3) * 2);
        return (
          <g key={p.label}>
            <rect class="good" x={x} width={w} y={base - scale(p.good)} height={scale(p.good)} />
            {p.bad > 0 && <rect class="bad" x={x} width={w} y={base - scale(p.good) - 2 - scale(p.bad)} height={scale(p.bad)} />}
            <text class="axis" x={x + w / 2} y={height - 8} text-anchor="middle">
              {p.label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

export interface LinePoint {
  label: string;
  value: number;
}

export function LineChart({ points, title, unit }: { points: LinePoint[]; title: string; unit: (v: number) => string }) {
  const highest = niceTop(Math.max(0, ...points.map((p) => p.value)));
  const step = (width - left) / Math.max(1, points.length);
  const x = (i: number) => left + step * i + step / 2;
  const y = (value: number) => top + (1 - value / highest) * (height - top - bottom);
  const path = points.map((p, i) => `${i ? 'L' : 'M'}${x(i)},${y(p.value)}`).join('');
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img"
      aria-label={`${title}: ${points.map((p) => `${p.label} ${unit(p.value)}`).join(', ')}`}>
      <Grid highest={highest} unit={unit} />
      {points.length > 0 && (
        <path class="area" d={`${path}L${x(points.length - 1)},${height - bottom}L${x(0)},${height - bottom}Z`} />
      )}
      <path class="line" d={path} />
      {points.map((p, i) => (
        <g key={p.label}>
          <circle class="dot" cx={x(i)} cy={y(p.value)} r="3.5" />
          <text class="axis" x={x(i)} y={height - 8} text-anchor="middle">
            {p.label}
          </text>
        </g>
      ))}
    </svg>
  );
}
