# SPDX-License-Identifier: MIT
"""Takes a patch away from a tree and says with which edits a model puts it back."""
import difflib
import os
import re
import subprocess

TEST = re.compile(r"(^|/)(t|xt|tests?|testing|spec)/|(^|/)[^/]*test[^/]*$", re.IGNORECASE)


class Part:
    """What a patch says about one file."""

    def __init__(self, before, after, hunks):
        self.before, self.after, self.hunks = before, after, hunks

    def path(self):
        name = self.before if self.after == "/dev/null" else self.after
        return name.split("/", 1)[1] if "/" in name else name


def parts_of(text):
    """The files of a patch. A hunk is as long as its head says: lines that look like heads lie in hunks too."""
    lines, parts, i = text.splitlines(keepends=True), [], 0
    while i < len(lines):
        if lines[i].startswith("--- ") and i + 1 < len(lines) and lines[i + 1].startswith("+++ "):
            parts.append(Part(lines[i][4:].split("\t")[0].strip(), lines[i + 1][4:].split("\t")[0].strip(), []))
            i += 2
            continue
        head = re.match(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@", lines[i])
        if not head or not parts:
            i += 1
            continue
        old, new = (int(count or 1) for count in head.groups())
        hunk = [lines[i]]
        i += 1
        while i < len(lines) and (old > 0 or new > 0 or lines[i].startswith("\\")):
            kind = lines[i][:1]
            old -= kind in (" ", "-", "\n")
            new -= kind in (" ", "+", "\n")
            hunk.append(lines[i])
            i += 1
        parts[-1].hunks.append("".join(hunk))
    return parts


def take_away(tree, patches, hunks=None):
    """Takes the code of the patches out of the tree, the last one first; tests stay. With `hunks` only those of the code, counted from 1
    over all its files. Returns the paths of the code, or None and what does not come off."""
    code = []
    for patch in reversed(patches):
        with open(patch, errors="surrogateescape") as file:
            parts = [part for part in parts_of(file.read()) if not TEST.search(part.path())]
        text, number = "", 0
        for part in parts:
            chosen = []
            for hunk in part.hunks:
                number += 1
                if hunks is None or number in hunks:
                    chosen.append(hunk)
            if chosen:
                text += f"--- {part.before}\n+++ {part.after}\n" + "".join(chosen)
                if part.path() not in code:
                    code.append(part.path())
        done = subprocess.run(["patch", "-R", "-p1", "-f", "-s", "--no-backup-if-mismatch", "-r", "-"], cwd=tree,
                              input=text.encode(errors="surrogateescape"), capture_output=True)
        if done.returncode != 0:
            return None, os.path.basename(patch) + ": " + done.stdout.decode(errors="replace")[-200:]
    return code, ""


def text_of(path):
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def edits_between(path, before, after):
    """One edit for each place that differs: `(path, old, new)`, with as many lines around it as make the old text unique. A file that
    is not there before is written whole (old is None)."""
    if before is None:
        return [(path, None, after)]
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    groups = [[group[0][1], group[-1][2], group[0][3], group[-1][4]]
              for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1)]
    edits, current = [], before
    for first, last, new_first, new_last in groups:
        while True:
            was, now = "".join(old[first:last]), "".join(new[new_first:new_last])
            if was and current.count(was) == 1:
                break
            # One more line on each side; lines that an edit before has changed are not taken.
            if first > 0 and new_first > 0 and old[first - 1] == new[new_first - 1]:
                first, new_first = first - 1, new_first - 1
            elif last < len(old) and new_last < len(new) and old[last] == new[new_last]:
                last, new_last = last + 1, new_last + 1
            else:
                return [(path, before, after)]
        edits.append((path, was, now))
        current = current.replace(was, now, 1)
    assert current == after, path
    return edits


def edits_of(buggy, fixed, code):
    edits = []
    for path in code:
        before, after = text_of(os.path.join(buggy, path)), text_of(os.path.join(fixed, path))
        if before != after:
            edits += edits_between(path, before, after)
    return edits


def as_tools(edits):
    tools = []
    for path, old, new in edits:
        given = {"command": "create", "path": path, "file_text": new} if old is None else \
            {"command": "str_replace", "path": path, "old_str": old, "new_str": new}
        tools.append({"name": "str_replace_based_edit_tool", "input": given})
    return tools
