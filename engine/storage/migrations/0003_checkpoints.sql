-- SPDX-License-Identifier: MIT
-- Kept states of working directories (their contents lie in the data folder), and rollbacks that are under way: a row is
-- there from before the first file changes until after the last one, so that a crash between is seen and completed.

CREATE TABLE checkpoints (
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    number INTEGER NOT NULL,
    directory TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (task_id, attempt, number)
);
CREATE INDEX checkpoints_by_directory ON checkpoints (directory, created_at);

CREATE TABLE rollbacks (
    directory TEXT NOT NULL PRIMARY KEY,
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    number INTEGER NOT NULL,
    before_number INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    owner_pid BIGINT NOT NULL,
    owner_start BIGINT NOT NULL,
    owner_boot TEXT NOT NULL
);
