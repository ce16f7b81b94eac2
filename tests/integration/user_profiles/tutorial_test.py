# SPDX-License-Identifier: Apache-2.0
"""The user profiles as programs: the tutorial's test_e2e.py and what else a client may send, in each
home: the server with its own services, the server beside skiff-local, and the six functions behind the
local API Gateway."""
import json
import os
import subprocess
import time
import unittest

import homes

FUNCTIONS = os.path.join(os.environ["SKIFF_SOURCE"], "examples/user_profiles/functions.json")
ANN = {"id": "1", "email": "ann@example.org", "name": "Ann", "age": 41,
       "tags": ["a", None, {"deep": [True, 1.5]}]}
BOB = {"id": "2", "email": "bob@example.org", "name": "Bob"}
BIG = '{"id":"3","n":12345678901234567890123456789012345678,"x":-0.00000000000000000000000000000001}'

# Method, path, body, content type; none of them may be answered with a 5xx, whatever the home.
BAD = [(method, path, body, content_type)
       for method, path in (("POST", "/users"), ("PUT", "/users/1"))
       for content_type in ("application/json", "text/xml", "application/x-www-form-urlencoded")
       for body in (b"", b"{", b"[]", b"null", b'"x"', b"7", b"{}", b'{"id":1}', b'{"id":""}',
                    b'{"id":null}', b'{"id":"1","email":1}', b'{"id":"1","email":""}',
                    b'{"id":"1","n":1e200}', b'{"id":"1","":1}', b'{"id":"1","id":"1"}',
                    b'{"id":"\\ud800"}', b'{"id":"a\\u0000b"}',
                    b'{"id":"9","x":' + b"[" * 40 + b"]" * 40 + b"}", b'{"id":"9","x":' + b"[" * 9999,
                    b'{"id":"' + b"x" * 2049 + b'"}',
                    b'{"id":"9","x":"' + b"x" * 500_000 + b'"}')]
BAD += [(method, path, None, None) for method, path in (
    ("GET", "/users/nobody"), ("DELETE", "/users/nobody"), ("GET", "/users?email=nobody&email=x&y"), ("GET", "/users/" + "x" * 3000),
    ("GET", "/users/%F0%9F%9A%80"), ("GET", "/users/a%20b"))]


class Tests:
    """What every home does. `base` is the API's URL."""

    base = None

    def ask(self, method, path, body=None, content_type="application/json"):
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        status, kind, text = homes.ask(self.base + path, method, body, content_type)
        self.assertEqual(kind, "application/json", text)
        return status, json.loads(text)

    def setUp(self):
        self.assertEqual(self.ask("DELETE", "/users"), (200, None))

    def test_e2e(self):
        """The tutorial's test_e2e.py."""
        self.assertEqual(self.ask("GET", "/users/1")[0], 400)
        self.assertEqual(self.ask("POST", "/users", ANN), (200, ANN))
        self.assertEqual(self.ask("POST", "/users", ANN)[0], 400)
        self.assertEqual(self.ask("POST", "/users", BOB), (200, BOB))
        everybody = self.ask("GET", "/users")[1]
        self.assertCountEqual(everybody, [ANN, BOB])
        changed = {"email": "anna@example.org", "name": "Anna"}
        self.assertEqual(self.ask("PUT", "/users/1", changed), (200, {"id": "1", **changed}))
        self.assertEqual(self.ask("GET", "/users/1"), (200, {"id": "1", **changed}))
        self.assertEqual(self.ask("GET", "/users?email=anna@example.org"),
                         (200, [{"id": "1", **changed}]))
        self.assertEqual(self.ask("GET", "/users?email=ann@example.org"), (200, []))
        self.assertEqual(self.ask("GET", "/users?email=bob%40example.org"), (200, [BOB]))
        self.assertEqual(self.ask("DELETE", "/users/2"), (200, BOB))
        self.assertEqual(self.ask("DELETE", "/users/2")[0], 400)
        self.assertEqual(self.ask("PUT", "/users/2", BOB)[0], 400)
        self.assertEqual(self.ask("DELETE", "/users"), (200, None))
        self.assertEqual(self.ask("GET", "/users"), (200, []))

    def test_the_curl_lines(self):
        """As a person types them: curl names no content type of its own accord but a form's."""
        lines = [
            ('curl -s -X POST $BASE/users -d \'{"id": "1", "email": "a@b.c", "age": 41}\'',
             {"id": "1", "email": "a@b.c", "age": 41}),
            ("curl -s $BASE/users/1", {"id": "1", "email": "a@b.c", "age": 41}),
            ("curl -s $BASE/users", [{"id": "1", "email": "a@b.c", "age": 41}]),
            ("curl -s $BASE/users?email=a@b.c", [{"id": "1", "email": "a@b.c", "age": 41}]),
            ('curl -s -X PUT -H "Content-Type: application/json" $BASE/users/1 -d \'{"age": 42}\'',
             {"id": "1", "age": 42}),
            ("curl -s -X DELETE $BASE/users/1", {"id": "1", "age": 42}),
            ("curl -s -X DELETE $BASE/users", None),
        ]
        for line, answer in lines:
            done = subprocess.run(["bash", "-c", line], env={**os.environ, "BASE": self.base},
                                  capture_output=True, text=True, timeout=60, check=True)
            self.assertEqual(json.loads(done.stdout), answer, line)

    def test_numbers_keep_their_digits(self):
        for method, path in (("POST", "/users"), ("PUT", "/users/3"), ("DELETE", "/users/3")):
            self.assertEqual(homes.ask(self.base + path, method, BIG.encode()),
                             (200, "application/json", BIG))
            if method != "DELETE":
                self.assertEqual(homes.ask(self.base + "/users/3", "GET")[2], BIG)
                self.assertEqual(homes.ask(self.base + "/users", "GET")[2], f"[{BIG}]")

    def test_many_are_listed_and_removed(self):
        text = "x" * 48_000
        for number in range(26):
            user = {"id": f"user-{number}", "email": "all@example.org", "text": text}
            self.assertEqual(self.ask("POST", "/users", user)[0], 200)
        for path in ("/users", "/users?email=all@example.org"):
            self.assertEqual(len(self.ask("GET", path)[1]), 26)
        self.assertEqual(self.ask("DELETE", "/users"), (200, None))
        self.assertEqual(self.ask("GET", "/users"), (200, []))

    def test_bad_input_is_never_our_fault(self):
        for method, path, body, content_type in BAD:
            with self.subTest(f"{method} {path[:30]} {content_type} {(body or b'')[:40]}"):
                status, answer = self.ask(method, path, body, content_type)
                self.assertLess(status, 500)
                if status != 200:
                    self.assertIsInstance(answer["error"], str)
                key = method, path, body, content_type
                self.assertEqual((status, answer),
                                 Tests.answers.setdefault(key, (status, answer)))
        self.assertEqual(self.ask("GET", "/users")[0], 200)

    def test_bytes_that_are_no_text(self):
        """A REST API puts U+FFFD in their place before a function sees them."""
        self.assertLess(self.ask("POST", "/users", b'{"id":"\xff"}')[0], 500)
        self.assertLess(self.ask("GET", "/users?email=%E9")[0], 500)

    answers = {}  # Of the first home: all others give the same.


class ServerWithItsOwnServices(Tests, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = homes.start_server("user-profiles", "--local")
        cls.base = cls.server.url

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0


class ServerBesideTheServices(Tests, unittest.TestCase):
    """DYNAMO_ENDPOINT, and nothing else, says where DynamoDB is."""

    @classmethod
    def setUpClass(cls):
        cls.services = homes.start_services()
        cls.variables = {"DYNAMO_ENDPOINT": cls.services.url}
        for _ in range(2):
            made = homes.run("user-profiles", "--create", **cls.variables)
            assert made.returncode == 0, made.stderr
        cls.server = homes.start_server("user-profiles", **cls.variables)
        cls.base = cls.server.url

    @classmethod
    def tearDownClass(cls):
        for _ in range(2):
            removed = homes.run("user-profiles", "--delete", **cls.variables)
            assert removed.returncode == 0, removed.stderr
        assert homes.ask(cls.base + "/users", "GET")[0] == 502
        assert cls.server.stop() == 0
        assert cls.services.stop() == 0


class FunctionsBehindTheGateway(Tests, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = homes.temporary_folder()
        cls.services = homes.start_gateway(FUNCTIONS, cls.folder.name, "--xray-port", "0")
        made = homes.run("user-profiles", "--create", services=cls.services.url)
        assert made.returncode == 0, made.stderr
        cls.base = cls.services.url + "/_aws/execute-api/user-profiles/dev"

    @classmethod
    def tearDownClass(cls):
        assert cls.services.stop() == 0
        cls.folder.cleanup()

    def test_traces(self):
        """What the functions send is below the segment that Lambda names in their trace header."""
        homes.ask(self.services.url + "/_local/traces", "DELETE")
        self.assertEqual(self.ask("POST", "/users", ANN)[0], 200)
        self.assertEqual(self.ask("GET", "/users/nobody")[0], 400)
        insert, get = traces(self.services.url, 2)
        for sent in insert, get:
            self.assertEqual(sent["type"], "subsegment")
            self.assertRegex(sent["parent_id"], "^[0-9a-f]{16}$")
        check_insert(self, insert)
        self.assertEqual(get["http"]["response"]["status"], 400)
        self.assertTrue(get["error"])
        self.assertEqual(get["subsegments"][0]["aws"]["operation"], "GetItem")
        self.assertNotEqual(get["trace_id"], insert["trace_id"])


class ServerThatIsTraced(unittest.TestCase):
    def test_a_caller_that_wants_a_trace(self):
        port = homes.free_port()
        services = homes.start_services("--xray-port", str(port))
        where = {"services": services.url, "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{port}"}
        self.assertEqual(homes.run("user-profiles", "--create", **where).returncode, 0)
        server = homes.start_server("user-profiles", **where)
        root = "1-67891233-abcdef012345678912345678"
        for decision in ("Sampled=0", "Sampled=1"):
            subprocess.run(["curl", "-sf", "-H", f"X-Amzn-Trace-Id: Root={root};{decision}",
                            server.url + "/users", "--json", json.dumps({**ANN, "id": decision})],
                           capture_output=True, timeout=60, check=True)
        sent, = traces(services.url, 1)
        self.assertEqual((sent["trace_id"], sent["name"]), (root, "user-profiles"))
        self.assertNotIn("type", sent)  # A segment.
        check_insert(self, sent)
        self.assertEqual(server.stop(), 0)
        self.assertEqual(services.stop(), 0)


def traces(services, count):
    """The documents that skiff-local has taken: they come a moment after the answers."""
    for _ in range(200):
        documents = json.loads(homes.ask(services + "/_local/traces", "GET")[2])
        if len(documents) >= count:
            return documents
        time.sleep(0.05)
    raise AssertionError(f"{len(documents)} traces came, not {count}")


def check_insert(test, document):
    test.assertEqual(document["name"], "user-profiles")
    test.assertEqual(document["http"]["request"]["method"], "POST")
    test.assertTrue(document["http"]["request"]["url"].endswith("/users"))
    test.assertEqual(document["http"]["response"]["status"], 200)
    call, = document["subsegments"]
    test.assertEqual((call["name"], call["namespace"]), ("DynamoDB", "aws"))
    test.assertEqual(call["aws"]["operation"], "PutItem")
    test.assertEqual(call["aws"]["table_name"], "user-profiles")
    test.assertTrue(call["aws"]["request_id"])
    test.assertNotIn("ann@example.org", json.dumps(document))


class CommandLine(unittest.TestCase):
    def test_it_says_why_it_does_not_start(self):
        for arguments, reason in ((["--colour"], "colour"), (["--port", "x"], "port"),
                                  (["--local", "--create"], "--local"),
                                  (["--create", "--delete"], "exclude each other")):
            done = homes.run("user-profiles", *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(reason, done.stderr)

    def test_help(self):
        done = homes.run("user-profiles", "--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("PROFILES_TABLE", done.stdout)


if __name__ == "__main__":
    unittest.main()
