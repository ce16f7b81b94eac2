# SPDX-License-Identifier: Apache-2.0
"""skiff-local as a program: its options, its admin door and its end."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from skiff_local import PROGRAM, SkiffLocal, main


def run(*options):
    return subprocess.run([PROGRAM, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=60)


class ProgramTest(unittest.TestCase):
    def test_help_and_version(self):
        done = run("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for option in ("--port", "--address", "--data", "--no-verify", "--key", "--region", "--quiet"):
            self.assertIn(option, done.stdout)
        self.assertRegex(run("--version").stdout, r"^skiff-local \d+\.\d+\.\d+\n$")

    def test_mistakes_are_told(self):
        for options in (("--port", "x"), ("--port", "70000"), ("--nonsense",), ("--key", "nocolon"),
                        ("--data",), ("stray",)):
            with self.subTest(options=options):
                done = run(*options)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertTrue(done.stderr.startswith("skiff-local: "), done.stderr)

    def test_a_port_that_is_taken_is_told(self):
        with SkiffLocal() as first:
            done = run("--port", str(first.port))
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(first.port), done.stderr)

    def test_a_folder_that_is_taken_or_cannot_be_made_is_told(self):
        with tempfile.TemporaryDirectory() as folder, SkiffLocal("--data", folder):
            done = run("--port", "0", "--data", folder)
            self.assertEqual(done.returncode, 1)
            self.assertIn("in use", done.stderr)
        done = run("--port", "0", "--data", "/proc/skiff")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/proc/skiff", done.stderr)

    def test_the_welcome_can_be_copied_into_a_shell(self):
        with SkiffLocal("--region", "eu-west-1", "--key", "me:mine") as server:
            self.assertIn("export AWS_ACCESS_KEY_ID=me\n"
                          "export AWS_SECRET_ACCESS_KEY='(the secret given with --key)'\n"
                          "export AWS_REGION=eu-west-1\n", server.welcome)
            self.assertNotIn("mine", server.welcome)
            self.assertEqual(server.stop(), 0)

    def test_the_admin_door_is_closed_to_other_sites(self):
        with SkiffLocal() as server:
            status, headers, body = server.request("GET", "/_local/health")
            self.assertEqual(status, 200)
            self.assertEqual(json.loads(body), {"status": "ok", "services": ["dynamodb", "ses", "secretsmanager", "rds-data", "lambda"]})
            cases = (
                ("GET", "/_local/outbox", {}, 200),
                ("GET", "/_local/outbox", {"Host": f"localhost:{server.port}"}, 200),
                ("GET", "/_local/outbox", {"Host": f"[::1]:{server.port}"}, 200),
                ("GET", "/_local/outbox", {"Host": "evil.example"}, 403),
                ("GET", "/_local/outbox", {"Host": "localhost.evil.example"}, 403),
                ("GET", "/_local/outbox", {"Sec-Fetch-Site": "cross-site"}, 403),
                ("GET", "/_local/outbox", {"Origin": "http://evil.example"}, 403),
                ("GET", "/_local/outbox/nothing.eml", {}, 404),
                ("GET", "/_local/outbox/../ses.db", {}, 404),
                ("GET", "/_local/nothing", {}, 404),
                ("GET", "/_local/reset", {}, 405),
                ("GET", "/_local/databases", {}, 200),
                ("GET", "/_local/databases/local/pause", {}, 405),
                ("POST", "/_local/databases/local/pause?seconds=1h", {}, 400),
                ("POST", "/_local/databases/other/pause", {}, 404),
                ("POST", "/_local/databases/local/pause", {"Origin": f"http://127.0.0.1:{server.port}"}, 403),
                ("POST", "/_local/databases/local/pause?seconds=0", {}, 200),
                ("POST", "/_local/outbox", {}, 405),
                ("POST", "/_local/reset", {"Origin": "http://evil.example"}, 403),
                ("POST", "/_local/reset", {"Origin": f"http://127.0.0.1:{server.port}"}, 403),
                ("POST", "/_local/reset", {"Origin": "null"}, 403),
                ("POST", "/_local/reset", {}, 200))
            for method, target, extra, expected in cases:
                with self.subTest(method=method, target=target, extra=extra):
                    self.assertEqual(server.request(method, target, headers=extra)[0], expected)


if __name__ == "__main__":
    main("__main__")
