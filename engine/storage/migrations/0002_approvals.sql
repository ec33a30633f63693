-- SPDX-License-Identifier: MIT
-- What an approval grants and shows: the rule that asked, the telling part of the text, the sandbox tier, one path with its
-- access, and the content that would be written.

ALTER TABLE approvals ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN span_start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE approvals ADD COLUMN span_length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE approvals ADD COLUMN tier TEXT NOT NULL DEFAULT 'none';
ALTER TABLE approvals ADD COLUMN path TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN access TEXT NOT NULL DEFAULT 'none';
ALTER TABLE approvals ADD COLUMN before_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN after_sha256 TEXT NOT NULL DEFAULT '';
