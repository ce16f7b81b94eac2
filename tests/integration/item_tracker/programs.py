# SPDX-License-Identifier: Apache-2.0
"""The tracker and skiff-local as a person starts them: the tracker finds skiff-local by
AWS_ENDPOINT_URL as it would find AWS, and curl speaks with it."""
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import unittest

TRACKER = os.environ["SKIFF_ITEM_TRACKER"]
LOCAL = os.environ["SKIFF_LOCAL"]

if not shutil.which("curl"):
    print("skipped: curl is not installed")
    sys.exit(77)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


class ProgramsTest(unittest.TestCase):
    """A skiff-local runs during each test, and every program ends well after it."""

    settings = {}  # Environment variables of the tracker.

    def setUp(self):
        self.cloud_port, self.port = free_port(), free_port()
        self.processes = []
        self.environment = {
            "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.cloud_port}",
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local", "SENDER_EMAIL": "tracker@example.org",
            "HOME": "/nonexistent", **self.settings}
        self.start(LOCAL, "--port", str(self.cloud_port))
        self.assertTrue(listens(self.cloud_port))

    def tearDown(self):
        for process in reversed(self.processes):
            process.terminate()
            self.assertEqual(process.wait(timeout=30), 0)

    def start(self, *command):
        self.processes.append(subprocess.Popen(command, env=self.environment,
                                               stdout=subprocess.DEVNULL,
                                               stderr=subprocess.DEVNULL))

    def run_tracker(self, *arguments, without=()):
        environment = {k: v for k, v in self.environment.items() if k not in without}
        return subprocess.run([TRACKER, *arguments], env=environment, capture_output=True,
                              text=True, timeout=60)

    def serve(self):
        self.start(TRACKER, "--port", str(self.port))
        self.assertTrue(listens(self.port))

    def curl(self, *arguments, port=None):
        """Status and body of the answer to a request whose path is last."""
        *options, path = arguments
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", "20", "--write-out", "\n%{http_code}",
             *options, f"http://127.0.0.1:{port or self.port}{path}"],
            capture_output=True, text=True, check=True)
        body, status = done.stdout.rsplit("\n", 1)
        return int(status), json.loads(body)

    def send(self, method, path, body):
        return self.curl("-X", method, "-H", "Content-Type: application/json",
                         "-d", json.dumps(body), path)
