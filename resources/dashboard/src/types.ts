// SPDX-License-Identifier: MIT
// The shapes of the API that the page reads. The description at /api/openapi.json is their source.
export type TaskState = 'pending' | 'running' | 'waiting_approval' | 'paused' | 'completed' | 'failed' | 'cancelled';

export interface Usage {
  calls?: number;
  estimated_calls?: number;
  input_tokens?: number;
  output_tokens?: number;
  cache_read_tokens?: number;
  cache_write_5m_tokens?: number;
  cache_write_1h_tokens?: number;
}

export interface TaskSpec {
  name: string;
  description: string;
  requirements: string[];
  verification_commands: string[];
  setup?: string[];
  keep?: string[];
  clean_room?: string;
  working_directory: string;
  max_iterations: number;
  timeout_per_iteration: number;
  priority: number;
  max_cost_usd?: number | null;
  model?: string;
  network?: boolean;
  isolation?: Isolation;
  deliver?: Deliver;
  guard?: string;
  labels?: string[];
}

export type Deliver = 'apply' | 'patch';
export type Isolation = 'auto' | 'view' | 'in_place' | 'worktree';

/** Where the changes of an attempt are. */
export type ResultState = 'in_folder' | 'not_applied' | 'applied' | 'asked' | 'undone' | 'delivered';

export interface Task extends TaskSpec {
  id: string;
  status: TaskState;
  stop_reason: string | null;
  stop_detail: string;
  attempt: number;
  iteration: number;
  cancel_requested?: boolean;
  activity: string;
  tests: { passed: number | null; failed: number | null };
  place: { isolation: Isolation; note: string };
  result: { state: ResultState; files: number };
  /** Where the verification passed that the verdict of this attempt rests on. */
  verdict: { place: 'none' | 'folder' | 'view' | 'clean_room'; note: string; notes: { code: string; detail: string }[]; clean_room_ms: number };
  /** Why a task in the queue does not begin just now; `task` is who has its folder. */
  waits_for?: { reason: string; task: string; task_name: string };
  usage: Usage;
  cost_usd: number;
  cost_known: boolean;
  created_at: string | null;
  updated_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  paused_until: string | null;
}

export interface Failure {
  id: string;
  file: string;
  line: number | null;
  kind: string;
  type?: string;
  message: string;
  expected?: string;
  actual?: string;
  frames?: { file: string; line: number | null; function: string }[];
  output?: string;
}

export interface CommandReport {
  index: number;
  command: string;
  status: string;
  exit_code: number | null;
  duration_ms: number;
  parser?: string;
  counts?: { passed?: number | null; failed?: number | null; errors?: number | null; skipped?: number | null };
  failures?: Failure[];
  warnings?: Failure[];
  excerpt?: string;
  output_artifact?: string;
  environment_error?: string;
  /** A setup command that failed on a clean copy. */
  setup?: boolean;
}

export interface ChangedFile {
  path: string;
  change: 'added' | 'modified' | 'deleted';
  artifact?: string;
  size?: number;
}

export interface Iteration {
  number: number;
  attempt: number;
  started_at: string | null;
  ended_at: string | null;
  passed: boolean;
  tests_fixed: string[];
  tests_regressed: string[];
  tests_flaky: string[];
  withheld: string[];
  verification: CommandReport[];
  usage: Usage;
  cost_usd: number;
  changed_files: ChangedFile[];
  patch_artifact?: string;
  summary?: string;
}

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';

export interface Finding {
  command: string;
  decision: string;
  severity: Severity;
  reason: string;
  span_start: number;
  span_length: number;
}

export interface ApprovalFacts {
  target: string;
  target_exists: boolean;
  target_is_folder: boolean;
  target_size: number;
  target_files: number;
  target_cut: boolean;
  git: 'unknown' | 'no_repository' | 'untracked' | 'tracked';
  undoable: boolean;
  diff: string | null;
  hides_secrets: boolean;
  remember: string;
  findings: Finding[];
  /** So many commands from the first are setup, which decides nothing. */
  setup_commands: number;
  border?: BorderCard | null;
  conflicts?: ConflictCard | null;
}

export interface BorderFinding {
  code: string;
  line: number;
  excerpt: string;
}

/** One line of the card of the border; paths and excerpts are visible and without secrets already. */
export interface BorderRow {
  kind: 'asked' | 'denied' | 'left_out' | 'unasked';
  path: string;
  changes: number;
  code: string;
  why: string;
  also: string[];
  reasons: { key: string; detail: string }[]; // what `why` and then `also` say
  findings: BorderFinding[];
  further_findings: BorderFinding[];
  excerpt: string[];
  further_lines: number;
  added: number;
  removed: number;
  digest: string;
}

export interface BorderCard {
  headline: string;
  counts: { asked: number; denied: number; left_out: number; unasked: number };
  rows: BorderRow[];
  problems: string[];
}

export interface ConflictSide {
  mode: number;
  size: number;
  text: string | null;
  hides_secret: boolean;
}

export interface ConflictFile {
  path: string;
  reason: string;
  base: ConflictSide;
  mine: ConflictSide;
  theirs: ConflictSide;
  merged: string;
}

export interface ConflictCard {
  files: ConflictFile[];
}

/** To rows of the border by their digest, to conflicts by their path. */
export type RowAnswers = Record<string, 'use' | 'leave'>;
export type ConflictAnswer = { use: 'mine' | 'theirs' | 'both' } | { use: 'edited'; text: string };
export type ConflictAnswers = Record<string, ConflictAnswer>;

export interface Approval {
  id: string;
  task_id: string;
  iteration: number;
  kind: 'verification_commands' | 'command' | 'file_write' | 'file_read' | 'guarded_files' | 'protected_change' | 'border' | 'apply_conflict';
  commands: string[];
  directory: string;
  network: boolean;
  guard: string;
  tier: string;
  access: string;
  path: string;
  before_sha256: string;
  severity: Severity;
  reason: string;
  rule: string;
  span_start: number;
  span_length: number;
  model_says: string;
  content_hash: string;
  created_at: string;
  expires_at: string | null;
  state: 'pending' | 'approved' | 'denied' | 'expired' | 'void';
  decided_by: string;
  decided_at: string | null;
  message: string;
  facts?: ApprovalFacts | null;
}

export interface StoreEvent {
  seq: number;
  at: string;
  task_id: string;
  attempt: number;
  kind: string;
  body: Record<string, unknown>;
}

export interface Artifact {
  id: string;
  name: string;
  kind: string;
  size: number;
  attempt: number;
  iteration: number;
  created_at: string;
}

export interface TreeChange {
  path: string;
  change: string;
  binary: boolean;
}

export interface NotCovered {
  path: string;
  reason: string;
  size: number;
}

export interface Checkpoint {
  word: string;
  attempt: number;
  number: number;
  iteration: number;
  kind: 'start' | 'iteration' | 'restore' | string;
  files: number;
  bytes: number;
  created_at: string;
}

export interface Rollback {
  dry_run: boolean;
  target: Checkpoint;
  changes: TreeChange[];
  not_covered: NotCovered[];
  left_alone: string[];
}

/** The result of an attempt in a view. */
export interface TaskResult {
  attempt: number;
  state: ResultState;
  changes: TreeChange[];
  patch: string;
  staying_behind: { path: string; bytes: number; files: number }[];
  problems: string[];
}

export interface ApplyOutcome {
  applied: boolean;
  keeps_changing: boolean;
  files: number;
  changes: TreeChange[];
  border: BorderCard | null;
  conflicts: ConflictCard | null;
  merged: string[];
  refused: string[];
  problems: string[];
  changed_meanwhile: string[];
  kept_folders: string[];
  left_alone: string[];
  saved: { path: string; name: string }[];
}

export interface UndoOutcome {
  undone: boolean;
  keeps_changing: boolean;
  changes: TreeChange[];
  left_alone: string[];
  changed_meanwhile: string[];
  saved: { path: string; name: string }[];
}

export interface Queue {
  paused: boolean;
  pause_reason: string;
  pause_detail: string;
  paused_until: string | null;
  counts: Record<TaskState, number>;
  pending_approvals: number;
  running: Task[];
  workers?: number;
}

/** What a check without storing answers. */
export interface DryRun {
  task: TaskSpec;
  verification_digest: string;
  hidden_exit_codes: string[];
}

export interface Problem {
  line: number;
  column: number;
  field: string;
  message: string;
  hint: string;
}

export interface Webhook {
  id: string;
  url: string;
  events: string[];
  allow_private: boolean;
  waiting: number;
  dead: number;
  delivered: number;
  delivered_at: string | null;
  last_error: string;
}

export interface WebhookDelivery {
  id: string;
  task_id: string;
  type: string;
  attempts: number;
  failed_at: string | null;
  last_status: number;
  last_error: string;
}

export interface WebhookTest {
  delivered: boolean;
  status: number;
  error: string;
  duration_ms: number;
}

export interface StatsAnswer {
  days: { day: string; passed: number; not_passed: number; cost_usd: number; input_tokens: number; output_tokens: number }[];
  passed: number;
  not_passed: number;
  cost_usd: number;
  spend_today_usd: number;
  input_tokens_all: number;
  cache_read_tokens: number;
  output_tokens: number;
  iterations_per_passed: number | null;
  stop_reasons: Record<string, number>;
  model_ms: { p50: number | null; p95: number | null };
  verification_ms: { p50: number | null; p95: number | null };
}

export const hasEnded = (task: Pick<Task, 'status'>) => ['completed', 'failed', 'cancelled'].includes(task.status);

/** All tokens of the prompts: fresh, written to the cache, read from it. */
export const promptTokens = (usage: Usage) =>
  (usage.input_tokens ?? 0) + (usage.cache_read_tokens ?? 0) + (usage.cache_write_5m_tokens ?? 0) + (usage.cache_write_1h_tokens ?? 0);

export const cacheWriteTokens = (usage: Usage) => (usage.cache_write_5m_tokens ?? 0) + (usage.cache_write_1h_tokens ?? 0);
