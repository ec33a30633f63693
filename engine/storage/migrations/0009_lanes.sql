-- SPDX-License-Identifier: MIT
-- Tasks of one lane never run at once. A task that works in its folder itself is in the lane of that folder; one that
-- works in a view or in a clone needs nobody else to keep away and has a lane of its own, named by its id (a folder is
-- an absolute path, so the two are never the same). holds_directory stays what it says: this task has the folder.
-- Tasks from before worked in the folder itself.

DROP TRIGGER tasks_added;
DROP TRIGGER tasks_removed;
DROP TRIGGER tasks_state;
DROP TRIGGER tasks_head;

ALTER TABLE tasks ADD COLUMN lane TEXT NOT NULL DEFAULT '';
UPDATE tasks SET lane = directory;
DROP INDEX tasks_pending;
CREATE INDEX tasks_pending ON tasks (state, lane, priority DESC, seq) WHERE state = 'pending';

-- At most one task per lane now.
ALTER TABLE queue_heads RENAME COLUMN directory TO lane;

{{lane_triggers}};
