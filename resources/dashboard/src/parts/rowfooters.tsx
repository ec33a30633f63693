// SPDX-License-Identifier: MIT
// The buttons below the card of the border and below conflicts. What was chosen row by row holds; the two buttons are for
// the others, and when nothing is left to choose one button sends the answer.
import { MessageSquareX } from 'lucide-preact';
import { t } from '../i18n';
import { holdsMarks } from '../result';
import type { Approval, ConflictAnswers, RowAnswers } from '../types';
import { AllowButton } from './approvalcard';

export type Decide = (verb: 'approve' | 'deny', body: object) => Promise<void>;

interface Common {
  approval: Approval;
  ready: boolean;
  busy: boolean;
  decide: Decide;
}

interface Words {
  deny: string;
  denyOthers: string;
  allow: string;
  allowOthers: string;
  chosen: string;
}

function RowButtons(props: Common & { answers: object; all: number; words: Words; blocked?: boolean; explain?: () => void }) {
  const { approval, words, decide } = props;
  const given = Object.keys(props.answers).length;
  const whole = given > 0 && given >= props.all;
  const body = given > 0 ? { content_hash: approval.content_hash, answers: props.answers } : { content_hash: approval.content_hash };
  return (
    <footer>
      {!whole && (
        <button class="button deny" disabled={props.busy || props.blocked} onClick={() => void decide('deny', given > 0 ? body : {})}>
          {given > 0 ? words.denyOthers : words.deny}
        </button>
      )}
      {props.explain && (
        <button class="button explain" disabled={props.busy} onClick={props.explain}>
          <MessageSquareX size={15} aria-hidden="true" />
          {t('tell_model')}
        </button>
      )}
      <AllowButton high ready={props.ready && !props.blocked} text={whole ? words.chosen : given > 0 ? words.allowOthers : words.allow} act={() => void decide('approve', body)} />
    </footer>
  );
}

export function BorderFooter({ rows, explain, ...common }: Common & { rows: RowAnswers; explain: () => void }) {
  const words = { deny: t('leave_them_out'), denyOthers: t('leave_others_out'), allow: t('use_them'), allowOthers: t('use_others'), chosen: t('answer_as_chosen') };
  return <RowButtons {...common} answers={rows} all={common.approval.facts?.border?.counts.asked ?? 0} words={words} explain={explain} />;
}

export function ConflictFooter({ files, again, ...common }: Common & { files: ConflictAnswers; again: boolean }) {
  const { approval, busy, decide } = common;
  if (again)
    return (
      <footer>
        <button class="button deny" disabled={busy} onClick={() => void decide('approve', { content_hash: approval.content_hash })}>
          {t('apply_now')}
        </button>
      </footer>
    );
  const words = { deny: t('keep_all_mine'), denyOthers: t('keep_others_mine'), allow: t('use_all_theirs'), allowOthers: t('use_others_theirs'), chosen: t('apply_as_chosen') };
  const blocked = Object.values(files).some((one) => one.use === 'edited' && holdsMarks(one.text));
  return <RowButtons {...common} answers={files} all={approval.facts?.conflicts?.files.length ?? 0} words={words} blocked={blocked} />;
}
