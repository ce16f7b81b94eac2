# SPDX-License-Identifier: Apache-2.0
"""The programs as a person starts them: the tutorial's curl lines against the tracker, which finds
skiff-local by AWS_ENDPOINT_URL as it would find AWS."""
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
ITEM = {"name": "Ada", "guide": "cpp", "description": "say \"hi\", 🚀", "status": "new",
        "archived": False}

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


class Programs(unittest.TestCase):
    def setUp(self):
        self.cloud_port, self.port = free_port(), free_port()
        self.processes = []
        self.environment = {
            "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.cloud_port}",
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local", "TABLE_NAME": "tracked",
            "SENDER_EMAIL": "tracker@example.org", "HOME": "/nonexistent"}
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

    def curl(self, *arguments):
        """Status and body."""
        *options, path = arguments
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", "20", "--write-out", "\n%{http_code}",
             *options, f"http://127.0.0.1:{self.port}{path}"],
            capture_output=True, text=True, check=True)
        body, status = done.stdout.rsplit("\n", 1)
        return int(status), json.loads(body)

    def send(self, method, path, body):
        return self.curl("-X", method, "-H", "Content-Type: application/json",
                         "-d", json.dumps(body), path)

    def test_storage_is_made_used_and_removed(self):
        for _ in range(2):
            made = self.run_tracker("--create")
            self.assertEqual((made.returncode, made.stderr), (0, ""))
        self.start(TRACKER, "--port", str(self.port))
        self.assertTrue(listens(self.port))

        status, item = self.send("POST", "/api/items", ITEM)
        self.assertEqual(status, 200)
        self.assertEqual(self.curl("/api/items"), (200, [{"id": item, **ITEM}]))
        self.assertEqual(self.curl(f"/api/items/{item}"), (200, [{"id": item, **ITEM}]))
        self.assertEqual(self.send("PUT", f"/api/items/{item}", {"status": "done"}), (200, item))
        self.assertEqual(self.curl("-X", "PUT", f"/api/items/{item}:archive"), (200, item))
        self.assertEqual(self.curl("/api/items?archived=false"), (200, []))
        self.assertEqual(self.curl("/api/items?archived=true"),
                         (200, [{"id": item, **ITEM, "status": "done", "archived": True}]))
        self.assertEqual(self.send("POST", "/api/items:report", {"email": "you@example.org"}),
                         (200, None))
        self.assertEqual(self.curl("/local/outbox")[0], 404)

        removed = self.run_tracker("--delete")
        self.assertEqual((removed.returncode, removed.stderr), (0, ""))
        self.assertEqual(self.curl("/api/items"), (502, {"error": "A storage error occurred."}))

    def test_it_says_why_it_does_not_start(self):
        cases = [
            ((), ("TABLE_NAME",), "TABLE_NAME is not set"),
            ((), ("SENDER_EMAIL",), "SENDER_EMAIL is not set"),
            (("--table", "NEED-TABLE-NAME"), (), "still the placeholder NEED-TABLE-NAME"),
            (("--sender", "NEED-SENDER-EMAIL"), (), "still the placeholder NEED-SENDER-EMAIL"),
            (("--sender", "a@b.c, d@e.f"), (), "not one valid mail address"),
            (("--colour",), (), "colour"),
        ]
        for arguments, without, reason in cases:
            with self.subTest(reason):
                done = self.run_tracker(*arguments, without=without)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(reason, done.stderr)

    def test_a_port_in_use_is_told(self):
        done = self.run_tracker("--port", str(self.cloud_port))
        self.assertEqual(done.returncode, 1)
        self.assertIn(str(self.cloud_port), done.stderr)


if __name__ == "__main__":
    unittest.main()
