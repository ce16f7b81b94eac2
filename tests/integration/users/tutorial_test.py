# SPDX-License-Identifier: Apache-2.0
"""The users program: the tutorial's curl lines, and what else a client may send, in each home: the server
with its own services, the server beside skiff-local, and the function behind the local API Gateway, by
both formats of its events."""
import os
import subprocess
import unittest

import homes

FUNCTIONS = os.path.join(os.environ["SKIFF_SOURCE"], "examples/users/functions.json")
ALEX = '{"userId":"alexdebrie1","name":"Alex DeBrie"}'
GIVE_BOTH = '{"error":"Please provide both \\"userId\\" and \\"name\\""}'
NOT_KNOWN = '{"error":"Could not find user with provided \\"userId\\""}'
NOT_FOUND = '{"error":"Not found!"}'

# Method, path, body, content type, status, body to the byte or None.
CASES = [
    ("GET", "/users/nobody", None, None, 404, NOT_KNOWN),
    ("GET", "/users/%F0%9F%9A%80", None, None, 404, NOT_KNOWN),
    ("GET", "/users/" + "x" * 3000, None, None, 404, NOT_KNOWN),
    ("GET", "/", None, None, 404, NOT_FOUND),
    ("GET", "/user/1", None, None, 404, NOT_FOUND),
    ("DELETE", "/nothing/at/all", None, None, 404, NOT_FOUND),
    ("POST", "/users", b"{}", "application/json", 400, GIVE_BOTH),
    ("POST", "/users", b'{"userId":"1"}', "application/json", 400, GIVE_BOTH),
    ("POST", "/users", b'{"name":"A"}', "application/json", 400, GIVE_BOTH),
    ("POST", "/users", b'{"userId":"","name":"A"}', "application/json", 400, GIVE_BOTH),
    ("POST", "/users", b'{"userId":"1","name":null}', "application/json", 400, GIVE_BOTH),
    ("POST", "/users", b'{"userId":"1","name":"A","x":[1]}', "application/json", 200,
     '{"userId":"1","name":"A"}'),
    ("POST", "/users", b"", "application/json", 400, None),
    ("POST", "/users", b"{", "application/json", 400, None),
    ("POST", "/users", b'{"userId":"\\ud800","name":"A"}', "application/json", 400, None),
    ("POST", "/users", b"[]", "application/json", 422, None),
    ("POST", "/users", b'"x"', "application/json", 422, None),
    ("POST", "/users", b"null", "application/json", 422, None),
    ("POST", "/users", b"7", "application/json", 422, None),
    ("POST", "/users", b'{"userId":7,"name":"A"}', "application/json", 422, None),
    ("POST", "/users", b'{"userId":"' + b"x" * 2049 + b'","name":"A"}', "application/json", 422,
     None),
    ("POST", "/users", b'{"userId":"1","name":"' + b"x" * 500_000 + b'"}', "application/json", 413,
     None),
    ("POST", "/users", b'{"userId":"1","name":"A"}', "text/plain", 415, None),
    ("PUT", "/users", b"{}", "application/json", 405, None),
    ("DELETE", "/users/1", None, None, 405, None),
]


class Tests:
    """What every home does. `base` is the API's URL."""

    base = None

    def test_the_curl_lines(self):
        """The tutorial's own lines, unchanged."""
        lines = [
            'curl -H "Content-Type: application/json" -X POST ${BASE_DOMAIN}/users '
            '-d \'{"userId": "alexdebrie1", "name": "Alex DeBrie"}\'',
            'curl -H "Content-Type: application/json" -X GET ${BASE_DOMAIN}/users/alexdebrie1',
        ]
        for line in lines:
            done = subprocess.run(["bash", "-c", line],
                                  env={**os.environ, "BASE_DOMAIN": self.base},
                                  capture_output=True, text=True, timeout=60, check=True)
            self.assertEqual(done.stdout, ALEX)

    def test_answers(self):
        for method, path, body, content_type, status, answer in CASES:
            with self.subTest(f"{method} {path[:30]} {(body or b'')[:40]}"):
                got = homes.ask(self.base + path, method, body, content_type)
                self.assertEqual(got[:2], (status, "application/json"), got[2])
                if answer is not None:
                    self.assertEqual(got[2], answer)
                else:
                    self.assertTrue(got[2].startswith('{"error":"'), got[2])
                key = method, path, body, content_type
                self.assertEqual(got, Tests.answers.setdefault(key, got))

    def test_bytes_that_are_no_text(self):
        """A REST API puts U+FFFD in their place before a function sees them."""
        status, _, text = homes.ask(self.base + "/users", "POST", b'{"userId":"\xff","name":"A"}')
        self.assertIn(status, (200, 400), text)

    answers = {}  # Of the first home: all others give the same.


class ServerWithItsOwnServices(Tests, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = homes.start_server("users", "--local")
        cls.base = cls.server.url

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0


class ServerBesideTheServices(Tests, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.services = homes.start_services()
        cls.where = {"services": cls.services.url, "USERS_TABLE": "users-table-test"}
        for _ in range(2):
            made = homes.run("users", "--create", **cls.where)
            assert made.returncode == 0, made.stderr
        cls.server = homes.start_server("users", **cls.where)
        cls.base = cls.server.url

    @classmethod
    def tearDownClass(cls):
        for _ in range(2):
            removed = homes.run("users", "--delete", **cls.where)
            assert removed.returncode == 0, removed.stderr
        assert homes.ask(cls.base + "/users/1", "GET")[0] == 502
        assert cls.server.stop() == 0
        assert cls.services.stop() == 0


class FunctionBehindTheGateway(unittest.TestCase):
    """The services of both formats."""

    @classmethod
    def setUpClass(cls):
        cls.folder = homes.temporary_folder()
        cls.services = homes.start_gateway(FUNCTIONS, cls.folder.name)
        made = homes.run("users", "--create", "--table", "users-table-dev",
                         services=cls.services.url)
        assert made.returncode == 0, made.stderr

    @classmethod
    def tearDownClass(cls):
        assert cls.services.stop() == 0
        cls.folder.cleanup()


class FunctionBehindAnHttpApi(Tests, FunctionBehindTheGateway):
    def setUp(self):
        self.base = self.services.url + "/_aws/execute-api/users"


class FunctionBehindARestApi(Tests, FunctionBehindTheGateway):
    def setUp(self):
        self.base = self.services.url + "/_aws/execute-api/users-rest/dev"


class CommandLine(unittest.TestCase):
    def test_the_table_must_be_named(self):
        for name in ("users", "users-function"):
            done = homes.run(name)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("USERS_TABLE is not set", done.stderr)

    def test_offline_is_port_8000(self):
        """Nothing listens there, so that the program says whom it could not reach."""
        done = homes.run("users", "--create", USERS_TABLE="t", IS_OFFLINE="true",
                         AWS_MAX_ATTEMPTS="1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("localhost", done.stderr)
        self.assertIn("8000", done.stderr)


if __name__ == "__main__":
    unittest.main()
