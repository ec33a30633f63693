-- SPDX-License-Identifier: MIT
-- Where the verification passed that the verdict of the attempt rests on.

ALTER TABLE tasks ADD COLUMN verdict TEXT NOT NULL DEFAULT 'none';
ALTER TABLE tasks ADD COLUMN verdict_note TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN verdict_ms INTEGER NOT NULL DEFAULT 0;
