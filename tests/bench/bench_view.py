#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures attempts in a view against attempts in the folder itself, in pairs that follow each other, and prints the figures. Nothing
is asserted. Where no view can be had it says so and ends.

usage: bench_view.py --program vibecoder --model scriptedmodel [--pairs 7] [--files 500000] [--build-mb 1000]
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time


class Place:
    """A home with a store, a scripted model and a project."""

    def __init__(self, arguments, project=None):
        self.arguments = arguments
        self.folder = tempfile.mkdtemp(prefix="vibecoder-bench-")
        self.project = project or os.path.join(self.folder, "project")
        os.makedirs(self.project, exist_ok=True)
        self.log = os.path.join(self.folder, "log.jsonl")
        self.data = os.path.join(self.folder, "data")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name, text):
        with open(os.path.join(self.project, name), "w") as file:
            file.write(text)

    def environment(self, port):
        return {"PATH": os.environ["PATH"], "HOME": self.folder, "LANG": "C.UTF-8", "ANTHROPIC_API_KEY": "bench-key-0123",
                "VIBECODER_SANDBOX": "auto", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}",
                "VIBECODER_DATABASE_URL": "sqlite:///" + os.path.join(self.data, "b.db")}

    def task(self, isolation, verify, more=""):
        path = os.path.join(self.folder, "task.yaml")
        with open(path, "w") as file:
            file.write(f"name: Bench\ndescription: Say something.\nverification_commands:\n  - '{verify}'\n"
                       f"working_directory: {self.project}\nisolation: {isolation}\n{more}")
        return path

    def model(self, turns):
        """Starts it; returns its process and port."""
        script, port = os.path.join(self.folder, "script.json"), os.path.join(self.folder, "port")
        for path in (port, self.log):
            if os.path.exists(path):
                os.unlink(path)
        with open(script, "w") as file:
            json.dump({"turns": turns}, file)
        process = subprocess.Popen([self.arguments.model, script, "--port-file", port, "--log", self.log])
        deadline = time.monotonic() + 5
        while not (os.path.exists(port) and os.path.getsize(port)) and time.monotonic() < deadline:
            time.sleep(0.005)
        return process, open(port).read().strip()

    def run(self, turns, *arguments, codes=(0,)):
        """One command with its model; returns the milliseconds to the first request, to the end, and the gaps between requests."""
        model, port = self.model(turns)
        try:
            environment = self.environment(port)
            subprocess.run([self.arguments.program, "task", "list"], env=environment, check=True, stdout=subprocess.DEVNULL)
            start = time.monotonic_ns()
            done = subprocess.run([self.arguments.program, *arguments], env=environment, capture_output=True, timeout=600)
            wall = (time.monotonic_ns() - start) / 1e6
            if done.returncode not in codes:
                raise SystemExit(f"{arguments} ended with {done.returncode}: {done.stdout.decode()[-2000:]}{done.stderr.decode()[-2000:]}")
            with open(self.log) as file:
                times = [json.loads(line)["time_ns"] for line in file]
        finally:
            model.terminate()
            model.wait(timeout=5)
        first = (times[0] - start) / 1e6 if times else None
        return {"first": first, "wall": wall, "gaps": [(b - a) / 1e6 for a, b in zip(times, times[1:])], "out": done.stdout}

    def last(self):
        done = subprocess.run([self.arguments.program, "task", "status", "@last", "--json"], env=self.environment(1), check=True,
                              capture_output=True)
        return json.loads(done.stdout)

    def report(self):
        """Milliseconds of the verification that passed, and of the runs after it."""
        done = subprocess.run([self.arguments.program, "task", "report", "@last", "--json"], env=self.environment(1), check=True,
                              capture_output=True)
        last = json.loads(done.stdout)["iterations"][-1]
        kinds = {"clean": ("clean",), "canary": ("canary",), "wrong": ("canary_wrong", "canary_reached", "canary_elsewhere")}
        found = {kind: sum(run["duration_ms"] for run in last["further_runs"] if run.get("purpose") in names) for kind, names in kinds.items()}
        found["verification"] = sum(command["duration_ms"] for command in last["commands"])
        found["all"] = sum(found[kind] for kind in kinds)
        return found

    def view(self):
        """The folder of the only view."""
        return next(path for path, _, files in os.walk(self.folder) if "view.json" in files)


def tool(name, **given):
    return {"text": "I go on.", "tools": [{"name": name, "input": given}]}


def finish():
    return {"text": "Done.", "tools": [{"name": "finish", "input": {"status": "done", "summary": "s"}}]}


def show(what, values, unit="ms"):
    print(f"{what:58} median {statistics.median(values):9.2f} {unit}   best {min(values):9.2f}   worst {max(values):9.2f}", flush=True)


def used(folder):
    """Bytes on the disk, each file once."""
    seen, total = set(), 0
    for path, folders, files in os.walk(folder):
        for name in files + folders:
            status = os.lstat(os.path.join(path, name))
            if (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                total += status.st_blocks * 512
    return total


def small(arguments):
    """Start and turn in a small folder, in pairs."""
    figures = {"in_place": [], "view": []}
    turns = [tool("bash", command=f"echo turn {i}") for i in range(19)] + [finish()]
    for _ in range(arguments.pairs):
        for isolation, runs in figures.items():
            with Place(arguments) as place:
                place.write("a.txt", "a\n")
                runs.append(place.run(turns, "run", place.task(isolation, "true"), "--yes", "-q"))
                if place.last()["place"]["isolation"] != isolation:
                    print("no view can be had here:", place.last()["place"]["note"])
                    return False
    for isolation, runs in figures.items():
        show(f"small folder, start to first request, {isolation}", [run["first"] for run in runs])
        show(f"small folder, one turn with a command, {isolation}", [gap for run in runs for gap in run["gaps"]])
    return True


def large_tree(root, files):
    """A third of the files is not tracked by git; 20 in a folder."""
    body = b"int f(void) { return 1; }\n"
    for number in range(files // 20):
        folder = os.path.join(root, f"src{number % 50}", f"m{number // 50}")
        os.makedirs(folder, exist_ok=True)
        for i in range(20):
            with open(os.path.join(folder, f"f{i}.c"), "wb") as file:
                file.write(body)
    run = lambda *words: subprocess.run(["git", "-C", root, "-c", "user.name=b", "-c", "user.email=b@example.com", *words], check=True,
                                        stdout=subprocess.DEVNULL)
    run("init", "-q")
    run("add", *[f"src{i}" for i in range(33)])
    run("commit", "-q", "-m", "all")


def drop_caches():
    try:
        os.sync()
        with open("/proc/sys/vm/drop_caches", "w") as file:
            file.write("3\n")
        return True
    except OSError:
        return False


def large(arguments):
    with tempfile.TemporaryDirectory(prefix="vibecoder-bench-large-") as root:
        large_tree(root, arguments.files)
        turns = [tool("bash", command="true"), tool("view", path="src0/m0/f0.c"), finish()]
        for name in ("cold", "warm", "warm"):
            if name == "cold" and not drop_caches():
                continue
            with Place(arguments, root) as place:
                run = place.run(turns, "run", place.task("view", "true"), "--yes", "-q")
            show(f"{arguments.files} files, start to first request, {name}", [run["first"]])
            show(f"{arguments.files} files, one turn, {name}", run["gaps"])


def apply_hundred(arguments):
    times = []
    for _ in range(arguments.pairs):
        with Place(arguments) as place:
            for i in range(100):
                place.write(f"f{i}.txt", "before\n" * 50)
            place.write("grow.sh", "for i in $(seq 0 99); do echo after >> f$i.txt; done\n")
            turns = [tool("bash", command="sh grow.sh"), finish()]
            place.run(turns, "run", place.task("view", "false", "max_iterations: 1\n"), "--yes", "-q", codes=(3,))
            os.sync()
            times.append(place.run([], "task", "apply", "@last")["wall"])
            subprocess.run(["grep", "-q", "after", os.path.join(place.project, "f99.txt")], check=True)
    show("task apply of 100 files, the whole command", times)


def disk(arguments):
    with Place(arguments) as place:
        place.write(".gitignore", "build/\n")
        subprocess.run(["git", "init", "-q", place.project], check=True)
        place.write("build.sh", f"mkdir -p build\nhead -c {arguments.build_mb}M /dev/urandom > build/out.bin\n"
                    "seq $1 60000 > part$1.txt\n")
        # One more test passes after each iteration, else the task would begin afresh.
        place.write("check.sh", "echo 1..10\nfor i in 1 2 3 4 5 6 7 8 9 10; do\n"
                    "  if test -e part$i.txt; then echo \"ok $i - part $i\"; else echo \"not ok $i - part $i\"; bad=1; fi\ndone\n"
                    "test -z \"$bad\"\n")
        turns = []
        for number in range(1, 11):
            turns += [tool("bash", command=f"sh build.sh {number}"), finish()]
        place.run(turns, "run", place.task("view", "sh check.sh", "max_iterations: 10\n"), "--yes", "-q")
        view = place.view()
        output = used(os.path.join(view, "0", "upper", "build"))
        whole = used(view)
        set_ = sum(os.path.getsize(os.path.join(view, "0", "upper", name)) for name in os.listdir(os.path.join(view, "0", "upper"))
                   if name.startswith("part"))
        print(f"{'10 iterations, kept beside the build output of one build':58} {(whole - output) / 1e6:.2f} MB for a set of {set_ / 1e6:.2f} MB, {(whole - output) / set_:.2f} times; "
              f"build output in the view {output / 1e6:.0f} MB", flush=True)


def clean(arguments):
    """What a clean room adds to a run whose verification takes 300 ms, and what setup commands add that ran before."""
    kinds = {
        "none": ("echo two > a.txt", ""),
        "room": ("mkdir -p build; echo x > build/y; echo two > a.txt", ""),
        "setup": ("mkdir -p build; echo x > build/y; echo two > a.txt", "setup:\n  - mkdir -p packages && touch packages/one\n"),
    }
    walls = {kind: [] for kind in kinds}
    with Place(arguments) as place:
        place.write(".gitignore", "build/\npackages/\n")
        subprocess.run(["git", "init", "-q", place.project], check=True)
        for number in range(arguments.pairs + 1):
            for kind, (command, more) in kinds.items():
                place.write("a.txt", "one\n")
                run = place.run([tool("bash", command=command), finish()], "run", place.task("view", "sleep 0.3", more), "--yes", "-q")
                verdict = place.last()["verdict"]
                if verdict["place"] != "clean_room":
                    raise SystemExit(f"{kind}: {verdict}")
                if number > 0:  # the first one makes the layer
                    walls[kind].append(run["wall"])
    show("a clean room, beside the 300 ms of the verification in it", [b - a - 300 for a, b in zip(walls["none"], walls["room"])])
    show("setup whose result is there, in view and clean room", [b - a for a, b in zip(walls["room"], walls["setup"])])


def canaries(arguments):
    """What the runs after a verification cost where its runner is known: once more in the clean room, and the canaries."""
    shop = "def total(prices):\n    return %s\n"
    tests = "".join(f"\n\ndef test_{{file}}_{i}():\n    time.sleep(0.005)\n    assert total([{i}, 1]) == {i + 1}\n" for i in range(20))
    with Place(arguments) as place:
        place.write(".gitignore", "build/\n__pycache__/\n.pytest_cache/\n")
        for file in range(10):
            place.write(f"test_{file}.py", "import time\n\nfrom shop import total\n" + tests.replace("{file}", str(file)))
        subprocess.run(["git", "init", "-q", place.project], check=True)
        figures = {"view": [], "in_place": []}
        for _ in range(arguments.pairs):
            for isolation, rows in figures.items():
                place.write("shop.py", shop % "0")
                fix = "mkdir -p build; echo x > build/y; printf '%s' '" + shop % "sum(prices)" + "' > shop.py"
                place.run([tool("bash", command=fix), finish()], "run", place.task(isolation, "pytest -q"), "--yes", "-q")
                rows.append(place.report())
    for isolation, rows in figures.items():
        show(f"pytest of 200 tests, {isolation}", [row["verification"] for row in rows])
        show("  once more on a clean copy", [row["clean"] for row in rows])
        show("  a test that must fail", [row["canary"] for row in rows])
        show("  tests with other expectations", [row["wrong"] for row in rows])
        show("  all of it, times the verification", [row["all"] / row["verification"] for row in rows], "x ")


def copies(arguments):
    """What a copy of a folder with 5,000 files adds to a run in the folder itself."""
    with Place(arguments) as place:
        for folder in range(50):
            os.makedirs(os.path.join(place.project, f"d{folder}"))
            for file in range(100):
                place.write(f"d{folder}/f{file}", "x" * 2000)
        milliseconds = []
        for _ in range(arguments.pairs):
            place.write("a.txt", "one\n")
            place.run([tool("bash", command="echo two > a.txt"), finish()], "run", place.task("in_place", "true"), "--yes", "-q")
            verdict = place.last()["verdict"]
            if verdict["place"] != "clean_room":
                raise SystemExit(f"copies: {verdict}")
            milliseconds.append(verdict["clean_room_ms"])
    show("a copy of 5,000 files, with `true` run in it", milliseconds)


def eight(arguments):
    with Place(arguments) as place:
        model, port = place.model([turn for _ in range(8) for turn in (tool("bash", command="sleep 1"), finish())])
        try:
            environment = place.environment(port)
            for _ in range(8):
                subprocess.run([arguments.program, "task", "create", "--file", place.task("view", "true"), "--yes"], env=environment,
                               check=True, stdout=subprocess.DEVNULL)
            start = time.monotonic()
            subprocess.run([arguments.program, "queue", "start", "--drain", "--workers", "8"], env=environment, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
            print(f"{'8 attempts in one folder, each with a second of sleep':58} {time.monotonic() - start:.2f} s", flush=True)
        finally:
            model.terminate()
            model.wait(timeout=5)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--files", type=int, default=500000)
    parser.add_argument("--build-mb", type=int, default=1000)
    arguments = parser.parse_args()
    if not small(arguments):
        return
    apply_hundred(arguments)
    clean(arguments)
    canaries(arguments)
    copies(arguments)
    eight(arguments)
    disk(arguments)
    if arguments.files:
        large(arguments)


if __name__ == "__main__":
    main()
