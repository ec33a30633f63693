// SPDX-License-Identifier: MIT
// Colours for one line of code, good enough to read a difference by: comments, texts, numbers, keywords, calls. A line is
// looked at alone; of a language that is not known nothing is coloured. Pure.
export type Kind = '' | 'comment' | 'string' | 'number' | 'keyword' | 'function';

export interface Token {
  text: string;
  kind: Kind;
}

const words = (text: string) => new Set(text.split(' '));
const cLike = words(
  'abstract as async await bool boolean break case catch char class const constexpr continue default delete do double else enum explicit export extends false final finally float for friend from func function go if implements import in inline int interface let long mut mod match namespace new noexcept null nullptr of operator override package private protected pub public readonly return self short signed sizeof static struct super switch template this throw throws trait true try type typedef typename typeof undefined union unsigned use using var virtual void volatile where while yield fn impl defer chan map range string',
);
const python = words('False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return self try while with yield match case');
const shell = words('if then else elif fi for while do done case esac in function return local export readonly set exit true false echo cd test');
const data = words('true false null yes no on off');
const sql = words('select from where insert into values update set delete create table index drop alter primary key not null and or as join left inner on group by order limit begin commit');

interface Language {
  comment: string;
  keywords: Set<string>;
  ignoreCase?: boolean;
}

const languages: [string, Language][] = [
  ['py pyi', { comment: '#', keywords: python }],
  ['sh bash zsh', { comment: '#', keywords: shell }],
  ['yaml yml toml ini cfg conf cmake mk env', { comment: '#', keywords: data }],
  ['rb ex exs', { comment: '#', keywords: words('def end class module if elsif else unless do while until return true false nil self require case when begin rescue ensure yield') }],
  ['js mjs cjs jsx ts tsx c h cc cpp cxx hpp hh java go rs swift kt cs php scala dart', { comment: '//', keywords: cLike }],
  ['json', { comment: '', keywords: data }],
  ['sql', { comment: '--', keywords: sql, ignoreCase: true }],
  ['lua hs', { comment: '--', keywords: words('local function end if then else elseif for while do return nil true false and or not in let where module import data type case of') }],
];

export function languageOf(path: string): Language | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(Makefile|Dockerfile|CMakeLists\.txt)$/.test(name)) return { comment: '#', keywords: shell };
  const end = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return languages.find(([ends]) => ends.split(' ').includes(end))?.[1] ?? null;
}

const longestLine = 600;

export function tokens(line: string, language: Language | null): Token[] {
  if (!language || line.length > longestLine) return [{ text: line, kind: '' }];
  const found: Token[] = [];
  const add = (text: string, kind: Kind) => {
    const last = found.at(-1);
    if (last && last.kind === kind) last.text += text;
    else if (text) found.push({ text, kind });
  };
  const pattern = /"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`?|[A-Za-z_]\w*|\d[\w.]*|\/\*.*?(?:\*\/|$)|\/\/|--|#|\s+|./gu;
  for (let at = 0; at < line.length; ) {
    pattern.lastIndex = at;
    const text = pattern.exec(line)![0];
    if (text === language.comment) {
      add(line.slice(at), 'comment');
      break;
    }
    at += text.length;
    const first = text[0];
    if (text.length > 1 && text.startsWith('/*') && language.comment === '//') add(text, 'comment');
    else if (text.length > 1 && '"\'`'.includes(first)) add(text, 'string');
    else if (/\d/.test(first)) add(text, 'number');
    else if (/[A-Za-z_]/.test(first)) {
      if (language.keywords.has(language.ignoreCase ? text.toLowerCase() : text)) add(text, 'keyword');
      else add(text, line[at] === '(' ? 'function' : '');
    } else add(text, '');
  }
  return found;
}

/** The same tokens cut at the borders of pieces: one list for each piece. */
export function tokensOfPieces(pieces: string[], language: Language | null): Token[][] {
  const all = tokens(pieces.join(''), language);
  let i = 0;
  let used = 0;
  return pieces.map((piece) => {
    const mine: Token[] = [];
    for (let left = piece.length; left > 0; ) {
      const token = all[i];
      const take = Math.min(left, token.text.length - used);
      mine.push({ text: token.text.slice(used, used + take), kind: token.kind });
      left -= take;
      used += take;
      if (used === token.text.length) {
        i++;
        used = 0;
      }
    }
    return mine;
  });
}
