// SPDX-License-Identifier: MIT
// Files that the attempt and the person changed both: yours, this attempt's, and what could be merged; one answer for
// each. Nothing is decided by looking.
import { useState } from 'preact/hooks';
import { bytes } from '../format';
import { t, word } from '../i18n';
import { canEdit, editBegin, editResult, holdsMarks } from '../result';
import type { ConflictAnswer, ConflictAnswers, ConflictCard, ConflictFile, ConflictSide } from '../types';
import { Safe } from './safe';

function Side({ name, side }: { name: string; side: ConflictSide }) {
  const why = side.mode === 0 ? t('side_absent') : side.hides_secret ? t('side_secret') : side.size >= 0 ? t('side_not_text', { size: bytes(side.size) }) : t('side_unknown');
  return (
    <div class="side">
      <h4>{name}</h4>
      {side.mode !== 0 && side.text !== null ? (
        <pre tabIndex={0} aria-label={name}>
          <Safe text={side.text} />
        </pre>
      ) : (
        <p class="muted">{why}</p>
      )}
    </div>
  );
}

function File({ file, answer, choose }: { file: ConflictFile; answer?: ConflictAnswer; choose?: (answer: ConflictAnswer) => void }) {
  const [text, setText] = useState(editBegin(file));
  const both = file.mine.mode !== 0 && file.theirs.mode !== 0;
  const options: { use: ConflictAnswer['use']; text: string; title?: string }[] = [
    { use: 'mine', text: t('keep_mine') },
    { use: 'theirs', text: t('use_theirs') },
    ...(both ? [{ use: 'both' as const, text: t('keep_both'), title: t('keep_both_means', { path: file.path }) }] : []),
    ...(canEdit(file) ? [{ use: 'edited' as const, text: t('edit_merged') }] : []),
  ];
  const editing = answer?.use === 'edited';
  return (
    <li class="conflict">
      <p class="head">
        <code>
          <Safe text={file.path} />
        </code>{' '}
        <span class="muted">{word('conflict_reason', file.reason)}</span>
      </p>
      <div class="sides">
        <Side name={t('yours')} side={file.mine} />
        <Side name={t('of_attempt')} side={file.theirs} />
        {(file.merged !== '' || (editing && choose)) && (
          <div class="side">
            <h4>{t('merged')}</h4>
            {editing && choose ? (
              <textarea class="code" rows={10} value={text} aria-label={t('edit_merged') + ' ' + file.path} spellcheck={false}
                onInput={(e) => {
                  setText(e.currentTarget.value);
                  choose({ use: 'edited', text: editResult(file, e.currentTarget.value) });
                }} />
            ) : (
              <pre tabIndex={0} aria-label={t('merged')}>
                <Safe text={file.merged} />
              </pre>
            )}
          </div>
        )}
      </div>
      {editing && holdsMarks(text) && <p class="finding">{t('marks_left')}</p>}
      {choose && (
        <div class="segments" role="group" aria-label={t('choice_for', { path: file.path })}>
          {options.map((one) => (
            <button key={one.use} type="button" title={one.title} aria-pressed={answer?.use === one.use} onClick={() => choose(one.use === 'edited' ? { use: 'edited', text: editResult(file, text) } : { use: one.use })}>
              {one.text}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}

export function ConflictFiles({ card, answers, choose }: { card: ConflictCard; answers: ConflictAnswers; choose?: (answers: ConflictAnswers) => void }) {
  return (
    <ul class="conflicts">
      {card.files.map((file) => (
        <File key={file.path} file={file} answer={answers[file.path]} choose={choose && ((one) => choose({ ...answers, [file.path]: one }))} />
      ))}
    </ul>
  );
}

/** How many files still wait for an answer that can be used. */
export const undecided = (card: ConflictCard, answers: ConflictAnswers) =>
  card.files.filter((file) => {
    const answer = answers[file.path];
    return !answer || (answer.use === 'edited' && holdsMarks(answer.text));
  }).length;
