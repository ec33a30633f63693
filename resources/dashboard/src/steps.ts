// SPDX-License-Identifier: MIT
// The events of an iteration as the steps a person reads: one for what began and ended, reads in a row folded. Pure.
import type { CommandReport, StoreEvent } from './types';

export type Step =
  | { kind: 'said'; seq: number; text: string; ms: number; tokens: number }
  | { kind: 'asking'; seq: number }
  | { kind: 'read'; seq: number; whats: { what: string; search: boolean; ok: boolean; summary: string }[]; ms: number }
  | { kind: 'edit'; seq: number; tool: string; what: string; ok: boolean; summary: string; ms: number }
  | { kind: 'command'; seq: number; command: string; running: boolean; exit: number | null; timedOut: boolean; ms: number }
  | { kind: 'refused'; seq: number; what: string; summary: string }
  | { kind: 'approval'; seq: number; id: string; what: string; reason: string; severity: string; state: string; by: string; message: string }
  | { kind: 'verify'; seq: number; clean: boolean; setup: boolean; canary: boolean; purpose: string; index: number; command: string; running: boolean; status: string; exit: number | null; ms: number }
  | { kind: 'checkpoint'; seq: number; word: string; number: number; iteration: number; files: number }
  | { kind: 'restored'; seq: number; number: number; by: string }
  | { kind: 'retried'; seq: number; why: string; waitMs: number }
  | { kind: 'warning'; seq: number; code: string; text: string };

const str = (value: unknown) => (typeof value === 'string' ? value : '');
const num = (value: unknown) => (typeof value === 'number' ? value : 0);
const orNull = (value: unknown) => (typeof value === 'number' ? value : null);
const time = (event: StoreEvent) => Date.parse(event.at);
const readers = new Set(['view', 'search', 'list_files']);

/** Whether what is kept of an iteration ran on a clean copy: it passed where the attempt worked and failed there. */
export function isOfCleanCopy(steps: Step[], verification: Pick<CommandReport, 'status'>[]): boolean {
  const last = steps.findLast((step) => step.kind === 'verify');
  return last?.kind === 'verify' && last.clean && !last.canary && verification.some((one) => one.status !== 'pass');
}

/** Steps of each iteration of one attempt, by its number. Iteration 0 is the baseline. */
export function stepsByIteration(events: StoreEvent[]): Map<number, Step[]> {
  const all = new Map<number, Step[]>();
  let number = 0;
  let began = 0;
  let tool = '';
  const list = () => {
    const known = all.get(number);
    if (known) return known;
    const made: Step[] = [];
    all.set(number, made);
    return made;
  };
  const last = <K extends Step['kind']>(kind: K, fits: (step: Extract<Step, { kind: K }>) => boolean) =>
    list().findLast((step): step is Extract<Step, { kind: K }> => step.kind === kind && fits(step as Extract<Step, { kind: K }>));
  const dropAsking = () => {
    const steps = list();
    const at = steps.findIndex((step) => step.kind === 'asking');
    if (at >= 0) steps.splice(at, 1);
  };

  for (const event of events) {
    const { kind, body, seq } = event;
    switch (kind) {
      case 'iteration_started':
        number = num(body.number);
        list();
        break;
      case 'model_call_started':
        dropAsking();
        tool = '';
        list().push({ kind: 'asking', seq });
        break;
      case 'model_call_finished':
        dropAsking();
        if (str(body.text) || str(body.error))
          list().push({ kind: 'said', seq, text: str(body.text) || str(body.error), ms: num(body.duration_ms), tokens: num(body.output_tokens) });
        break;
      case 'model_call_retried':
        list().push({ kind: 'retried', seq, why: str(body.why), waitMs: num(body.wait_ms) });
        break;
      case 'action_proposed':
        tool = str(body.tool);
        began = time(event);
        break;
      case 'action_finished': {
        const ms = began ? time(event) - began : 0;
        const what = str(body.what);
        const summary = str(body.summary);
        const ok = body.ok === true;
        const before = list().at(-1);
        if (readers.has(tool)) {
          const one = { what, search: tool !== 'view', ok, summary };
          if (before?.kind === 'read') {
            before.whats.push(one);
            before.ms += ms;
          } else list().push({ kind: 'read', seq, whats: [one], ms });
        } else if (tool) list().push({ kind: 'edit', seq, tool, what, ok, summary, ms });
        else list().push({ kind: 'refused', seq, what, summary });
        tool = '';
        began = 0;
        break;
      }
      case 'command_started':
        list().push({ kind: 'command', seq, command: str(body.command), running: true, exit: null, timedOut: false, ms: 0 });
        break;
      case 'command_finished': {
        const step = last('command', (one) => one.running && one.command === str(body.command));
        const ended = { running: false, exit: orNull(body.exit_code), timedOut: body.timed_out === true, ms: num(body.duration_ms) };
        if (step) Object.assign(step, ended);
        else list().push({ kind: 'command', seq, command: str(body.command), ...ended });
        break;
      }
      case 'approval_requested':
        list().push({
          kind: 'approval', seq, id: str(body.approval_id), what: str(body.command) || str(body.path), reason: str(body.reason),
          severity: str(body.severity), state: 'pending', by: '', message: '',
        });
        break;
      case 'approval_decided': {
        const step = last('approval', (one) => one.id === str(body.approval_id));
        if (step) Object.assign(step, { state: str(body.state), by: str(body.by), message: str(body.message) });
        break;
      }
      case 'verification_started':
        list().push({ kind: 'verify', seq, clean: body.clean === true, setup: body.setup === true, canary: body.canary === true, purpose: str(body.purpose), index: num(body.index), command: str(body.command), running: true, status: '', exit: null, ms: 0 });
        break;
      case 'verification_finished': {
        const step = last('verify', (one) => one.running && one.command === str(body.command));
        if (step) Object.assign(step, { running: false, status: str(body.status), exit: orNull(body.exit_code), ms: num(body.duration_ms) });
        break;
      }
      case 'checkpoint_taken':
        list().push({
          kind: 'checkpoint', seq, number: num(body.number), iteration: num(body.iteration), files: num(body.files),
          word: str(body.kind),
        });
        break;
      case 'checkpoint_restored':
        list().push({ kind: 'restored', seq, number: num(body.number), by: str(body.by) });
        break;
      case 'warning':
        list().push({ kind: 'warning', seq, code: str(body.code), text: str(body.text) || str(body.code) });
        break;
    }
  }
  return all;
}
