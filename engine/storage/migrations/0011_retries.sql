-- SPDX-License-Identifier: MIT
-- A retried attempt goes on from the last state of an earlier one, or begins with the folder (0).

ALTER TABLE tasks ADD COLUMN goes_on_from INTEGER NOT NULL DEFAULT 0;
