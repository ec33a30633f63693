-- SPDX-License-Identifier: MIT
-- The first schema. Times are milliseconds since 1970 in UTC; flags are 0 or 1; JSON is text. Words in double braces
-- come from the dialect.

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE tasks (
    seq {{autoincrement_key}},
    id TEXT NOT NULL UNIQUE,
    idem_key TEXT UNIQUE,
    name_folded TEXT NOT NULL,
    labels TEXT NOT NULL,
    directory TEXT NOT NULL,
    state TEXT NOT NULL,
    priority INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    cancel_requested INTEGER NOT NULL,
    holds_directory INTEGER NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    lease_pid BIGINT NOT NULL DEFAULT 0,
    lease_start BIGINT NOT NULL DEFAULT 0,
    lease_boot TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    lease_losses INTEGER NOT NULL DEFAULT 0,
    stop_reason TEXT NOT NULL,
    stop_detail TEXT NOT NULL,
    activity TEXT NOT NULL,
    tests_passed INTEGER NOT NULL,
    tests_failed INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT,
    started_at BIGINT,
    ended_at BIGINT,
    paused_until BIGINT,
    token_usage TEXT NOT NULL,
    spec TEXT NOT NULL
);

CREATE INDEX tasks_pending ON tasks (state, directory, priority DESC, seq) WHERE state = 'pending';
-- Unique on purpose: two holders of one directory must be impossible, whatever the code above does.
CREATE UNIQUE INDEX tasks_held_directory ON tasks (directory) WHERE holds_directory = 1;
CREATE INDEX tasks_by_state ON tasks (state, seq);

CREATE TABLE task_counts (
    state TEXT NOT NULL PRIMARY KEY,
    n BIGINT NOT NULL
);

-- What may be claimed now, at most one task per directory: its holder when that one is pending, nothing when another
-- one holds it, else its best pending task. Without this a claim would step over every task that waits for a busy
-- directory (23 ms for 100,000 of them).
CREATE TABLE queue_heads (
    directory TEXT NOT NULL PRIMARY KEY,
    priority INTEGER NOT NULL,
    seq BIGINT NOT NULL
);
CREATE INDEX queue_heads_order ON queue_heads (priority DESC, seq);
{{task_triggers}};

CREATE TABLE events (
    seq {{autoincrement_key}},
    at BIGINT NOT NULL,
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX events_by_task ON events (task_id, seq);

CREATE TABLE iterations (
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (task_id, attempt, number)
);

CREATE TABLE approvals (
    seq {{autoincrement_key}},
    id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    step_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    commands TEXT NOT NULL,
    directory TEXT NOT NULL,
    network INTEGER NOT NULL,
    guard TEXT NOT NULL,
    severity TEXT NOT NULL,
    reason TEXT NOT NULL,
    model_says TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    state TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT,
    message TEXT NOT NULL
);
CREATE INDEX approvals_by_task ON approvals (task_id, attempt, step_path);
CREATE INDEX approvals_pending ON approvals (expires_at, seq) WHERE state = 'pending';

CREATE TABLE steps (
    seq {{autoincrement_key}},
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    input_digest TEXT NOT NULL,
    intent TEXT NOT NULL,
    result TEXT,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    UNIQUE (task_id, attempt, path)
);

CREATE TABLE artifacts (
    seq {{autoincrement_key}},
    id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (task_id, name)
);
