-- SPDX-License-Identifier: MIT
-- Where an attempt works and where its result is; answers to the rows of one question. Attempts from before worked in the
-- folder itself.

ALTER TABLE tasks ADD COLUMN isolation TEXT NOT NULL DEFAULT 'in_place';
ALTER TABLE tasks ADD COLUMN isolation_note TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN result TEXT NOT NULL DEFAULT 'in_folder';
ALTER TABLE tasks ADD COLUMN result_files INTEGER NOT NULL DEFAULT 0;
ALTER TABLE approvals ADD COLUMN answers TEXT NOT NULL DEFAULT '{}';
