# SPDX-License-Identifier: Apache-2.0
"""The program `notes` as a person starts it: the tutorial's curl lines, load, large lists, odd
requests, tokens; and the program that is packaged as a function, serving the same, as a server and
behind the local API Gateway."""
import base64
import concurrent.futures
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

import homes
from homes import free_port

NOTES = homes.program("notes")
FUNCTION = homes.program("notes-function")
LOCAL = homes.program("skiff-local")
FUNCTIONS = os.path.join(os.environ["SKIFF_SOURCE"], "examples/notes/functions.json")
SECRET = "a secret of the tests, of more than 32 bytes"

# From the tutorial, "Test with curl"; only <note_id> is filled in.
CURL_LINES = """\
curl http://127.0.0.1:5000/health
curl -X POST http://127.0.0.1:5000/notes -H 'Content-Type: application/json' -d '{"title":"Hello","content":"World"}'
curl http://127.0.0.1:5000/notes
curl http://127.0.0.1:5000/notes/<note_id>
curl -X DELETE http://127.0.0.1:5000/notes/<note_id>
""".splitlines()


def listens(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


def token(claims, secret=SECRET, algorithm="HS256"):
    def part(of):
        return base64.urlsafe_b64encode(of).rstrip(b"=")
    text = part(json.dumps({"alg": algorithm}).encode()) + b"." + part(json.dumps(claims).encode())
    mac = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    return (text + b"." + part(mac)).decode()


class Case(unittest.TestCase):
    def setUp(self):
        self.processes = []
        self.port = free_port()
        self.log = tempfile.TemporaryFile()
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": "/nonexistent", "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}

    def tearDown(self):
        for process in reversed(self.processes):
            process.terminate()
            self.assertEqual(process.wait(timeout=30), 0)
        self.log.close()

    def start(self, port, *command):
        self.processes.append(subprocess.Popen(command, env=self.environment, stdout=self.log,
                                               stderr=self.log))
        self.assertTrue(listens(port), command)

    def start_local_services(self):
        port = free_port()
        self.start(port, LOCAL, "--port", str(port))
        return f"http://127.0.0.1:{port}"

    def run_notes(self, *arguments, program=NOTES, **more):
        return subprocess.run([program, *arguments], env={**self.environment, **more},
                              capture_output=True, text=True, timeout=60)

    def ask(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, target, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def notes(self, query=""):
        status, _, body = self.ask("GET", "/notes" + query)
        self.assertEqual(status, 200, body)
        return json.loads(body)


class Tutorial(Case):
    def run_curl_lines(self):
        """The lines as they are: curl is told by its configuration where port 5000 is."""
        with tempfile.TemporaryDirectory() as home:
            with open(os.path.join(home, ".curlrc"), "w") as config:
                config.write(f'silent\nconnect-to = "127.0.0.1:5000:127.0.0.1:{self.port}"\n'
                             'write-out = "\\n%{http_code}"\n')
            answers, note = [], ""
            for line in CURL_LINES:
                done = subprocess.run(["bash", "-c", line.replace("<note_id>", note)],
                                      env={**self.environment, "HOME": home}, text=True,
                                      capture_output=True, timeout=30, check=True)
                body, status = done.stdout.rsplit("\n", 1)
                answers.append((int(status), body))
                if len(answers) == 2:
                    note = json.loads(body)["id"]
        return note, answers

    def check_curl_lines(self):
        note, answers = self.run_curl_lines()
        self.assertRegex(note, r"^\d{13}$")
        self.assertLess(abs(int(note) / 1000 - time.time()), 120)
        item = {"PK": "USER#demo", "SK": "NOTE#" + note, "title": "Hello", "content": "World"}
        self.assertEqual([status for status, _ in answers], [200, 201, 200, 200, 204])
        self.assertEqual(answers[0][1], '{"status":"ok"}')
        self.assertEqual(json.loads(answers[1][1]), {"id": note})
        self.assertEqual(json.loads(answers[2][1]), [item])
        self.assertEqual(json.loads(answers[3][1]), item)
        self.assertEqual(answers[4][1], "")
        self.assertEqual(self.notes(), [])

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_the_curl_lines_with_everything_local(self):
        self.start(self.port, NOTES, "--local", "--port", str(self.port))
        self.check_curl_lines()

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_the_curl_lines_against_another_dynamodb(self):
        self.environment.update(DYNAMO_ENDPOINT=self.start_local_services(),
                                TABLE_NAME="DemoTable", USER_ID="USER#demo")
        for _ in range(2):
            made = self.run_notes("--create")
            self.assertEqual((made.returncode, made.stderr, made.stdout),
                             (0, "", "The table DemoTable is ready.\n"))
        for program in (NOTES, FUNCTION):
            self.start(self.port, program, "--port", str(self.port))
            self.check_curl_lines()
            self.port = free_port()
        for _ in range(2):
            removed = self.run_notes("--delete")
            self.assertEqual((removed.returncode, removed.stderr), (0, ""))


    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_the_curl_lines_behind_the_gateway(self):
        with gateway(self.port) as services:
            self.assertEqual(self.run_notes("--create", DYNAMO_ENDPOINT=services).returncode, 0)
            self.check_curl_lines()


@contextlib.contextmanager
def gateway(port):
    """The function of functions.json, whose API is at the port."""
    with homes.temporary_folder() as folder:
        services = homes.start_gateway(FUNCTIONS, folder, ports={"notes": port})
        try:
            yield services.url
        finally:
            code = services.stop()
        assert code == 0


# Method, target, body. {id} is that of the last note, {next} the last cursor.
CONVERSATION = [
    ("GET", "/health", None), ("GET", "/notes", None), ("GET", "/notes/1", None),
    ("POST", "/notes", '{"title": "Caf\u00e9 \U0001f680", "content": "a\\nb"}'),
    ("GET", "/notes/{id}", None), ("GET", "/notes", None),
    ("GET", "/notes?title=Caf%C3%A9%20%F0%9F%9A%80", None), ("GET", "/notes?contains=a%0Ab", None),
    ("POST", "/notes", '{"title": "b"}'), ("POST", "/notes", "{}"),
    ("POST", "/notes", '{"title": "a", "ttl_seconds": 3600}'),
    ("GET", "/notes?limit=2", None), ("GET", "/notes?limit=2&cursor={next}", None),
    ("GET", "/notes?sort=title", None), ("GET", "/notes?sort=title&order=desc&limit=1", None),
    ("GET", "/notes?title_prefix=Caf", None), ("GET", "/notes?from=2020-01-01&order=desc", None),
    ("GET", "/notes?title=a+b&title=c", None), ("GET", "/notes?limit=0", None),
    ("GET", "/notes?cursor=x", None), ("GET", "/notes?what=is", None), ("GET", "/notes?limit", None),
    ("POST", "/notes", None), ("POST", "/notes", "{"), ("POST", "/notes", "[]"),
    ("POST", "/notes", '{"titel": 1, "content": 5}'), ("POST", "/notes", '{"title": 1.5}'),
    ("POST", "/notes", json.dumps({"title": "x" * 1001})),
    ("POST", "/notes", json.dumps({"content": "x" * 400_000})),
    ("PUT", "/notes", "{}"), ("PATCH", "/notes/1", "{}"), ("GET", "/notes/", None),
    ("GET", "/notes/a%2Fb", None), ("GET", "/notes/%F0%9F%9A%80", None), ("GET", "/nothing", None),
    ("DELETE", "/notes/{id}", None), ("DELETE", "/notes/{id}", None), ("GET", "/notes/{id}", None),
]


class Homes(Case):
    def converse(self):
        """Each answer, with what differs from one time to another left out, and the content type of
        no content, which an HTTP API adds."""
        said, note, cursor = [], "", ""
        for method, target, body in CONVERSATION:
            target = target.replace("{id}", note).replace("{next}", cursor)
            status, headers, answer = self.ask(method, target, body and body.encode())
            if status == 201:
                note = json.loads(answer)["id"]
            cursor = headers.get("X-Next-Cursor") or cursor
            text = re.sub(r"\d{13}|(?<=\"expires_at\":)\d+", "N", answer.decode())
            said.append((method, target.replace(note or "-", "N").replace(cursor or "-", "C"), status,
                         headers.get("Content-Type") if answer else None, headers.get("Allow"),
                         "X-Next-Cursor" in headers, "Link" in headers, text))
        return said

    def test_the_function_answers_as_the_server_does(self):
        self.start(self.port, NOTES, "--local", "--port", str(self.port))
        server = self.converse()
        self.assertIn((201, 404), {(one[2], two[2]) for one in server for two in server})
        self.assertLess(max(one[2] for one in server), 500)
        self.port = free_port()
        with gateway(self.port) as services:
            self.assertEqual(self.run_notes("--create", DYNAMO_ENDPOINT=services).returncode, 0)
            function = self.converse()
        for one, other in zip(server, function, strict=True):
            self.assertEqual(one, other)


class Load(Case):
    def setUp(self):
        super().setUp()
        self.start(self.port, NOTES, "--local", "--port", str(self.port))

    def post_many(self, count):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        ids = []
        for i in range(count):
            connection.request("POST", "/notes", body=json.dumps({"title": str(i)}))
            answer = connection.getresponse()
            body = answer.read()
            self.assertEqual(answer.status, 201, body)
            ids.append(json.loads(body)["id"])
        connection.close()
        return ids

    def test_480_notes_at_once_all_have_ids_of_their_own(self):
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            ids = [one for some in pool.map(self.post_many, [30] * 16) for one in some]
        self.assertEqual(len(set(ids)), 480)
        listed = [note["SK"] for note in self.notes()]
        self.assertEqual(listed, sorted("NOTE#" + one for one in ids))
        paged, target = [], "/notes?limit=100"
        while target:
            status, headers, body = self.ask("GET", target)
            self.assertEqual(status, 200, body)
            paged += [note["SK"] for note in json.loads(body)]
            link = headers.get("Link")
            target = "/notes" + link[1:link.index(">")] if link else None
        self.assertEqual(paged, listed)

    def test_25_notes_of_48_kb_all_come_back(self):
        for i in range(25):
            status, _, body = self.ask("POST", "/notes",
                                       json.dumps({"title": str(i), "content": "x" * 48 * 1024}))
            self.assertEqual(status, 201, body)
        self.assertEqual([note["title"] for note in self.notes()], [str(i) for i in range(25)])
        self.assertTrue(all(len(note["content"]) == 48 * 1024 for note in self.notes()))
        self.assertEqual(len(self.notes("?sort=title")), 25)
        self.assertEqual(len(self.notes("?contains=xxxx")), 25)

    def test_an_ephemeral_note_goes(self):
        status, _, body = self.ask("POST", "/notes", '{"title": "gone", "ttl_seconds": 1}')
        self.assertEqual(status, 201, body)
        self.assertEqual(len(self.notes()), 1)
        for _ in range(100):
            if not self.notes():
                break
            time.sleep(0.1)
        self.assertEqual(self.notes(), [])
        self.assertEqual(self.ask("GET", "/notes/" + json.loads(body)["id"])[0], 404)

    def test_nothing_odd_is_a_5xx(self):
        bodies = [b"", b"{", b"[]", b"null", b"0", b"\"x\"", b"{\"title\": 1.5}", b"\xff\xfe",
                  b"{\"title\": \"\\ud800\"}", b"[" * 100000, b"{\"a\": 1}", b"title=x",
                  b"{\"title\": \"a\0b\"}", b"{\"ttl_seconds\": 1e400}",
                  json.dumps({"title": "x" * 5000}).encode(),
                  json.dumps({"content": "x" * 500_000}).encode(), b"{" + b" " * (4 << 20)]
        for body in bodies:
            with self.subTest(body[:40]):
                status, _, answer = self.ask("POST", "/notes", body)
                self.assertIn(status, (400, 413, 422))
                self.assertIn("error", json.loads(answer))
        targets = ["/notes?limit=x", "/notes?cursor=%00", "/notes?cursor=e30", "/notes?from=x",
                   "/notes?contains=%FF", "/notes?sort=%C3%A4", "/notes?limit=%zz",
                   "/notes/%FF", "/notes/a%2Fb", "/notes/" + "1" * 5000, "/notes/", "/", "/note"]
        for method in ("GET", "DELETE", "PUT", "PATCH", "FOO"):
            for target in targets:
                with self.subTest(method=method, target=target[:40]):
                    status, _, answer = self.ask(method, target)
                    self.assertTrue(400 <= status < 500 or (method, status) == ("DELETE", 204),
                                    status)
                    self.assertTrue(status == 204 or "error" in json.loads(answer))
        self.assertEqual(self.notes(), [])


class Tokens(Case):
    def test_the_subject_is_the_user(self):
        self.environment.update(JWT_SECRET=SECRET, JWT_AUDIENCE="notes")
        self.start(self.port, NOTES, "--local", "--port", str(self.port))
        ann, bob = (token({"sub": who, "aud": "notes", "exp": time.time() + 60})
                    for who in ("ann", "bob"))

        def ask(method, who, body=None):
            return self.ask(method, "/notes", body, {"Authorization": "Bearer " + who})
        self.assertEqual(ask("POST", ann, '{"title": "mine"}')[0], 201)
        self.assertEqual([note["PK"] for note in json.loads(ask("GET", ann)[2])], ["USER#ann"])
        self.assertEqual(json.loads(ask("GET", bob)[2]), [])
        refused = [token({"sub": "ann", "aud": "notes", "exp": time.time() - 3600}),
                   token({"sub": "ann", "aud": "other"}), token({"sub": "ann", "aud": "notes"}, "x"),
                   token({"sub": "ann", "aud": "notes"}, algorithm="none"), "x"]
        for one in refused:
            status, headers, body = ask("GET", one)
            self.assertEqual(status, 401)
            self.assertIn("Bearer", headers["WWW-Authenticate"])
            self.assertIn("error", json.loads(body))
        self.assertEqual(self.ask("GET", "/notes")[0], 401)
        self.assertEqual(self.ask("GET", "/health")[0], 200)
        self.log.seek(0)
        log = self.log.read().decode()
        for one in (ann, bob, SECRET, *refused[:4]):
            self.assertNotIn(one, log)


class Starting(Case):
    def test_it_says_why_it_does_not_start(self):
        cases = [
            (("--colour",), {}, NOTES, "colour"),
            (("--port", "99999"), {}, NOTES, "65535"),
            (("--local", "--create"), {}, NOTES, "--local"),
            (("--local",), {}, FUNCTION, "no local services"),
            (("--local",), {"JWT_SECRET": "short"}, NOTES, "32 bytes"),
            (("--local",), {"JWT_PUBLIC_KEY_FILE": "/nonexistent"}, NOTES, "/nonexistent"),
            (("--local", "--jwt-public-key", __file__), {}, NOTES, "RSA"),
            (("--local",), {"USER_ID": "x" * 2049}, NOTES, "USER_ID"),
        ]
        for arguments, more, program, reason in cases:
            with self.subTest(reason):
                done = self.run_notes(*arguments, program=program, **more)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(reason, done.stderr)

    def test_help_names_the_settings(self):
        done = self.run_notes("--help")
        self.assertEqual(done.returncode, 0)
        for word in ("--local", "TABLE_NAME", "USER_ID", "DYNAMO_ENDPOINT", "5000", "JWT_SECRET"):
            self.assertIn(word, done.stdout)


if __name__ == "__main__":
    unittest.main()
