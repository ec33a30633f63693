// SPDX-License-Identifier: MIT
// Numbers and times as people read them; pure, in the language of the page.
import { language, t } from './i18n';

export function duration(ms: number): string {
  if (ms < 0 || !Number.isFinite(ms)) return '';
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 1000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`;
  return t('days', { n: Math.floor(hours / 24) });
}

export function money(usd: number): string {
  return usd > 0 && usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}

export function count(value: number): string {
  if (value < 1000) return String(value);
  if (value < 1e6) return `${(value / 1000).toFixed(1)}k`;
  return `${(value / 1e6).toFixed(1)}M`;
}

export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(1)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}

export function percent(part: number, whole: number): string {
  return whole > 0 ? `${Math.round((100 * part) / whole)}%` : '–';
}

export function when(iso: string | null | undefined): string {
  if (!iso) return '';
  const date = new Date(iso);
  return new Intl.DateTimeFormat(language() === 'zh' ? 'zh-CN' : 'en-GB', {
    year: 'numeric',
    month: language() === 'zh' ? '2-digit' : 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(date);
}

/** The time alone for today, the date alone for the rest. */
export function near(iso: string, now: number): string {
  const date = new Date(iso);
  const today = date.toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(tag(), today ? { hour: '2-digit', minute: '2-digit' } : { year: 'numeric', month: 'short', day: 'numeric' }).format(date);
}

const tag = () => (language() === 'zh' ? 'zh-CN' : 'en-GB');

/** `3 min ago` for what is near, the date for the rest. */
export function ago(iso: string | null | undefined, now: number): string {
  if (!iso) return '';
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  const words = new Intl.RelativeTimeFormat(tag(), { numeric: 'auto', style: 'short' });
  if (seconds < 60) return words.format(-seconds, 'second');
  if (seconds < 3600) return words.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86400) return words.format(-Math.floor(seconds / 3600), 'hour');
  if (seconds < 7 * 86400) return words.format(-Math.floor(seconds / 86400), 'day');
  return new Intl.DateTimeFormat(tag(), { year: 'numeric', month: 'short', day: 'numeric' }).format(new Date(iso));
}

/** A day of the statistics (`2026-11-22`, UTC) as a label of an axis. */
export function dayLabel(day: string, short: boolean): string {
  const date = new Date(day + 'T00:00:00Z');
  if (short) return new Intl.DateTimeFormat(tag(), { month: 'numeric', day: 'numeric', timeZone: 'UTC' }).format(date);
  const weekday = new Intl.DateTimeFormat(tag(), { weekday: 'short', timeZone: 'UTC' }).format(date);
  return `${weekday} ${date.getUTCDate()}`;
}

export function clock(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(iso));
}

/** Milliseconds since a time; 0 when there is none. */
export function since(iso: string | null | undefined, now: number): number {
  return iso ? Math.max(0, now - Date.parse(iso)) : 0;
}

// Control, bidirectional, zero-width and filling characters: what is read would not be what is there.
const hiddenSigns =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\udfff]/g;

const escapeOf = (sign: string) => `\\u{${sign.codePointAt(0)!.toString(16).padStart(4, '0')}}`;

/** Such characters as escapes. For attributes and for places where a mark has no room. */
export function visible(text: string): string {
  return text.replace(hiddenSigns, escapeOf);
}

export interface SafePiece {
  text: string;
  hidden: boolean;
}

/** The same in pieces, so that the escapes can be marked: an escape that the text itself spells stays unmarked. */
export function splitHidden(text: string): SafePiece[] {
  const pieces: SafePiece[] = [];
  let from = 0;
  for (const match of text.matchAll(hiddenSigns)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), hidden: false });
    pieces.push({ text: escapeOf(match[0]), hidden: true });
    from = match.index + match[0].length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), hidden: false });
  return pieces;
}
