# SPDX-License-Identifier: Apache-2.0
"""The contract with the tutorials' own client: a page of another origin, with real preflights."""
import functools
import http.server
import os
import threading
import unittest

from browser import BrowserTest

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "elwing")


class QuietFiles(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class ElwingClient(BrowserTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(QuietFiles, directory=FOLDER))
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.browser.set_script_timeout(20)
        self.browser.get(f"http://127.0.0.1:{self.server.server_address[1]}/"
                         f"?api={self.tracker.url}/api")

    def script(self, expression):
        """The value of a promise, or the text of its failure."""
        return self.browser.execute_async_script(
            "const done = arguments[0];"
            f"({expression}).then((value) => done({{value}}), (e) => done({{error: String(e)}}))")

    def calls(self):
        return self.run_script("return calls")

    @staticmethod
    def answered(item_id):
        """The id as an answer has it: Aurora's is a number."""
        return int(item_id) if os.environ["SKIFF_STORAGE"] == "aurora" else item_id

    def test_a_whole_session(self):
        self.assertEqual(self.script("open()"), {"value": [[], []]})
        for name in ("Ada", "Grace"):
            answer = self.script(f"add('{name}', 'dotnet', 'Work of {name}', '')")
            self.assertRegex(str(answer["value"]), r"^[A-Za-z0-9._~-]+$")
        everything, active = self.script("open()")["value"]
        self.assertEqual(everything, active)
        self.assertEqual(sorted(item["name"] for item in active), ["Ada", "Grace"])
        for item in active:
            self.assertEqual(set(item), {"id", "name", "guide", "description", "status", "archived"})
            self.assertEqual(item["status"], "")

        ids = [item["id"] for item in active]
        self.assertEqual(self.script(f"archive({ids[:1]})"), {"value": [self.answered(ids[0])]})
        # A later archive sends the earlier ids again, in parallel.
        self.assertEqual(self.script(f"archive({ids})"), {"value": [*map(self.answered, ids)]})
        self.assertEqual(self.script("list('?archived=false')"), {"value": []})
        self.assertEqual(len(self.script("list('?archived=true')")["value"]), 2)
        self.assertTrue(all(call["status"] == 200 and call["text"] for call in self.calls()))

    def test_reports_of_both_sizes(self):
        self.assertEqual(self.script("report('you@example.org')"), {"value": None})
        for number in range(11):
            self.tracker.add(f"item {number}")
        self.assertIn("MessageId", self.script("report('you@example.org')")["value"])
        self.assertEqual([call["text"] for call in self.calls()][0], "null")
        self.assertEqual(len(self.tracker.request("GET", "/local/outbox")), 2)

    def test_errors_can_be_read_across_origins(self):
        self.assertEqual(self.script("report('a@b.c, d@e.f')"), {"error": "Error: status 422"})
        self.assertEqual(self.script("archive(['nobody'])"), {"error": "Error: status 404"})
        self.assertTrue(all("error" in call["text"] for call in self.calls()))


if __name__ == "__main__":
    unittest.main()
