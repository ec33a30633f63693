// SPDX-License-Identifier: MIT
// A unified patch as rows to draw, with the changed words of replaced lines. Pure.
export interface Piece {
  text: string;
  changed: boolean;
}

export interface Row {
  kind: 'context' | 'add' | 'del' | 'hunk';
  before: number | null;
  after: number | null;
  pieces: Piece[];
}

export interface FileDiff {
  path: string;
  change: 'added' | 'deleted' | 'modified';
  added: number;
  removed: number;
  rows: Row[];
  binary: boolean;
}

const whole = (text: string): Piece[] => [{ text, changed: false }];

// The middle that differs, at the borders of words.
function markWords(del: Row, add: Row): void {
  const a = del.pieces[0].text.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  const b = add.pieces[0].text.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  if (start + end === 0) return;
  const cut = (words: string[]): Piece[] =>
    [
      { text: words.slice(0, start).join(''), changed: false },
      { text: words.slice(start, words.length - end).join(''), changed: true },
      { text: words.slice(words.length - end).join(''), changed: false },
    ].filter((piece) => piece.text);
  del.pieces = cut(a);
  add.pieces = cut(b);
}

function pairUp(rows: Row[]): void {
  for (let i = 0; i < rows.length; ) {
    if (rows[i].kind !== 'del') {
      i++;
      continue;
    }
    let dels = i;
    while (dels < rows.length && rows[dels].kind === 'del') dels++;
    let adds = dels;
    while (adds < rows.length && rows[adds].kind === 'add') adds++;
    const pairs = Math.min(dels - i, adds - dels);
    for (let n = 0; n < pairs; n++) markWords(rows[i + n], rows[dels + n]);
    i = adds;
  }
}

export function readPatch(patch: string): FileDiff[] {
  const files: FileDiff[] = [];
  let file: FileDiff | null = null;
  let before = 0;
  let after = 0;
  const name = (line: string) => line.slice(4).replace(/\t.*$/, '').replace(/^[ab]\//, '');
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --git ')) {
      file = null;
    } else if (line.startsWith('--- ') && (!file || file.rows.length > 0 || !line.includes('/dev/null'))) {
      file = { path: name(line), change: line.includes('/dev/null') ? 'added' : 'modified', added: 0, removed: 0, rows: [], binary: false };
      files.push(file);
    } else if (line.startsWith('--- ')) {
      if (file) file.change = 'added';
    } else if (file && line.startsWith('+++ ') && file.rows.length === 0) {
      if (line.includes('/dev/null')) file.change = 'deleted';
      else file.path = name(line);
    } else if (line.startsWith('Binary files ')) {
      if (file) file.binary = true;
    } else if (file && line.startsWith('@@')) {
      const match = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
      before = Number(match?.[1] ?? 1);
      after = Number(match?.[2] ?? 1);
      file.rows.push({ kind: 'hunk', before: null, after: null, pieces: whole(line) });
    } else if (file && file.rows.length > 0) {
      const text = line.slice(1);
      if (line.startsWith('+')) {
        file.rows.push({ kind: 'add', before: null, after: after++, pieces: whole(text) });
        file.added++;
      } else if (line.startsWith('-')) {
        file.rows.push({ kind: 'del', before: before++, after: null, pieces: whole(text) });
        file.removed++;
      } else if (line.startsWith(' ')) {
        file.rows.push({ kind: 'context', before: before++, after: after++, pieces: whole(text) });
      }
    }
  }
  files.forEach((one) => pairUp(one.rows));
  return files;
}
