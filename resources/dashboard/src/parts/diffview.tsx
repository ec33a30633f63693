// SPDX-License-Identifier: MIT
// A patch to read: files as a tree, lines in one column or two, changed words marked, signs always there.
import { ChevronDown, ChevronUp, Columns2, File, Folder, Rows2, WrapText } from 'lucide-preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { baseName, fileTree, readPatch, sideBySide, type FileDiff, type Row } from '../diff';
import { useMedia } from '../hooks';
import { t } from '../i18n';
import { languageOf, tokensOfPieces } from '../syntax';
import { CopyButton, Segments } from './basics';
import { Path, Safe } from './safe';

const mostRows = 2000;
export type DiffLayout = 'unified' | 'split';

function keptLayout(): DiffLayout {
  return localStorage.getItem('diff') === 'unified' ? 'unified' : 'split';
}

const letters = { added: 'A', deleted: 'D', modified: 'M', renamed: 'R' } as const;

export function Letter({ change }: { change: string }) {
  const known = change in letters ? (change as keyof typeof letters) : 'modified';
  return (
    <abbr class={`letter ${known}`} title={t('change_' + known)}>
      {letters[known]}
    </abbr>
  );
}

// Changed words are marked and keep the colour of text; the rest has the colours of its language.
function Code({ row, path }: { row: Row; path: string }) {
  if (row.kind === 'hunk' || row.kind === 'note') return <Safe text={row.pieces[0].text} />;
  const lists = tokensOfPieces(row.pieces.map((piece) => piece.text), languageOf(path));
  return (
    <>
      {row.pieces.map((piece, i) =>
        piece.changed ? (
          <mark key={i}>
            <Safe text={piece.text} />
          </mark>
        ) : (
          lists[i].map((token, n) =>
            token.kind ? (
              <span key={`${i} ${n}`} class={'s-' + token.kind}>
                <Safe text={token.text} />
              </span>
            ) : (
              <Safe key={`${i} ${n}`} text={token.text} />
            ),
          )
        ),
      )}
    </>
  );
}

const sign = (row: Row) => (row.kind === 'add' ? '+' : row.kind === 'del' ? '−' : '');

function Half({ row, side, path }: { row: Row | null; side: 'before' | 'after'; path: string }) {
  if (!row) return <><td class="number none" /><td class="sign none" /><td class="code none" /></>;
  const own = row.kind === 'add' || row.kind === 'del' ? row.kind : '';
  return (
    <>
      <td class={`number ${own}`}>{row[side] ?? ''}</td>
      <td class={`sign ${own}`}>{sign(row)}</td>
      <td class={`code ${own}`}>
        <Code row={row} path={path} />
      </td>
    </>
  );
}

export function DiffTable({ rows, path, layout, wrap }: { rows: Row[]; path: string; layout: DiffLayout; wrap: boolean }) {
  const kind = `diff ${layout} ${wrap ? 'wrapped' : ''}`;
  const first = (i: number) => (rows[i].kind === 'add' || rows[i].kind === 'del') && !(i > 0 && (rows[i - 1].kind === 'add' || rows[i - 1].kind === 'del'));
  if (layout === 'unified')
    return (
      <table class={kind}>
        <tbody>
          {rows.map((row, i) =>
            row.kind === 'hunk' || row.kind === 'note' ? (
              <tr key={i} class={row.kind}>
                <td colSpan={4}>
                  <Code row={row} path={path} />
                </td>
              </tr>
            ) : (
              <tr key={i} class={row.kind} data-change={first(i) ? '' : undefined}>
                <td class="number">{row.before ?? ''}</td>
                <td class="number">{row.after ?? ''}</td>
                <td class="sign">{sign(row)}</td>
                <td class="code">
                  <Code row={row} path={path} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    );
  const pairs = sideBySide(rows);
  const differs = (i: number) => pairs[i] && (pairs[i].left?.kind !== 'context' || pairs[i].right?.kind !== 'context') && pairs[i].left?.kind !== 'hunk';
  return (
    <table class={kind}>
      <colgroup>
        <col class="n" /><col class="s" /><col /><col class="n" /><col class="s" /><col />
      </colgroup>
      <tbody>
        {pairs.map((pair, i) =>
          pair.left && pair.left === pair.right && pair.left.kind !== 'context' ? (
            <tr key={i} class={pair.left.kind}>
              <td colSpan={6}>
                <Code row={pair.left} path={path} />
              </td>
            </tr>
          ) : (
            <tr key={i} data-change={differs(i) && !differs(i - 1) ? '' : undefined}>
              <Half row={pair.left} side="before" path={path} />
              <Half row={pair.right} side="after" path={path} />
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

function FileBlock({ file, layout, wrap }: { file: FileDiff; layout: DiffLayout; wrap: boolean }) {
  const large = file.rows.length > mostRows;
  const [open, setOpen] = useState(!large);
  return (
    <section class="file" id={'f-' + file.path} aria-label={file.path}>
      <header>
        <Letter change={file.change} />
        <Path text={file.path} />
        {file.from && (
          <span class="muted">
            ← <Safe text={file.from} />
          </span>
        )}
        <span class="good">+{file.added}</span>
        <span class="bad">−{file.removed}</span>
      </header>
      {file.binary && <p class="inset muted">{t('binary_file')}</p>}
      {!file.binary && file.rows.length === 0 && <p class="inset muted">{t('no_lines')}</p>}
      {!open && (
        <p class="inset">
          <button class="button small" onClick={() => setOpen(true)}>
            {t('load_rows', { n: file.rows.length })}
          </button>
        </p>
      )}
      {open && !file.binary && file.rows.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={file.path}>
          <DiffTable rows={file.rows} path={file.path} layout={layout} wrap={wrap} />
        </div>
      )}
    </section>
  );
}

export function DiffView({ patch }: { patch: string }) {
  const files = useMemo(() => readPatch(patch), [patch]);
  const narrow = useMedia('(max-width: 900px)');
  const [chosen, setChosen] = useState<DiffLayout>(keptLayout());
  const [wrap, setWrap] = useState(false);
  const [at, setAt] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  const layout = narrow ? 'unified' : chosen;
  const choose = (next: DiffLayout) => {
    localStorage.setItem('diff', next);
    setChosen(next);
  };
  const step = (by: number, of: string) => {
    const marks = [...(place.current?.querySelectorAll<HTMLElement>(of) ?? [])];
    if (marks.length === 0) return;
    const top = 64;
    const here = marks.findIndex((mark) => mark.getBoundingClientRect().top > top + 4);
    const next = by > 0 ? (here < 0 ? marks.length - 1 : here) : Math.max(0, (here < 0 ? marks.length : here) - 2);
    window.scrollTo({ top: window.scrollY + marks[next].getBoundingClientRect().top - top });
    setAt(next + 1);
  };
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if ((event.target as HTMLElement).matches('input, textarea, select') || event.ctrlKey || event.metaKey) return;
      if (event.altKey && event.key.toLowerCase() === 'd') choose(keptLayout() === 'split' ? 'unified' : 'split');
      else if (event.altKey) return;
      else if (event.key === 'n' || event.key === 'N') step(1, event.shiftKey ? '.file' : '[data-change]');
      else if (event.key === 'p' || event.key === 'P') step(-1, event.shiftKey ? '.file' : '[data-change]');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, [files]);
  if (files.length === 0) return <p class="empty">{t('no_changes')}</p>;
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const changes = place.current?.querySelectorAll('[data-change]').length ?? 0;
  return (
    <div class="diff-view" ref={place}>
      <div class="diff-bar">
        <strong>{t('files_n', { n: files.length })}</strong>
        <span class="good">+{added}</span>
        <span class="bad">−{removed}</span>
        <span class="spring" />
        {!narrow && (
          <Segments label={t('layout')} value={chosen} choose={choose}
            choices={[
              { value: 'unified', text: t('unified'), icon: <Rows2 size={14} aria-hidden="true" /> },
              { value: 'split', text: t('side_by_side'), icon: <Columns2 size={14} aria-hidden="true" /> },
            ]} />
        )}
        <button class="bare" aria-pressed={wrap} aria-label={t('wrap_lines')} title={t('wrap_lines')} onClick={() => setWrap(!wrap)}>
          <WrapText size={16} aria-hidden="true" />
        </button>
        <button class="bare" aria-label={t('previous_change')} title={t('previous_change') + ' (P)'} onClick={() => step(-1, '[data-change]')}>
          <ChevronUp size={16} aria-hidden="true" />
        </button>
        {at > 0 && changes > 0 && <span class="muted digits">{t('part_of', { n: Math.min(at, changes), all: changes })}</span>}
        <button class="bare" aria-label={t('next_change')} title={t('next_change') + ' (N)'} onClick={() => step(1, '[data-change]')}>
          <ChevronDown size={16} aria-hidden="true" />
        </button>
        <CopyButton text={patch} label={t('copy_patch')} />
      </div>
      <div class="changes">
        <nav class="tree" aria-label={t('changed_files')}>
          {fileTree(files).map((line) =>
            line.file ? (
              <a key={line.file.path} class={line.depth ? 'deep' : ''} href={'#f-' + line.file.path} title={line.file.path}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById('f-' + line.file!.path)?.scrollIntoView();
                }}>
                <File size={14} aria-hidden="true" />
                <span class="name"><Safe text={baseName(line.file.path)} /></span>
                <span class="good">+{line.file.added}</span>
                <span class="bad">−{line.file.removed}</span>
                <Letter change={line.file.change} />
              </a>
            ) : (
              <span key={'/' + line.folder} class="folder">
                <Folder size={14} aria-hidden="true" />
                <span class="name"><Safe text={line.folder} /></span>
              </span>
            ),
          )}
        </nav>
        <div class="files">
          {files.map((file) => (
            <FileBlock key={file.path} file={file} layout={layout} wrap={wrap} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The rows of one file of a patch, small, for the timeline. */
export function MiniDiff({ rows, path }: { rows: Row[]; path: string }) {
  const most = 24;
  const [all, setAll] = useState(false);
  return (
    <div class="mini scroll" tabIndex={0} role="region" aria-label={t('tab_changes')}>
      <DiffTable rows={all ? rows : rows.slice(0, most)} path={path} layout="unified" wrap={false} />
      {!all && rows.length > most && (
        <button class="button small" onClick={() => setAll(true)}>
          {t('load_rows', { n: rows.length })}
        </button>
      )}
    </div>
  );
}
