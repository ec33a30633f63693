// SPDX-License-Identifier: MIT
import { useState } from 'preact/hooks';
import { readPatch, type FileDiff, type Row } from '../diff';
import { t } from '../i18n';
import { visible } from '../format';

const mostRows = 2000;

function Line({ row }: { row: Row }) {
  const sign = row.kind === 'add' ? '+' : row.kind === 'del' ? '−' : ' ';
  return (
    <tr class={row.kind}>
      <td class="number">{row.before ?? ''}</td>
      <td class="number">{row.after ?? ''}</td>
      <td class="sign">{row.kind === 'hunk' ? '' : sign}</td>
      <td class="code">
        {row.pieces.map((piece, i) => (piece.changed ? <mark key={i}>{visible(piece.text)}</mark> : visible(piece.text)))}
      </td>
    </tr>
  );
}

function FileBlock({ file }: { file: FileDiff }) {
  const large = file.rows.length > mostRows;
  const [open, setOpen] = useState(!large);
  return (
    <section class="file" id={'f-' + file.path}>
      <header>
        <span class={`letter ${file.change}`} title={t('change_' + file.change)}>
          {file.change === 'added' ? 'A' : file.change === 'deleted' ? 'D' : 'M'}
        </span>
        <code>{visible(file.path)}</code>
        <span class="good">+{file.added}</span>
        <span class="bad">−{file.removed}</span>
      </header>
      {file.binary && <p class="muted">{t('binary_file')}</p>}
      {!open && (
        <button class="button" onClick={() => setOpen(true)}>
          {t('load_rows', { n: file.rows.length })}
        </button>
      )}
      {open && !file.binary && (
        <div class="scroll" tabIndex={0} role="region" aria-label={file.path}>
          <table class="diff">
            <tbody>
              {file.rows.map((row, i) => (
                <Line key={i} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export function DiffView({ patch }: { patch: string }) {
  const files = readPatch(patch);
  if (files.length === 0) return <p class="muted">{t('no_changes')}</p>;
  return (
    <div class="changes">
      <nav class="tree" aria-label={t('changed_files')}>
        {files.map((file) => (
          <a key={file.path} href={'#f-' + file.path}>
            <code>{visible(file.path)}</code>
            <span class="good">+{file.added}</span>
            <span class="bad">−{file.removed}</span>
          </a>
        ))}
      </nav>
      <div class="files">
        {files.map((file) => (
          <FileBlock key={file.path} file={file} />
        ))}
      </div>
    </div>
  );
}
