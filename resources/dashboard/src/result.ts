// SPDX-License-Identifier: MIT
// What a task that works in a view says of its folder, and what one can do about it. Pure.
import { duration, visible } from './format';
import { englishTexts, has, t } from './i18n';
import { hasEnded, type Approval, type BorderRow, type ConflictFile, type Task } from './types';

export type ResultAct = 'undo' | 'apply' | 'answer';

export interface ResultLine {
  key: string;
  values: Record<string, string | number>;
  acts: ResultAct[];
  needs?: Approval; // the question that has to be answered first
}

export const keepsChanging = (approval: Approval) => approval.kind === 'apply_conflict' && approval.reason === 'folder_keeps_changing';

/** The sentence under the title; nothing for a task of which nothing is known. */
export function resultLine(task: Task, questions: Approval[]): ResultLine | null {
  const { place, result } = task;
  if (place.isolation === 'in_place') return place.note ? { key: 'place_in_folder', values: { why: place.note }, acts: [] } : null;
  if (place.isolation === 'worktree') return { key: 'place_worktree', values: {}, acts: [] };
  if (place.isolation !== 'view') return null;
  if (!hasEnded(task)) {
    const needs = questions.find((one) => one.kind === 'border' || one.kind === 'apply_conflict');
    if (task.status === 'waiting_approval' && needs) {
      const n = needs.commands.length;
      const key = keepsChanging(needs) ? 'result_keeps_changing' : needs.kind === 'border' ? 'result_asks' : 'result_conflict';
      return { key, values: { n }, acts: ['answer'], needs };
    }
    return { key: task.status === 'running' && task.activity === 'clean' ? 'place_clean' : 'place_view', values: {}, acts: [] };
  }
  const n = result.files;
  switch (result.state) {
    case 'applied':
      return { key: 'result_applied', values: { n }, acts: ['undo'] };
    case 'undone':
      return { key: 'result_undone', values: { n }, acts: ['apply'] };
    case 'delivered':
      return { key: 'result_delivered', values: { n }, acts: ['apply'] };
    case 'not_applied':
    case 'asked':
      return n > 0 ? { key: 'result_not_applied', values: { n }, acts: ['apply'] } : { key: 'result_nothing', values: {}, acts: [] };
    case 'in_folder':
      return null;
  }
}

/** Where a task passed, and what has to be known about it. */
export function verdictLines(task: Pick<Task, 'status' | 'verdict'>): Pick<ResultLine, 'key' | 'values'>[] {
  const { place, notes, clean_room_ms } = task.verdict;
  if (task.status !== 'completed' || place === 'none') return [];
  // Without a time there was nothing but the result where it was verified.
  const where =
    place !== 'clean_room'
      ? { key: 'verdict_view', values: {} }
      : clean_room_ms > 0
        ? { key: 'verdict_clean', values: { time: duration(clean_room_ms) } }
        : { key: 'verdict_clean_already', values: {} };
  return [where, ...notes.map((note) => noteLine(note.code, note.detail))];
}

function noteLine(code: string, detail: string) {
  if (code === 'own_tests') return detail ? { key: 'verdict_own_tests_named', values: { detail } } : { key: 'verdict_own_tests', values: {} };
  if (code === 'answered_fails') return detail ? { key: 'verdict_answered_fails_named', values: { detail } } : { key: 'verdict_answered_fails', values: {} };
  const keys: Record<string, string> = { same_files: 'verdict_same_files', left_behind: 'verdict_left_behind', kept: 'verdict_kept', as_before: 'verdict_as_before' };
  return { key: keys[code] ?? 'verdict_other', values: { detail } };
}

/** What the next attempt can go on from: it lies in the view of this one. */
export const keepsState = (task: Task) =>
  task.place.isolation === 'view' && task.result.files > 0 && ['not_applied', 'asked', 'delivered'].includes(task.result.state);

/** At most `most` rows of what is asked first; the others are counted and one press away. */
export function rowsOf(rows: BorderRow[], all: boolean, most = 20) {
  const asked = rows.filter((row) => row.kind === 'asked');
  const shown = all ? asked : asked.slice(0, most);
  return {
    asked: shown,
    hidden: asked.length - shown.length,
    denied: rows.filter((row) => row.kind === 'denied'),
    leftOut: rows.filter((row) => row.kind === 'left_out'),
    unasked: rows.filter((row) => row.kind === 'unasked'),
  };
}

// Who obeys a name is described in words where it is not the name of a program.
function detailOf({ key, detail }: { key: string; detail: string }): string {
  return key === 'protected_name.by' && has('obeyed.' + detail) ? t('obeyed.' + detail) : detail;
}

/** A line of an approval of the border, `path: sentence` in English, with the sentence in the reader's words. */
export function borderLine(line: string): string {
  // A path may hold what parts them.
  for (let at = line.indexOf(': '); at >= 0; at = line.indexOf(': ', at + 1)) {
    const english = line.slice(at + 2);
    for (const [key, text] of englishTexts('border_why')) {
      const [before, after] = text.split('{detail}');
      const end = english.length - (after ?? '').length;
      const isSaid = after === undefined ? english === text : end > before.length && english.startsWith(before) && english.endsWith(after);
      if (!isSaid) continue;
      const detail = after === undefined ? '' : detailOf({ key: key.slice('border_why.'.length), detail: english.slice(before.length, end) });
      return t('path_and_why', { path: line.slice(0, at), why: t(key, { detail }) });
    }
  }
  return line;
}

/** The reasons in the reader's words, without the one that the class says already. */
export function whyOf(row: BorderRow): string {
  const texts = [row.why, ...row.also].map((english, i) => {
    const reason = row.reasons[i];
    // A card that is older than its keys, or of a program that knows more of them, says it in English.
    return reason && has('border_why.' + reason.key) ? t('border_why.' + reason.key, { detail: detailOf(reason) }) : english;
  });
  return (row.why === row.code.replace('_', ' ') ? texts.slice(1) : texts).join(t('semicolon'));
}

const crLf = (text: string) => text.includes('\r\n');
// A field of a page makes all ends of lines the same, and shows some characters as nothing.
const staysAsItIs = (text: string) => {
  if (crLf(text) && /(^|[^\r])\n/.test(text)) return false;
  const lines = text.replaceAll('\r\n', '\n');
  return visible(lines) === lines;
};

/** What an edit of the two begins with. */
export const editBegin = (file: ConflictFile) => (file.merged || file.mine.text || '').replaceAll('\r\n', '\n');

/** The edited text with the ends of lines of the file. */
export const editResult = (file: ConflictFile, text: string) => (crLf(file.mine.text ?? '') ? text.replaceAll('\n', '\r\n') : text);

/** Whether both contents are there as text that a field shows and keeps as it is. */
export const canEdit = (file: ConflictFile) =>
  file.mine.text !== null && file.theirs.text !== null && crLf(file.mine.text) === crLf(file.theirs.text) && [file.mine.text, file.theirs.text, file.merged].every(staysAsItIs);

/** Marks of a conflict that nobody has decided. */
export const holdsMarks = (text: string) => /^(<<<<<<< |>>>>>>> )/m.test(text);
