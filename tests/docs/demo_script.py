#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs conanless-install/demo as a new user does, in a tree under WORK_DIR, and uses what it starts.

Usage: demo_script.py SOURCE_DIR WORK_DIR [PROGRAM]
"""
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

source, work = Path(sys.argv[1]), Path(sys.argv[2])
work.mkdir(parents=True, exist_ok=True)
log = work / "demo.log"
port = 18080 + os.getpid() % 1000
base = f"http://127.0.0.1:{port}"

with log.open("w") as out:
    demo = subprocess.Popen(
        [source / "conanless-install/demo", *sys.argv[3:], "--port", str(port)], stdin=subprocess.DEVNULL,
        stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        env=dict(os.environ, SKIFF_BUILD_DIR=str(work / "tree")),
    )


def get(path):
    with urllib.request.urlopen(base + path, timeout=10) as answer:
        return answer.status, answer.read().decode()


def stop(problem=None):
    os.killpg(demo.pid, signal.SIGTERM)
    code = demo.wait(60)
    if problem is None and code != 0:
        problem = f"the demo ended with {code} after SIGTERM"
    if problem:
        sys.exit(f"{problem}\n{log.read_text()[-4000:]}")


def send(path, body):
    request = urllib.request.Request(
        base + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def use_tracker():
    """What does not work, or None."""
    status, page = get("/")
    if status != 200 or "<title>" not in page:
        return "the page is not served"
    item_id = send("/api/items", {"name": "Ada", "guide": "cpp", "description": "First item",
                                  "status": "new"})
    items = json.loads(get("/api/items")[1])
    if [item["id"] for item in items] != [str(item_id)]:
        return f"the item that was added is not listed: {items}"
    return None


def use_users():
    user = {"id": "1", "userId": "1", "name": "Ada"}
    stored = send("/users", user)
    shown = json.loads(get("/users/1")[1])
    return None if stored == shown and shown["name"] == "Ada" else f"a user is shown as {shown}"


def use_notes():
    note_id = send("/notes", {"title": "First note"})["id"]
    shown = json.loads(get(f"/notes/{note_id}")[1])
    return None if shown["title"] == "First note" else f"a note is shown as {shown}"


deadline = time.monotonic() + 1700
while True:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            break
    if demo.poll() is not None:
        sys.exit(f"the demo ended with {demo.returncode}\n{log.read_text()[-4000:]}")
    if time.monotonic() > deadline:
        stop("the demo did not start in time")
    time.sleep(0.5)

uses = {"notes": use_notes, "user-profiles": use_users, "users": use_users}
problem = uses.get("".join(sys.argv[3:]), use_tracker)()
if str(port) not in log.read_text():
    problem = "the demo does not print its address"
stop(problem)
print("the demo works")
