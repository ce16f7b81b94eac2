#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs conanless-install/demo as a new user does, in a tree of its own, and uses what it starts.

Usage: demo_script.py SOURCE_DIR WORK_DIR [STORAGE]
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

source, work = Path(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
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
    shutil.rmtree(work / "tree", ignore_errors=True)
    if problem:
        sys.exit(f"{problem}\n{log.read_text()[-4000:]}")


deadline = time.monotonic() + 1700
while True:
    try:
        status, page = get("/")
        break
    except OSError:
        if demo.poll() is not None:
            sys.exit(f"the demo ended with {demo.returncode}\n{log.read_text()[-4000:]}")
        if time.monotonic() > deadline:
            stop("the demo did not start in time")
        time.sleep(0.5)

problem = None
if status != 200 or "<title>" not in page:
    problem = "the page is not served"
body = json.dumps({"name": "Ada", "guide": "cpp", "description": "First item", "status": "new"})
request = urllib.request.Request(
    base + "/api/items", body.encode(), {"Content-Type": "application/json"})
with urllib.request.urlopen(request, timeout=10) as answer:
    item_id = json.load(answer)
items = json.loads(get("/api/items")[1])
if [item["id"] for item in items] != [str(item_id)]:
    problem = f"the item that was added is not listed: {items}"
if str(port) not in log.read_text():
    problem = "the demo does not print its address"
stop(problem)
print("the demo works")
