-- SPDX-License-Identifier: MIT
-- Commands a person accepted and wants remembered: exact argument vectors. Uses are counted for rules of both origins.

CREATE TABLE rules (
    seq {{autoincrement_key}},
    id TEXT NOT NULL UNIQUE,
    argv TEXT NOT NULL,
    directory TEXT NOT NULL,
    task_id TEXT NOT NULL,
    tier TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX rules_by_task ON rules (task_id);

CREATE TABLE rule_uses (
    rule TEXT NOT NULL PRIMARY KEY,
    uses BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
