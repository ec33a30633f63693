// SPDX-License-Identifier: MIT
// A unified patch as rows to draw, with the changed words of replaced lines; rows side by side; files as a tree. Pure.
export interface Piece {
  text: string;
  changed: boolean;
}

export interface Row {
  kind: 'context' | 'add' | 'del' | 'hunk' | 'note';
  before: number | null;
  after: number | null;
  pieces: Piece[];
}

export interface FileDiff {
  path: string;
  from: string; // the old name of a renamed file
  change: 'added' | 'deleted' | 'modified' | 'renamed';
  added: number;
  removed: number;
  rows: Row[];
  binary: boolean;
}

/** One line of the view of two columns; null: this side has none. */
export interface Pair {
  left: Row | null;
  right: Row | null;
}

const whole = (text: string): Piece[] => [{ text, changed: false }];
const mostWords = 400;

// Longest common subsequence of the words: what is in both stays plain.
function commonWords(a: string[], b: string[]): [boolean[], boolean[]] {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] = a[i] === b[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  const inA = a.map(() => false);
  const inB = b.map(() => false);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) inA[i++] = inB[j++] = true;
    else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) i++;
    else j++;
  }
  return [inA, inB];
}

function cut(words: string[], common: boolean[]): Piece[] {
  const pieces: Piece[] = [];
  words.forEach((text, i) => {
    // A space between two changed words belongs to them.
    const changed = !common[i] || (/^\s+$/.test(text) && i > 0 && i + 1 < words.length && !common[i - 1] && !common[i + 1]);
    const last = pieces.at(-1);
    if (last && last.changed === changed) last.text += text;
    else pieces.push({ text, changed });
  });
  return pieces.length > 0 ? pieces : whole('');
}

function markWords(del: Row, add: Row): void {
  const a = del.pieces[0].text.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  const b = add.pieces[0].text.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  if (a.length === 0 || b.length === 0 || a.length > mostWords || b.length > mostWords) return;
  const [inA, inB] = commonWords(a, b);
  const kept = a.filter((word, i) => inA[i] && /\S/.test(word)).length;
  const solid = Math.max(a.filter((word) => /\S/.test(word)).length, b.filter((word) => /\S/.test(word)).length);
  // Lines with little in common were replaced, not edited.
  if (kept * 3 < solid) return;
  del.pieces = cut(a, inA);
  add.pieces = cut(b, inB);
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

// git quotes names with other letters: "a/\303\244.txt".
function unquoted(name: string): string {
  if (!/^".*"$/.test(name)) return name;
  const bytes: number[] = [];
  const letters: Record<string, number> = { n: 10, t: 9, r: 13, '"': 34, '\\': 92, a: 7, b: 8, f: 12, v: 11 };
  for (const [, octal, letter, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal) bytes.push(parseInt(octal, 8));
    else if (letter) bytes.push(letters[letter] ?? letter.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(plain));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

const nameOf = (line: string, skip: number) => unquoted(line.slice(skip).replace(/\t.*$/, '')).replace(/^[ab]\//, '');

export function readPatch(patch: string): FileDiff[] {
  const files: FileDiff[] = [];
  let file: FileDiff | null = null;
  let before = 0;
  let after = 0;
  let leftOld = 0;
  let leftNew = 0;
  const begin = (path: string): FileDiff => {
    const made: FileDiff = { path, from: '', change: 'modified', added: 0, removed: 0, rows: [], binary: false };
    files.push(made);
    return made;
  };
  const lines = patch.split('\n');
  for (const line of lines) {
    // Inside a hunk every line belongs to it, whatever it looks like: the counts of its head say how many.
    if (file && (leftOld > 0 || leftNew > 0)) {
      const sign = line[0];
      const text = line.slice(1);
      if (sign === '+') {
        file.rows.push({ kind: 'add', before: null, after: after++, pieces: whole(text) });
        file.added++;
        leftNew--;
      } else if (sign === '-') {
        file.rows.push({ kind: 'del', before: before++, after: null, pieces: whole(text) });
        file.removed++;
        leftOld--;
      } else if (sign === '\\') {
        file.rows.push({ kind: 'note', before: null, after: null, pieces: whole(text.trim()) });
      } else {
        file.rows.push({ kind: 'context', before: before++, after: after++, pieces: whole(text) });
        leftOld--;
        leftNew--;
      }
      continue;
    }
    if (line.startsWith('diff --git ')) {
      const names = /^("?a\/.*"?) ("?b\/.*"?)$/.exec(line.slice(11));
      file = begin(names ? nameOf(names[2], 0) : line.slice(11));
    } else if (line.startsWith('--- ')) {
      if (!file || file.rows.length > 0) file = begin(nameOf(line, 4));
      if (line === '--- /dev/null') file.change = 'added';
    } else if (file && line.startsWith('+++ ')) {
      if (line === '+++ /dev/null') file.change = 'deleted';
      else file.path = nameOf(line, 4);
    } else if (file && line.startsWith('new file mode')) {
      file.change = 'added';
    } else if (file && line.startsWith('deleted file mode')) {
      file.change = 'deleted';
    } else if (file && line.startsWith('rename from ')) {
      file.change = 'renamed';
      file.from = unquoted(line.slice(12));
    } else if (file && line.startsWith('rename to ')) {
      file.path = unquoted(line.slice(10));
    } else if (file && (line.startsWith('Binary files ') || line.startsWith('GIT binary patch'))) {
      file.binary = true;
    } else if (file && line.startsWith('@@')) {
      const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)/.exec(line);
      if (!match) continue;
      before = Number(match[1]);
      after = Number(match[3]);
      leftOld = Number(match[2] ?? 1);
      leftNew = Number(match[4] ?? 1);
      file.rows.push({ kind: 'hunk', before: null, after: null, pieces: whole(line) });
    } else if (file && line.startsWith('\\')) {
      file.rows.push({ kind: 'note', before: null, after: null, pieces: whole(line.slice(1).trim()) });
    }
  }
  files.forEach((one) => pairUp(one.rows));
  return files;
}

/** The rows beside each other: replaced lines meet, what only one side has stands alone. */
export function sideBySide(rows: Row[]): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i < rows.length; ) {
    const row = rows[i];
    if (row.kind !== 'del' && row.kind !== 'add') {
      pairs.push({ left: row, right: row });
      i++;
      continue;
    }
    const dels: Row[] = [];
    const adds: Row[] = [];
    while (i < rows.length && rows[i].kind === 'del') dels.push(rows[i++]);
    while (i < rows.length && (rows[i].kind === 'add' || rows[i].kind === 'note')) adds.push(rows[i++]);
    for (let n = 0; n < Math.max(dels.length, adds.length); n++) pairs.push({ left: dels[n] ?? null, right: adds[n] ?? null });
  }
  return pairs;
}

export interface TreeLine {
  depth: number;
  folder: string; // name of a folder; empty: a file
  file: FileDiff | null;
}

/** Files below their folders, folders of one child joined. */
export function fileTree(files: FileDiff[]): TreeLine[] {
  const lines: TreeLine[] = [];
  let open = '';
  for (const file of [...files].sort((a, b) => (folderOf(a.path) === folderOf(b.path) ? a.path.localeCompare(b.path) : folderOf(a.path).localeCompare(folderOf(b.path))))) {
    const folder = folderOf(file.path);
    if (folder !== open) {
      open = folder;
      lines.push({ depth: 0, folder, file: null });
    }
    lines.push({ depth: folder ? 1 : 0, folder: '', file });
  }
  return lines;
}

export const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
export const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
