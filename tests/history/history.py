#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real history: source packages of Debian with a fix taken away. A scripted model does nothing, makes a wrong fix, makes the true fix;
only the true one may pass, with the verdict of the clean room, and nobody is asked. Nothing of the packages lies in this repository.

usage: history.py --program vibecoder --model scriptedmodel [--only NAME]... [--work FOLDER]
Exit code: 0 as it should be, 1 not, 77 nothing could be fetched.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import archive
import fixes

HERE = os.path.dirname(os.path.abspath(__file__))
GIT = ["git", "-c", "user.name=A Person", "-c", "user.email=person@example.com"]
# Packages of Debian belong to the interpreters of Debian; another python3 earlier in the path knows none of them.
PATH = "/usr/bin:/bin"


def tool_bash(command):
    return {"name": "bash", "input": {"command": command}}


def turn(*tools):
    return {"text": "I go on.", "tools": list(tools)}


FINISH = {"text": "Done.", "tools": [{"name": "finish", "input": {"status": "done", "summary": "It works."}}]}


def installed(package):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package], capture_output=True, text=True)
    return "ok installed" in done.stdout


class Run:
    """One run of the program on a copy of the package."""

    def __init__(self, arguments, row, buggy, folder, turns):
        self.arguments, self.row, self.folder, self.turns = arguments, row, folder, turns
        self.project = os.path.join(folder, "project")
        os.makedirs(folder)
        subprocess.run(["cp", "-a", buggy, self.project], check=True)

    def program(self, *words, port="9", timeout=1200):
        environment = {"PATH": PATH, "HOME": self.folder, "LANG": "C.UTF-8", "ANTHROPIC_API_KEY": "history-key-0123",
                       "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}", "VIBECODER_SANDBOX": "auto",
                       "VIBECODER_DATABASE_URL": "sqlite:///" + os.path.join(self.folder, "data", "history.db")}
        return subprocess.run([self.arguments.program, *words], env=environment, capture_output=True, text=True, errors="replace",
                              timeout=timeout)

    def go(self):
        script, port = os.path.join(self.folder, "script.json"), os.path.join(self.folder, "port")
        with open(script, "w") as file:
            json.dump({"turns": self.turns}, file)
        # JSON is YAML too, so no text of a row has to be quoted by hand.
        task = os.path.join(self.folder, "task.yaml")
        with open(task, "w") as file:
            for name, value in {"name": self.row["name"], "description": "A test fails. Find out why and mend the code.",
                                "verification_commands": self.row["verification_commands"], "setup": self.row.get("setup", []),
                                "working_directory": self.project, "isolation": "view", "max_iterations": 1,
                                "timeout_per_iteration": self.row.get("timeout", 300)}.items():
                if value != []:
                    file.write(f"{name}: {json.dumps(value)}\n")
        model = subprocess.Popen([self.arguments.model, script, "--port-file", port])
        try:
            deadline = time.monotonic() + 10
            while not (os.path.exists(port) and os.path.getsize(port)) and time.monotonic() < deadline:
                time.sleep(0.01)
            with open(port) as file:
                done = self.program("run", task, "--yes", "--no-color", port=file.read().strip())
        finally:
            model.terminate()
            model.wait(timeout=10)
        self.code, self.output = done.returncode, done.stdout + done.stderr
        self.status = json.loads(self.program("task", "status", "@last", "--json").stdout or "{}")
        self.report = json.loads(self.program("task", "report", "@last", "--json").stdout or "{}")
        log = self.program("task", "logs", "@last", "--json").stdout
        events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        self.asked = [event["body"] for event in events if event["kind"] == "approval_requested"]
        return self

    def view_ms(self):
        iterations = self.report.get("iterations") or [{}]
        return sum(command.get("duration_ms", 0) for command in iterations[-1].get("commands", []))

    def changed(self):
        """Paths of the person's folder that git finds changed."""
        done = subprocess.run(["git", "status", "--porcelain", "-z", "--untracked-files=all"], cwd=self.project, check=True, capture_output=True)
        return sorted(line[3:] for line in os.fsdecode(done.stdout).split("\0") if line)

    def wrong_with_failing(self):
        """Why this run, which must not pass, is not as it should be."""
        verdict = self.status.get("verdict", {}).get("place")
        if self.code != 3 or verdict == "clean_room":
            return f"exit code {self.code}, verdict {verdict}"
        if self.asked:
            return f"asked: {json.dumps(self.asked)[:600]}"
        return f"changed in the folder: {self.changed()[:9]}" if self.changed() else ""

    def wrong_with_passing(self, fixed, code):
        verdict = self.status.get("verdict", {})
        if self.asked:
            return f"asked: {json.dumps(self.asked)[:1500]}"
        if self.code != 0 or verdict.get("place") != "clean_room" or verdict.get("note"):
            return f"exit code {self.code}, verdict {json.dumps(verdict)}"
        for path in code:
            if fixes.text_of(os.path.join(self.project, path)) != fixes.text_of(os.path.join(fixed, path)):
                return f"{path} is not as the fix has it"
        return "" if self.changed() == sorted(code) else f"changed in the folder: {self.changed()[:9]} and not {code}"


def begin_repository(tree, ignored):
    """As a person has it: under git, with what building makes ignored."""
    if ignored:
        with open(os.path.join(tree, ".gitignore"), "a") as file:
            file.write("".join(line + "\n" for line in ignored))
    for words in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "The package"]):
        subprocess.run([*GIT, *words], cwd=tree, check=True, stdout=subprocess.DEVNULL)


def prepare(store, row, folder):
    """The trees with and without the fix, the paths of its code, and why not."""
    fixed, buggy = os.path.join(folder, "fixed"), os.path.join(folder, "buggy")
    missing = [package for package in row.get("needs", []) if not installed(package)]
    if missing:
        return None, "these packages are not installed: " + " ".join(missing)
    version, why = store.unpack(row["name"], row["version"], fixed)
    if not version:
        return None, why
    patches = [os.path.join(fixed, "debian", "patches", name) for name in row["patches"]]
    absent = [name for name, path in zip(row["patches"], patches) if not os.path.exists(path)]
    if absent:
        return None, f"version {version} has no {' '.join(absent)}"
    kept = os.path.join(folder, "patches")
    shutil.copytree(os.path.join(fixed, "debian", "patches"), kept)
    for name in ("debian", ".pc"):
        shutil.rmtree(os.path.join(fixed, name), ignore_errors=True)
    subprocess.run(["cp", "-a", fixed, buggy], check=True)
    code, why = fixes.take_away(buggy, [os.path.join(kept, name) for name in row["patches"]], row.get("hunks"))
    if not code:
        return None, f"version {version}: {why}"
    begin_repository(buggy, row.get("ignored", []))
    return (version, fixed, buggy, code), ""


def wrong_edits(row, buggy, true):
    """The wrong fix: some of the true edits by number, or edits of its own."""
    wrong = row["wrong"]
    chosen = [true[number - 1] for number in wrong.get("edits", [])]
    chosen += [(own["file"], own["old"], own["new"]) for own in wrong.get("replace", [])]
    # One that cannot be made would be the run that does nothing once more.
    texts = {}
    for path, old, new in chosen:
        text = texts.get(path) or fixes.text_of(os.path.join(buggy, path)) or ""
        if old is not None and text.count(old) != 1:
            raise SystemExit(f"{row['name']}: the place of the wrong fix is not there once: {path}: {old}")
        texts[path] = new if old is None else text.replace(old, new)
    return chosen


def one_package(arguments, store, row, folder):
    """Returns the cells of its line and what is wrong, or a reason why it is left out."""
    made, why = prepare(store, row, folder)
    if not made:
        return None, why
    version, fixed, buggy, code = made
    true = fixes.edits_of(buggy, fixed, code)
    tries = [tool_bash(command) for command in row["verification_commands"]]
    scripts = {
        "nothing": [FINISH],
        "wrong": [turn(*fixes.as_tools(wrong_edits(row, buggy, true))), FINISH],
        # As a model works: it looks at the failure, edits, tries and says that it is done.
        "true": [turn(*tries), turn(*fixes.as_tools(true)), turn(*tries), FINISH],
    }
    results, faults, last = {}, [], None
    for name, turns in scripts.items():
        last = Run(arguments, row, buggy, os.path.join(folder, name), turns).go()
        fault = last.wrong_with_passing(fixed, code) if name == "true" else last.wrong_with_failing()
        results[name] = "wrong" if fault else "passes clean" if name == "true" else "does not pass"
        if fault:
            faults.append(f"{row['name']}, {name}: {fault}\n{last.output[-1500:]}")
    clean_ms = last.status.get("verdict", {}).get("clean_room_ms") or 0
    return [row["name"], version, row["language"], f"{last.view_ms() / 1000:.1f} s", f"{clean_ms / 1000:.1f} s", *results.values()], faults


def show(cells):
    print("  ".join(f"{cell:{width}}" for cell, width in zip(cells, (24, 28, 11, 9, 9, 14, 14, 14))).rstrip(), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--work", help="works here and keeps everything")
    arguments = parser.parse_args()
    arguments.program, arguments.model = os.path.abspath(arguments.program), os.path.abspath(arguments.model)
    with open(os.path.join(HERE, "packages.json")) as file:
        rows = [row for row in json.load(file) if not arguments.only or row["name"] in arguments.only]
    work = arguments.work or tempfile.mkdtemp(prefix="vibecoder-history-")
    start, done, faults = time.monotonic(), 0, []
    try:
        store = archive.Archive(os.path.join(os.path.abspath(work), "archive"))
        why = store.open()
        if why:
            print("skipped:", why)
            return 77
        show(["package", "version", "language", "in view", "clean", "nothing done", "wrong fix", "true fix"])
        for row in rows:
            folder = os.path.join(os.path.abspath(work), row["name"])
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            cells, found = one_package(arguments, store, row, folder)
            if cells is None:
                print(f"skipped: {row['name']}: {found}", flush=True)
            else:
                done += 1
                faults += found
                show(cells)
            if not arguments.work:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        if not arguments.work:
            shutil.rmtree(work, ignore_errors=True)
    print(f"{done} of {len(rows)} packages, {time.monotonic() - start:.0f} s")
    for fault in faults:
        print("wrong:", fault)
    return 1 if faults else 77 if done == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
