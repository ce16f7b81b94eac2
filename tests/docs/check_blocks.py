#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that README and docs are true.

Every ```cpp block names the file it is taken from and stands there word for word; every ```sh block
is run, or names the test that runs it:

    <!-- file: examples/first_steps/1_first_call.cpp -->
    <!-- run -->
    <!-- run with: aws -->
    <!-- run with tracker: aurora -->
    <!-- run by: demo_script -->

A "run" block is run by bash from the project's root, stopping at the first failure, with the built
programs first in PATH, skiff-local listening where AWS_ENDPOINT_URL says, and the item tracker with
its own services where TRACKER says: the one on DynamoDB, or "with tracker" the one that is named; the
other example programs likewise, where their variables (EXAMPLES) say.
"run with" leaves a block out where that program, or Python module, is missing. A ```text block marked <!-- prints --> is what the run block before it prints;
"..." in it stands for anything. Links to files of the project must lead somewhere.

Usage: check_blocks.py SOURCE_DIR BIN_DIR TEST_NAMES
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from pathlib import Path

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
MARK = re.compile(r"<!-- (file|run by|run with tracker|run with|run|prints)(?:: (.+?))? -->\s*\Z")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


# Variable, program, and a path that it answers when it is ready.
EXAMPLES = [("NOTES", "notes", "/health"), ("PROFILES", "user-profiles", "/users"),
            ("BASE_DOMAIN", "users", "/users")]


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


def check_file(source, code, kind, name):
    if kind != "file":
        return "this block must say <!-- file: ... --> in the line above"
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
    printed = textwrap.indent(done.stdout, "    ")
    if done.returncode != 0:
        return f"the commands end with {done.returncode}:\n{printed}", done.stdout
    return None, done.stdout


def is_installed(name):
    """A program, or a module of the Python that blocks call."""
    return shutil.which(name) or subprocess.run(
        ["python3", "-c", f"import {name}"], stderr=subprocess.DEVNULL).returncode == 0


def check_printed(expected, printed):
    if printed is None:
        return "no run block stands before what it should print"
    pattern = "".join(".*?" if part == "..." else re.escape(part)
                      for part in re.split(r"(\.\.\.)", expected.strip()))
    if re.fullmatch(pattern, printed.strip(), re.S):
        return None
    return f"the run block before it prints:\n{textwrap.indent(printed, '    ')}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process):
    for _ in range(2400):  # two minutes: a database is made first
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"nothing answers at {url}")


def start(program, *arguments):
    return subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


class Checker:
    def __init__(self, source, environment, trackers, tests):
        self.source, self.environment, self.tests = source, environment, tests
        self.trackers = trackers
        self.checked, self.left_out, self.failures = 0, [], []

    def check_page(self, page):
        text = page.read_text()
        name = page.relative_to(self.source)
        printed = None
        for line, language, code, (kind, argument) in blocks(text):
            problem = None
            if language in ("cpp", "cmake"):
                problem = check_file(self.source, code, kind, argument)
            elif language == "sh" and kind == "run by":
                if argument not in self.tests:
                    problem = f"there is no test called {argument}"
            elif language == "sh" and kind == "run with" and not is_installed(argument):
                self.left_out.append(f"{name}:{line}: left out, {argument} is not installed")
                printed = "..."
            elif language == "sh" and kind == "run with tracker" and argument not in self.trackers:
                problem = f"there is no tracker called {argument}"
            elif language == "sh" and kind in ("run", "run with", "run with tracker"):
                tracker = argument if kind == "run with tracker" else "dynamodb"
                problem, printed = run_shell(
                    self.source, code, dict(self.environment, TRACKER=self.trackers[tracker]))
            elif language == "sh":
                problem = "a sh block must say <!-- run --> or <!-- run by: test --> above"
            elif language not in ("text", "json", ""):
                problem = f"nothing checks blocks of {language}"
            elif kind == "prints" and printed != "...":
                problem = check_printed(code, printed)
            self.checked += 1
            if problem:
                self.failures.append(f"{name}:{line}: {problem}")
        for target in LINK.findall(text):
            if "://" not in target and not (page.parent / target).exists():
                self.failures.append(f"{name}: the link to {target} leads nowhere")


def main():
    source, binaries = Path(sys.argv[1]), Path(sys.argv[2])
    tests = set(sys.argv[3].split(",")) if len(sys.argv) > 3 else set()
    services = f"http://127.0.0.1:{free_port()}"
    trackers = {name: f"http://127.0.0.1:{free_port()}" for name in ("dynamodb", "aurora")}
    examples = {name: f"http://127.0.0.1:{free_port()}" for name, _, _ in EXAMPLES}
    environment = dict(
        os.environ, **examples,
        PATH=f"{binaries}:{os.environ['PATH']}", AWS_ENDPOINT_URL=services,
        AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", AWS_REGION="us-east-1",
        AWS_DEFAULT_REGION="us-east-1", AWS_PAGER="", AWS_EC2_METADATA_DISABLED="true",
    )
    running = [
        start(binaries / "skiff-local", "--port", services.rsplit(":", 1)[1]),
        *(start(binaries / f"item-tracker-{name}", "--local", "--port", url.rsplit(":", 1)[1])
          for name, url in trackers.items()),
        *(start(binaries / program, "--local", "--port", examples[name].rsplit(":", 1)[1])
          for name, program, _ in EXAMPLES),
    ]
    checker = Checker(source, environment, trackers, tests)
    try:
        wait_for(f"{services}/_local/health", running[0])
        ready = [f"{url}/about.json" for url in trackers.values()]
        ready += [examples[name] + path for name, _, path in EXAMPLES]
        for url, process in zip(ready, running[1:]):
            wait_for(url, process)
        for page in [source / "README.md", *sorted((source / "docs").rglob("*.md"))]:
            checker.check_page(page)
    finally:
        for process in running:
            process.terminate()
            process.wait(20)
    print(*checker.left_out, f"{checker.checked} blocks checked", sep="\n")
    if checker.failures or not checker.checked:
        sys.exit("\n".join(checker.failures) or "no blocks found")


if __name__ == "__main__":
    main()
