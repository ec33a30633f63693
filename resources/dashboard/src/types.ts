// SPDX-License-Identifier: MIT
// The shapes of the API that the page reads. The description at /api/openapi.json is their source.
export type TaskState = 'pending' | 'running' | 'waiting_approval' | 'paused' | 'completed' | 'failed' | 'cancelled';

export interface Usage {
  calls?: number;
  input_tokens?: number;
  output_tokens?: number;
  cache_read_tokens?: number;
  cache_write_tokens?: number;
}

export interface Task {
  id: string;
  name: string;
  description: string;
  requirements: string[];
  verification_commands: string[];
  working_directory: string;
  max_iterations: number;
  timeout_per_iteration: number;
  max_cost_usd?: number | null;
  model?: string;
  network?: boolean;
  labels?: string[];
  status: TaskState;
  stop_reason: string | null;
  stop_detail: string;
  attempt: number;
  iteration: number;
  priority: number;
  activity: string;
  tests: { passed: number | null; failed: number | null };
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
  line: number;
  kind: string;
  message: string;
  expected?: string;
  actual?: string;
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
  excerpt?: string;
  output_artifact?: string;
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
  verification: CommandReport[];
  usage: Usage;
  cost_usd: number;
  changed_files: ChangedFile[];
  patch_artifact?: string;
  summary?: string;
}

export interface Approval {
  id: string;
  task_id: string;
  iteration: number;
  kind: string;
  commands: string[];
  directory: string;
  network: boolean;
  guard: string;
  tier: string;
  access: string;
  path: string;
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  reason: string;
  rule: string;
  span_start: number;
  span_length: number;
  model_says: string;
  content_hash: string;
  created_at: string;
  expires_at: string | null;
  state: string;
  decided_by: string;
  decided_at: string | null;
  message: string;
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
  iteration: number;
  created_at: string;
}

export interface Queue {
  paused: boolean;
  pause_reason: string;
  counts: Record<TaskState, number>;
  pending_approvals: number;
  running: Task[];
}

export interface Problem {
  line: number;
  column: number;
  field: string;
  message: string;
  hint: string;
}
