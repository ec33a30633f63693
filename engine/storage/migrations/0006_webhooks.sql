-- SPDX-License-Identifier: MIT
-- Webhooks and what is still to be told to them; hooks that make tasks and the calls they have seen. The secrets are not
-- here: they are derived from `salt` and a key file beside the store.

CREATE TABLE webhooks (
    seq {{autoincrement_key}},
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    allow_private INTEGER NOT NULL,
    salt TEXT NOT NULL,
    taken_seq BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    delivered BIGINT NOT NULL DEFAULT 0,
    delivered_at BIGINT,
    failed_at BIGINT,
    last_error TEXT NOT NULL DEFAULT ''
);

-- head = 1: the first waiting delivery of its task for this webhook, the only one of them that may be sent.
CREATE TABLE webhook_deliveries (
    webhook TEXT NOT NULL,
    event_seq BIGINT NOT NULL,
    task_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    head INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    failed_at BIGINT,
    last_status INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (webhook, event_seq)
);
CREATE INDEX webhook_heads ON webhook_deliveries (webhook, due_at) WHERE head = 1;
CREATE INDEX webhook_waiting ON webhook_deliveries (webhook, task_id, event_seq) WHERE state = 'waiting';
CREATE INDEX webhook_dead ON webhook_deliveries (webhook, event_seq) WHERE state = 'dead';

-- One row: which process delivers.
CREATE TABLE webhook_lease (
    one INTEGER NOT NULL PRIMARY KEY,
    fence BIGINT NOT NULL,
    pid BIGINT NOT NULL,
    start BIGINT NOT NULL,
    boot TEXT NOT NULL,
    until BIGINT NOT NULL
);
INSERT INTO webhook_lease (one, fence, pid, start, boot, until) VALUES (1, 0, 0, 0, '', 0);

CREATE TABLE hooks (
    name TEXT NOT NULL PRIMARY KEY,
    yaml TEXT NOT NULL,
    directory TEXT NOT NULL,
    accepted TEXT NOT NULL,
    salt TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    calls BIGINT NOT NULL DEFAULT 0,
    called_at BIGINT
);

-- The signature is kept beside the id: a caught request that is sent again under another id is known too.
CREATE TABLE hook_calls (
    hook TEXT NOT NULL,
    delivery TEXT NOT NULL,
    signature TEXT NOT NULL,
    task_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (hook, delivery)
);
CREATE UNIQUE INDEX hook_calls_signature ON hook_calls (hook, signature);
CREATE INDEX hook_calls_at ON hook_calls (hook, at);
