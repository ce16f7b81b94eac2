# SPDX-License-Identifier: Apache-2.0
"""The tracker on Aurora with services of its own (--local): the line for psql that it prints works,
and it outlives its database."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

from programs import TRACKER

if not shutil.which("psql"):
    print("skipped: psql is not installed")
    sys.exit(77)


class LocalTracker(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="with space ", dir="/tmp")
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)  # The database server may run as another user.
        self.environment = {"PATH": os.environ["PATH"], "TMPDIR": folder.name,
                            "HOME": "/nonexistent"}
        self.tracker = subprocess.Popen([TRACKER, "--local", "--port", "0"], env=self.environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True)
        self.addCleanup(self.tracker.stdout.close)
        self.addCleanup(self.end_tracker)
        said = {}
        for line in self.tracker.stdout:
            word, _, rest = line.strip().partition(" ")
            said[word] = rest.strip()
            if word == "Stop":
                break
        self.assertIn("Stop", said)
        self.api, self.sql_line = said["API"], said["SQL"]
        self.assertIn(folder.name, self.sql_line)

    def end_tracker(self):
        self.tracker.terminate()
        self.assertEqual(self.tracker.wait(timeout=30), 0)

    def psql(self, statement):
        done = subprocess.run(["sh", "-c", self.sql_line + ' -X -At -c "$1"', "sh", statement],
                              env=self.environment, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.strip()

    def wait_until(self, statement):
        """Until the database answers that it is true."""
        deadline = time.monotonic() + 60
        while self.psql(f"SELECT {statement}") != "t":
            self.assertLess(time.monotonic(), deadline, statement)

    def ask(self, body=None):
        """Status and body: adds an item, or lists all."""
        request = urllib.request.Request(
            self.api, json.dumps(body).encode() if body else None,
            {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as failure:
            with failure:
                return failure.code, json.load(failure)

    def check_failure(self, answer):
        self.assertIn(answer, [(502, {"error": "A storage error occurred."}),
                               (503, {"error": "The storage is busy. Try again."})])

    def ask_until_it_succeeds(self, body=None):
        deadline = time.monotonic() + 60
        while True:
            status, answer = self.ask(body)
            if status == 200:
                return answer
            self.check_failure((status, answer))
            self.assertLess(time.monotonic(), deadline, answer)

    def names(self):
        return [item["name"] for item in self.ask_until_it_succeeds()]

    def test_the_line_for_psql(self):
        self.assertEqual(self.ask({"name": "Ann"}), (200, 1))
        self.assertEqual(self.psql("SELECT iditem, username FROM work_items"), "1|Ann")

    def test_the_database_dies_under_a_request_and_comes_back(self):
        self.assertEqual(self.ask({"name": "Ann"}), (200, 1))
        server = int(self.psql("SELECT pg_read_file('postmaster.pid')").split()[0])

        # An item that is being added when the server dies: it waits for the table.
        holder = subprocess.Popen(["sh", "-c", self.sql_line + " -X -q"], env=self.environment,
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, text=True)
        holder.stdin.write("BEGIN; LOCK TABLE work_items;\n")
        holder.stdin.flush()
        self.wait_until("EXISTS (SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND "
                        "granted AND relation = 'work_items'::regclass)")
        answers = []
        adding = threading.Thread(target=lambda: answers.append(self.ask({"name": "lost"})))
        adding.start()
        self.wait_until("EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        os.kill(server, signal.SIGKILL)
        adding.join()
        holder.stdin.close()
        holder.wait(timeout=60)
        self.assertEqual(len(answers), 1)
        self.check_failure(answers[0])

        self.assertEqual(self.names(), ["Ann"])
        self.ask_until_it_succeeds({"name": "Bob"})
        self.assertEqual(self.names(), ["Ann", "Bob"])
        self.assertEqual(self.psql("SELECT count(*) FROM work_items"), "2")


if __name__ == "__main__":
    unittest.main()
