-- SPDX-License-Identifier: MIT
-- Processes that work the queue and how many tasks each takes at once, so that others can say why a task waits. A row of
-- a process that is gone counts for nothing.

CREATE TABLE workers (
    pid BIGINT NOT NULL,
    start BIGINT NOT NULL,
    boot TEXT NOT NULL,
    places INTEGER NOT NULL,
    PRIMARY KEY (pid, start, boot)
);
