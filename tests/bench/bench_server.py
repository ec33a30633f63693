#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Requests per second and latency of the server, with wrk on loopback. Nothing is asserted.

bench_server.py --program build/release/app/cli/vibecoder [--tasks 10000] [--seconds 5] [--only list,deep,pages,task,tasks,create,live]
Prints one row for each request at 1 and 64 connections, how long an event takes to live clients, then what the idle
server takes and how soon it answers.
"""
import argparse
import http.client
import json
import os
import re
import select
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

TASK = """name: measured task
description: {padding}
requirements: [one, two]
verification_commands: ['make test']
working_directory: {folder}
"""


class Server:
    def __init__(self, program, folder):
        self.program = program
        self.environment = dict(os.environ, HOME=folder, VIBECODER_LOG_LEVEL="WARNING", VIBECODER_SANDBOX="none",
                                VIBECODER_DATABASE_URL=f"sqlite:///{folder}/store/bench.db", ANTHROPIC_API_KEY="")
        self.start()

    def start(self):
        begun = time.monotonic()
        self.process = subprocess.Popen([self.program, "server", "start", "--no-worker", "--port", "0", "--json"],
                                        env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        url = json.loads(self.process.stdout.readline())["url"]
        self.port = int(re.search(r":(\d+)/", url).group(1))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        self.first_answer_ms = (time.monotonic() - begun) * 1000
        self.token = subprocess.run([self.program, "server", "token"], env=self.environment, text=True,
                                    capture_output=True, check=True).stdout.split()[-1]

    def call(self, method, path, body=None, kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {"Authorization": f"Bearer {self.token}", "Content-Type": kind})
        return connection.getresponse().read()

    def memory_mb(self, name="VmRSS"):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(name + r":\s+(\d+)", file.read()).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def wrk(server, path, connections, seconds, script=None):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s",
               "-H", f"Authorization: Bearer {server.token}"]
    if script:
        command += ["-s", script]
    text = subprocess.run(command + [f"http://127.0.0.1:{server.port}{path}"], text=True, capture_output=True,
                          check=True, timeout=seconds + 60).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    latency = {key: re.search(rf"^\s+{key}%\s+(\S+)", text, re.M).group(1) for key in ("50", "99")}
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return rate, latency["50"], latency["99"], wrong.group(1) if wrong else "0"


def creates_one_by_one(server, body, count=8000):
    """Each request measured alone. wrk adds the requests that would have been sent during a pause, so its 99th part of a
    run with a pause of 5 ms every 200 requests says 5 ms though one request in 200 took that long."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/yaml"}
    took = []
    for _ in range(count):
        begun = time.monotonic()
        connection.request("POST", "/api/tasks", body, headers)
        connection.getresponse().read()
        took.append((time.monotonic() - begun) * 1000)
    took.sort()
    print(f"POST a task, each of {count}   1 connection    p50 {took[count // 2]:6.2f} ms   p99 {took[count * 99 // 100]:6.2f} ms"
          f"   longest {took[-1]:6.2f} ms", flush=True)


def live_client(server):
    """A WebSocket that has subscribed to the queue; frames are only looked at for their text."""
    one = socket.create_connection(("127.0.0.1", server.port))
    one.sendall((f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nAuthorization: Bearer {server.token}\r\n"
                 "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").encode())
    one.settimeout(10)
    seen = b""
    while b"\r\n\r\n" not in seen:  # a frame before the handshake's end is lost
        seen += one.recv(4096)
    wish = b'{"subscribe":["queue"]}'
    one.sendall(b"\x81" + bytes([0x80 | len(wish)]) + bytes(4) + wish)
    while b'"subscribed"' not in seen:
        seen += one.recv(4096)
    return one


def broadcast(server, count, rounds=100):
    """Milliseconds to the event at each client: from the sending of the request that changes the queue, which holds the
    sync of its commit, and from its answer, which is sent when the commit is durable."""
    clients = [live_client(server) for _ in range(count)]
    poller = select.epoll()
    by_number = {one.fileno(): one for one in clients}
    for number in by_number:
        poller.register(number, select.EPOLLIN)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
    whole, after = [], []
    for turn in range(rounds):
        begun = time.monotonic()
        connection.request("POST", "/api/queue/" + ("resume" if turn % 2 else "pause"), "{}", headers)
        asker = connection.sock.fileno()
        poller.register(asker, select.EPOLLIN)
        arrived, committed = {}, None
        while (len(arrived) < count or committed is None) and time.monotonic() < begun + 5:
            for number, _ in poller.poll(1):
                if number == asker:
                    committed = time.monotonic()
                    poller.unregister(asker)
                elif b'"event"' in by_number[number].recv(65536):
                    arrived.setdefault(number, time.monotonic())
        if len(arrived) < count or committed is None:
            raise SystemExit("an event or an answer did not come")
        connection.getresponse().read()
        whole += [(one - begun) * 1000 for one in arrived.values()]
        after += [(one - committed) * 1000 for one in arrived.values()]
        time.sleep(0.05)
    for one in clients:
        one.close()
    for title, delays in (("from the request", whole), ("from its answer", after)):
        delays.sort()
        print(f"event, {title:17} {count:3} clients     p50 {statistics.median(delays):6.2f} ms   "
              f"p99 {delays[len(delays) * 99 // 100]:6.2f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--tasks", type=int, default=10000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--only", default="list,deep,pages,task,tasks,create,live")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed")
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/project")
        body = TASK.format(padding="d" * 300, folder=f"{folder}/project")
        server = Server(os.path.abspath(options.program), folder)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/yaml"}
            ids = []
            for _ in range(options.tasks):
                connection.request("POST", "/api/tasks", body, headers)
                ids.append(json.loads(connection.getresponse().read())["id"])
            listed = json.loads(server.call("GET", "/api/tasks?limit=1"))["tasks"][0]
            script = f"{folder}/create.lua"
            with open(script, "w") as file:
                file.write('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/yaml"\n'
                           f"wrk.body = {json.dumps(body)}\n")
            # Other addresses each time: what the kept answers do not have.
            with open(f"{folder}/tasks.lua", "w") as file:
                file.write("local ids = {" + ",".join(f'"{one}"' for one in ids) + "}\n"
                           'function request() return wrk.format("GET", "/api/tasks/" .. ids[math.random(#ids)]) end\n')
            with open(f"{folder}/pages.lua", "w") as file:
                file.write(f'function request() return wrk.format("GET", "/api/tasks/?limit=50&cursor=" .. '
                           f'math.random(60, {options.tasks})) end\n')
            middle = json.loads(server.call("GET", "/api/tasks?limit=1&cursor=" + str(options.tasks // 2)))["next_cursor"]
            rows = {"list": ("GET 50 of the list", "/api/tasks/?limit=50", None),
                    "deep": ("GET 50 in the middle", f"/api/tasks/?limit=50&cursor={middle}", None),
                    "task": ("GET one task", f"/api/tasks/{listed['id']}", None),
                    "pages": ("GET 50 anywhere", "/", f"{folder}/pages.lua"),
                    "tasks": ("GET any task", "/", f"{folder}/tasks.lua"),
                    "create": ("POST a task", "/api/tasks/", script)}
            for name in options.only.split(","):
                if name == "live":
                    for count in (1, 50, 200):
                        broadcast(server, count)
                    continue
                title, path, lua = rows[name]
                for connections in (1, 64):
                    rate, half, most, wrong = wrk(server, path, connections, options.seconds, lua)
                    print(f"{title:24} {connections:3} connections {rate:9.0f}/s   p50 {half:>9}   p99 {most:>9}"
                          f"   refused {wrong}", flush=True)
                if name == "create":
                    creates_one_by_one(server, body)
            print(f"peak memory {server.memory_mb('VmHWM'):.0f} MB")
            server.stop()
            server.start()
            time.sleep(1)
            print(f"idle {server.memory_mb():.0f} MB, start to first answer {server.first_answer_ms:.0f} ms")
        finally:
            server.stop()


main()
