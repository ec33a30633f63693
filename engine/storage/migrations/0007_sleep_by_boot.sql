-- SPDX-License-Identifier: MIT
-- A task that sleeps for a known time counts it by the clock of this boot, like a lease: the wall clock may be set while
-- it sleeps. Of rows from before, and after the next boot, only paused_until is known.

ALTER TABLE tasks ADD COLUMN sleep_boot TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN sleep_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN sleep_ms BIGINT NOT NULL DEFAULT 0;
