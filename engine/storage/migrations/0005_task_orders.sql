-- SPDX-License-Identifier: MIT
-- Lists of 100,000 tasks in another order than by age. The cost stands in token_usage too; a column can be indexed in
-- every database.

ALTER TABLE tasks ADD COLUMN cost_micro_usd BIGINT NOT NULL DEFAULT 0;
UPDATE tasks SET cost_micro_usd = {{json_cost}} WHERE {{json_cost}} <> 0;

CREATE INDEX tasks_by_update ON tasks (updated_at, seq);
CREATE INDEX tasks_by_priority ON tasks (priority, seq);
CREATE INDEX tasks_by_name ON tasks (name_folded, seq);
CREATE INDEX tasks_by_cost ON tasks (cost_micro_usd, seq);
