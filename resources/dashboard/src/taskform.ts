// SPDX-License-Identifier: MIT
// The fields of the form and the task file they mean. Pure.
import type { Deliver, Isolation, TaskSpec } from './types';

export const largestFile = 256 * 1024;
export const randomKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export interface Form {
  name: string;
  folder: string;
  description: string;
  requirements: string[];
  commands: string[];
  setup: string[];
  keep: string[];
  iterations: string;
  timeout: string;
  cost: string;
  priority: string;
  model: string;
  network: boolean;
  isolation: Isolation;
  deliver: Deliver;
  /** What the file said and no field shows. */
  rest: Pick<TaskSpec, 'guard' | 'labels' | 'clean_room'>;
}

/** Where an attempt may work, the usual one first. */
export const isolations: Isolation[] = ['auto', 'view', 'in_place', 'worktree'];
export const deliveries: Deliver[] = ['apply', 'patch'];
/** In the folder itself and in a worktree there is nothing to deliver. */
export const delivers = (isolation: Isolation) => isolation === 'auto' || isolation === 'view';

export const emptyForm: Form = {
  name: '', folder: '', description: '', requirements: [''], commands: [''], setup: [''], keep: [''], iterations: '', timeout: '', cost: '', priority: '0', model: '', network: false,
  isolation: 'auto', deliver: 'apply', rest: {},
};

// Words that a reader of YAML takes for something else, and everything that is not plain, go into quotes; a JSON string is
// a YAML string. Letters of other scripts stay readable.
function scalar(text: string): string {
  const plain = /^[\p{L}_/.~][\p{L}\p{N} _/.,~+@()=-]*$/u.test(text) && !/\s$/.test(text) && !/^(true|false|yes|no|on|off|null|~|\.|y|n)$/i.test(text) && !/^[\d.][\d.eE_xo+-]*$/.test(text);
  return plain ? text : JSON.stringify(text);
}

function block(text: string): string {
  if (!text.includes('\n') || /[\u0000-\u0008\u000b-\u001f\u007f]/.test(text) || /^\s|\s$/.test(text)) return scalar(text);
  return '|-\n' + text.split('\n').map((line) => (line ? '  ' + line : '')).join('\n');
}

const filled = (items: string[]) => items.map((item) => item.trim()).filter(Boolean);

export function yamlOf(form: Form): string {
  const list = (items: string[]) => items.map((item) => `  - ${scalar(item)}\n`).join('');
  const requirements = filled(form.requirements);
  const commands = filled(form.commands);
  const setup = filled(form.setup);
  const keep = filled(form.keep);
  return (
    `name: ${scalar(form.name.trim())}\ndescription: ${block(form.description.trim())}\n` +
    (requirements.length ? `requirements:\n${list(requirements)}` : '') +
    (commands.length ? `verification_commands:\n${list(commands)}` : 'verification_commands: []\n') +
    (setup.length ? `setup:\n${list(setup)}` : '') +
    (keep.length ? `keep:\n${list(keep)}` : '') +
    `working_directory: ${scalar(form.folder.trim())}\n` +
    (form.iterations ? `max_iterations: ${form.iterations}\n` : '') +
    (form.timeout ? `timeout_per_iteration: ${form.timeout}\n` : '') +
    (form.cost ? `max_cost_usd: ${form.cost}\n` : '') +
    (form.priority && form.priority !== '0' ? `priority: ${form.priority}\n` : '') +
    (form.model ? `model: ${scalar(form.model)}\n` : '') +
    (form.network ? 'network: true\n' : '') +
    (form.isolation !== 'auto' ? `isolation: ${form.isolation}\n` : '') +
    (form.deliver !== 'apply' && delivers(form.isolation) ? `deliver: ${form.deliver}\n` : '') +
    (form.rest.guard && form.rest.guard !== 'ask' ? `guard: ${form.rest.guard}\n` : '') +
    (form.rest.clean_room && form.rest.clean_room !== 'auto' ? `clean_room: ${form.rest.clean_room}\n` : '') +
    (form.rest.labels?.length ? `labels:\n${list(form.rest.labels)}` : '')
  );
}

/** The form as a valid file means it. */
export function formOf(spec: TaskSpec): Form {
  return {
    name: spec.name,
    folder: spec.working_directory,
    description: spec.description,
    requirements: spec.requirements.length > 0 ? spec.requirements : [''],
    commands: spec.verification_commands.length > 0 ? spec.verification_commands : [''],
    setup: spec.setup?.length ? spec.setup : [''],
    keep: spec.keep?.length ? spec.keep : [''],
    iterations: String(spec.max_iterations),
    timeout: String(spec.timeout_per_iteration),
    cost: spec.max_cost_usd == null ? '' : String(spec.max_cost_usd),
    priority: String(spec.priority ?? 0),
    model: spec.model ?? '',
    network: spec.network ?? false,
    isolation: spec.isolation ?? 'auto',
    deliver: spec.deliver ?? 'apply',
    rest: { guard: spec.guard, labels: spec.labels, clean_room: spec.clean_room },
  };
}
