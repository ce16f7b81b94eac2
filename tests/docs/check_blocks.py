#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that README and docs are true.

Every ```cpp block names the file it is taken from and stands there word for word; every ```sh block
is run, or names the test that runs it:

    <!-- file: examples/first_steps/1_first_call.cpp -->
    <!-- run -->
    <!-- run by: demo_script -->

A "run" block is run by bash from the project's root, stopping at the first failure, with the built
programs first in PATH and skiff-local listening where AWS_ENDPOINT_URL says. Links to files of the
project must lead somewhere. Usage: check_blocks.py SOURCE_DIR BIN_DIR TEST_NAMES
"""
import os
import re
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from pathlib import Path

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
MARK = re.compile(r"<!-- (file|run by|run)(?:: (.+?))? -->\s*\Z")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def blocks(text):
    for match in FENCE.finditer(text):
        mark = MARK.search(text[: match.start()])
        line = text[: match.start()].count("\n") + 1
        yield line, match[1], match[2], (mark[1], mark[2]) if mark else (None, None)


def lines_of(code):
    return [line.strip() for line in code.splitlines() if line.strip()]


def contains(whole, part):
    """The part's lines one after the other in the whole, whatever the indentation."""
    whole, part = lines_of(whole), lines_of(part)
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def check_cpp(source, code, kind, name):
    if kind != "file":
        return "a cpp block must say <!-- file: ... --> in the line above"
    path = source / name
    if not path.is_file():
        return f"{name} does not exist"
    if not contains(path.read_text(), code):
        return f"the block is not in {name} word for word"
    return None


def run_shell(source, code, environment):
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", code],
        cwd=source, env=environment, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600,
    )
    if done.returncode != 0:
        return f"the commands end with {done.returncode}:\n{textwrap.indent(done.stdout, '    ')}"
    return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process):
    for _ in range(200):
        if process.poll() is not None:
            sys.exit(f"skiff-local ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"nothing answers at {url}")


def main():
    source, binaries = Path(sys.argv[1]), Path(sys.argv[2])
    tests = set(sys.argv[3].split(",")) if len(sys.argv) > 3 else set()
    port = free_port()
    environment = dict(
        os.environ,
        PATH=f"{binaries}:{os.environ['PATH']}",
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
        AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", AWS_REGION="us-east-1",
        AWS_DEFAULT_REGION="us-east-1", AWS_PAGER="", AWS_EC2_METADATA_DISABLED="true",
    )
    local = subprocess.Popen(
        [binaries / "skiff-local", "--port", str(port)], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    failures, checked = [], 0
    try:
        wait_for(f"http://127.0.0.1:{port}/_local/health", local)
        for page in [source / "README.md", *sorted((source / "docs").rglob("*.md"))]:
            text = page.read_text()
            name = page.relative_to(source)
            for line, language, code, (kind, argument) in blocks(text):
                problem = None
                if language == "cpp":
                    problem = check_cpp(source, code, kind, argument)
                elif language == "sh":
                    if kind == "run":
                        problem = run_shell(source, code, environment)
                    elif kind != "run by":
                        problem = "a sh block must say <!-- run --> or <!-- run by: test --> above"
                    elif argument not in tests:
                        problem = f"there is no test called {argument}"
                elif language not in ("text", "json", "cmake", ""):
                    problem = f"nothing checks blocks of {language}"
                if language == "cmake":
                    problem = None if kind == "file" and contains(
                        (source / argument).read_text(), code) else "the block is not in its file"
                checked += 1
                if problem:
                    failures.append(f"{name}:{line}: {problem}")
            for target in LINK.findall(text):
                if "://" not in target and not (page.parent / target).exists():
                    failures.append(f"{name}: the link to {target} leads nowhere")
    finally:
        local.terminate()
        local.wait(20)
    print(f"{checked} blocks checked")
    if failures or not checked:
        sys.exit("\n".join(failures) or "no blocks found")


if __name__ == "__main__":
    main()
