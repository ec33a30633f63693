// SPDX-License-Identifier: MIT
// Texts of the page: two catalogues with the same keys (held by a test). `{name}` is replaced; a key with `_one` serves
// the number 1 where a language has such a form.
import { useEffect, useState } from 'preact/hooks';
import en from '../../../translations/dashboard_en.json';
import zh from '../../../translations/dashboard_zh_CN.json';

export type Language = 'en' | 'zh';
type Catalogue = Record<string, string>;
const catalogues: Record<Language, Catalogue> = { en, zh };
const listeners = new Set<() => void>();

/** What the person chose here; `system` follows the browser. */
export function languageChoice(): Language | 'system' {
  const kept = localStorage.getItem('language');
  return kept === 'en' || kept === 'zh' ? kept : 'system';
}

function preferred(): Language {
  const kept = languageChoice();
  if (kept !== 'system') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

let current: Language = preferred();
document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en';

export function language(): Language {
  return current;
}

export function setLanguage(next: Language | 'system'): void {
  if (next === 'system') localStorage.removeItem('language');
  else localStorage.setItem('language', next);
  current = preferred();
  document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en';
  listeners.forEach((listener) => listener());
}

/** Draws the component again when the language changes. */
export function useLanguage(): Language {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((n) => n + 1);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return current;
}

export function t(key: string, values: Record<string, string | number> = {}): string {
  const catalogue = catalogues[current];
  const single = values.n === 1 ? catalogue[key + '_one'] : undefined;
  const text = single ?? catalogue[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function has(key: string): boolean {
  return key in catalogues[current];
}

/** The English texts below `group.`, which stored lines are written with. */
export function englishTexts(group: string): [key: string, text: string][] {
  return Object.entries(catalogues.en).filter(([key]) => key.startsWith(group + '.'));
}

/** Why a verification or setup command ran; empty for the plain verification of an iteration and what is not known. */
export function purposeWords(purpose: unknown): string {
  const key = 'purpose.' + String(purpose);
  return has(key) ? t('purpose.' + String(purpose)) : '';
}

/** Words of a stable code (`reason.needs_sandbox`), or the code itself where the catalogue has none. */
export function word(group: string, code: string | null | undefined): string {
  if (!code) return '';
  return catalogues[current][`${group}.${code}`] ?? code;
}
