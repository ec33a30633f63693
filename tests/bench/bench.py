#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures `vibecoder run` against the scripted model on loopback and prints the figures. Nothing is asserted.

usage: bench.py --program vibecoder --model scriptedmodel [--store bench_store] [--policy bench_policy] [--sandbox bench_sandbox]
       [--runs 11]
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
import threading
import time


def turns(count):
    """count - 1 turns with one read-only shell command, then finish."""
    list_ = [{"text": "I look.", "tools": [{"name": "bash", "input": {"command": f"echo turn {i}"}}]} for i in range(count - 1)]
    return list_ + [{"text": "Done.", "tools": [{"name": "finish", "input": {"status": "done", "summary": "s"}}]}]


STAMP = "date +%s%N >> stamps"  # a verification command, so that the model may run it; its time is the tool's end


def stamped_turns(count):
    list_ = [{"text": "I look.", "tools": [{"name": "bash", "input": {"command": STAMP}}]} for i in range(count - 1)]
    return list_ + [{"text": "Done.", "tools": [{"name": "finish", "input": {"status": "done", "summary": "s"}}]}]


def tree_memory(pid):
    """Proportional memory of a process and everything below it, in KiB."""
    total = 0
    todo = [pid]
    while todo:
        one = todo.pop()
        try:
            with open(f"/proc/{one}/smaps_rollup") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/children") as file:
                    todo += [int(word) for word in file.read().split()]
        except (OSError, StopIteration):
            pass
    return total


def peak_rss(pid):
    try:
        with open(f"/proc/{pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return 0


def one_run(arguments, count, memory=False, stamped=False, sandbox="none"):
    with tempfile.TemporaryDirectory(prefix="vibecoder-bench-") as folder:
        project = os.path.join(folder, "project")
        os.makedirs(project)
        script, log, port = (os.path.join(folder, name) for name in ("script.json", "log.jsonl", "port"))
        with open(script, "w") as file:
            json.dump({"turns": stamped_turns(count) if stamped else turns(count)}, file)
        task = os.path.join(folder, "task.yaml")
        with open(task, "w") as file:
            file.write("name: Bench\ndescription: Say something.\nrequirements:\n  - it works\n"
                       f"verification_commands:\n  - '{STAMP if stamped else 'true'}'\nworking_directory: {project}\n")
        model = subprocess.Popen([arguments.model, script, "--port-file", port, "--log", log])
        try:
            deadline = time.monotonic() + 5
            while not os.path.exists(port) and time.monotonic() < deadline:
                time.sleep(0.005)
            environment = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", "ANTHROPIC_API_KEY": "bench-key-0123",
                           "VIBECODER_SANDBOX": sandbox,
                           "ANTHROPIC_BASE_URL": "http://127.0.0.1:" + open(port).read(),
                           "VIBECODER_DATABASE_URL": "sqlite:///" + os.path.join(folder, "b.db")}
            # A store that exists is the everyday case.
            subprocess.run([arguments.program, "task", "list"], env=environment, check=True, stdout=subprocess.DEVNULL)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.monotonic_ns()
            process = subprocess.Popen([arguments.program, "run", task, "--yes", "-q"], env=environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            peaks = [0, 0]
            if memory:
                def watch():
                    while process.poll() is None:
                        peaks[0] = max(peaks[0], tree_memory(process.pid))
                        peaks[1] = max(peaks[1], peak_rss(process.pid))
                        time.sleep(0.002)
                watcher = threading.Thread(target=watch)
                watcher.start()
            # wait(timeout) looks every 50 ms only, which is most of what is measured here.
            watchdog = threading.Timer(60, process.kill)
            watchdog.start()
            code = process.wait()
            wall = (time.monotonic_ns() - start) / 1e6
            watchdog.cancel()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if memory:
                watcher.join()
            with open(log) as file:
                requests = [json.loads(line) for line in file]
            stamps = []
            if stamped:
                # date tells the time of day, the model's log the monotonic clock.
                offset = time.time_ns() - time.monotonic_ns()
                with open(os.path.join(project, "stamps")) as file:
                    stamps = [int(line) - offset for line in file]
        finally:
            model.terminate()
            model.wait(timeout=5)
        if code != 0:
            raise SystemExit(f"the run ended with {code}")
        return {"first_request": (requests[0]["time_ns"] - start) / 1e6, "wall": wall,
                "cpu": (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000,
                "ready": [(request["time_ns"] - max(stamp for stamp in stamps if stamp < request["time_ns"])) / 1e6
                          for request in requests[1:]] if stamped else [],
                "gaps": [(b["time_ns"] - a["time_ns"]) / 1e6 for a, b in zip(requests, requests[1:])],
                "bytes": [request["bytes"] for request in requests], "tree": peaks[0], "rss": peaks[1]}


def show(what, values, unit="ms"):
    print(f"{what:44} median {statistics.median(values):9.2f} {unit}   best {min(values):9.2f}   worst {max(values):9.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--store")
    parser.add_argument("--policy")
    parser.add_argument("--sandbox")
    parser.add_argument("--runs", type=int, default=11)
    arguments = parser.parse_args()
    runs = [one_run(arguments, 20) for _ in range(arguments.runs)]
    show("start to first request", [run["first_request"] for run in runs])
    show("one turn with its shell command", [gap for run in runs for gap in run["gaps"]])
    stamped = [one_run(arguments, 20, stamped=True) for _ in range(3)]
    show("end of the tool to the next request", [gap for run in stamped for gap in run["ready"]])
    show("20 turns, wall", [run["wall"] for run in runs])
    show("20 turns, CPU of the program and its children", [run["cpu"] for run in runs])
    held = [one_run(arguments, 20, sandbox="auto") for _ in range(arguments.runs)]
    show("20 turns in the sandbox, wall", [run["wall"] for run in held])
    memory = [one_run(arguments, 20, memory=True) for _ in range(3)]
    show("peak memory of the tree (proportional)", [run["tree"] / 1024 for run in memory], "MiB")
    show("peak resident size of the program", [run["rss"] / 1024 for run in memory], "MiB")
    sizes = runs[0]["bytes"]
    print(f"{'first request':44} {sizes[0]} bytes")
    growth = [b - a for a, b in zip(sizes, sizes[1:])]
    print(f"{'growth of the request per turn':44} {min(growth)} to {max(growth)} bytes")
    if arguments.store:
        subprocess.run([arguments.store], check=True)
    if arguments.policy:
        subprocess.run([arguments.policy], check=True)
    if arguments.sandbox:
        subprocess.run([arguments.sandbox], check=True)


if __name__ == "__main__":
    main()
