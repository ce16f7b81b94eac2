# SPDX-License-Identifier: Apache-2.0
"""The tutorial's curl lines against the tracker on DynamoDB."""
import unittest

from programs import ProgramsTest

ITEM = {"name": "Ada", "guide": "cpp", "description": "say \"hi\", 🚀", "status": "new",
        "archived": False}


class Programs(ProgramsTest):
    settings = {"TABLE_NAME": "tracked"}

    def test_storage_is_made_used_and_removed(self):
        for _ in range(2):
            made = self.run_tracker("--create")
            self.assertEqual((made.returncode, made.stderr), (0, ""))
        self.serve()

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
