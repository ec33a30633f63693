// SPDX-License-Identifier: MIT
// System, light or dark; kept in this browser. The attribute picks the palette in the style sheet.
export type Theme = 'system' | 'light' | 'dark';

let current: Theme = (localStorage.getItem('theme') as Theme | null) ?? 'system';

function apply(): void {
  if (current === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = current;
}

apply();

export function theme(): Theme {
  return current;
}

export function nextTheme(): Theme {
  current = current === 'system' ? 'dark' : current === 'dark' ? 'light' : 'system';
  localStorage.setItem('theme', current);
  apply();
  return current;
}
