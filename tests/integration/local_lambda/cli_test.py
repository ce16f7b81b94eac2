# SPDX-License-Identifier: Apache-2.0
"""The AWS CLI as the distribution has it, and plain HTTP, against skiff-local with a functions file."""

import base64
import json
import os
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "local"))
from skiff_local import AWS_CLI, SkiffLocal, main

if not AWS_CLI:
    print("the AWS CLI is not installed (Debian: awscli)")
    sys.exit(77)

FUNCTION = os.path.abspath(sys.argv[2])
ARN = "arn:aws:lambda:us-east-1:000000000000:function:echo"
FILE = {
    "functions": [
        {"name": "echo", "program": FUNCTION, "timeout": 20, "memory": 256,
         "environment": {"TABLE": "notes"}},
        {"name": "slow", "program": FUNCTION, "timeout": 1, "environment": {"DO": "hang"}},
        {"name": "proxy", "program": FUNCTION, "timeout": 20, "environment": {"DO": "api"}},
    ],
    "apis": [
        {"name": "root", "stage": "dev", "stage_in_path": False, "port": 0,
         "routes": [{"path": "/{proxy+}", "function": "proxy"}]},
        {"name": "inner", "format": "http",
         "routes": [{"method": "GET", "path": "/a/{id}", "function": "proxy"}]},
    ],
}


class LambdaCli(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="skiff-local-")
        path = os.path.join(cls.folder.name, "functions.json")
        with open(path, "w") as out:
            json.dump(FILE, out)
        cls.server = SkiffLocal("--functions", path)

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        cls.folder.cleanup()
        assert code == 0, f"skiff-local ended with {code}"

    def invoke(self, name, payload, *arguments):
        """What the CLI prints, and what the function answered."""
        path = os.path.join(self.folder.name, "out.json")
        printed = self.server.aws("lambda", "invoke", "--function-name", name, "--payload",
                                  base64.b64encode(payload).decode(), *arguments, path)
        with open(path) as answer:
            return printed, answer.read()

    def test_invoke(self):
        for name in ("echo", ARN, "echo:$LATEST"):
            printed, answer = self.invoke(name, b'{"a": 1}')
            self.assertEqual(printed, {"StatusCode": 200, "ExecutedVersion": "$LATEST"})
            answer = json.loads(answer)
            self.assertEqual(answer["event"], {"a": 1})
            self.assertEqual(answer["variables"]["TABLE"], "notes")

    def test_log_tail_and_client_context(self):
        context = base64.b64encode(b'{"custom": {"a": "b"}}').decode()
        printed, answer = self.invoke("echo", b'{}', "--log-type", "Tail", "--client-context", context)
        log = base64.b64decode(printed["LogResult"]).decode()
        self.assertRegex(log, r"REPORT RequestId: .*Memory Size: 256 MB")
        self.assertEqual(
            json.loads(json.loads(answer)["headers"]["Lambda-Runtime-Client-Context"]),
            {"custom": {"a": "b"}})

    def test_a_function_that_fails(self):
        printed, answer = self.invoke("slow", b"{}")
        self.assertEqual(printed["FunctionError"], "Unhandled")
        answer = json.loads(answer)
        self.assertEqual(answer["errorType"], "Sandbox.Timedout")
        self.assertRegex(answer["errorMessage"], r"^RequestId: \S+ Error: Task timed out after 1.00 seconds$")

    def test_events_and_dry_runs(self):
        printed, answer = self.invoke("echo", b'{"do": "log"}', "--invocation-type", "Event")
        self.assertEqual((printed["StatusCode"], answer), (202, ""))
        for _ in range(500):
            if b"to standard output" in self.server.request("GET", "/_local/functions/echo/log")[2]:
                break
            time.sleep(0.02)
        else:
            self.fail("the event was not handled")
        printed, answer = self.invoke("echo", b"{}", "--invocation-type", "DryRun")
        self.assertEqual((printed["StatusCode"], answer), (204, ""))

    def test_functions_are_described(self):
        listed = self.server.aws("lambda", "list-functions")["Functions"]
        self.assertEqual([one["FunctionName"] for one in listed], ["echo", "proxy", "slow"])
        found = self.server.aws("lambda", "get-function", "--function-name", "echo")
        self.assertEqual(found["Configuration"]["FunctionArn"], ARN)
        self.assertEqual(found["Configuration"]["MemorySize"], 256)
        self.assertEqual(found["Configuration"]["Environment"], {"Variables": {"TABLE": "notes"}})
        self.assertEqual(found["Code"]["Location"], "file://" + FUNCTION)
        configuration = self.server.aws(
            "lambda", "get-function-configuration", "--function-name", ARN)
        self.assertEqual(configuration, found["Configuration"])
        _, _, body = self.server.request("GET", "/_local/functions")
        self.assertEqual([one["name"] for one in json.loads(body)], ["echo", "proxy", "slow"])
        self.assertEqual(self.server.request("GET", "/_local/functions/none/log")[0], 404)

    def test_refusals(self):
        out = os.path.join(self.folder.name, "refused.json")
        cases = [
            (("get-function", "--function-name", "none"), "(ResourceNotFoundException)",
             "Function not found: arn:aws:lambda:us-east-1:000000000000:function:none"),
            (("invoke", "--function-name", "echo:prod", out), "(ResourceNotFoundException)",
             "function:echo:prod"),
            (("invoke", "--function-name", "echo", "--payload",
              base64.b64encode(b"no json").decode(), out),
             "(InvalidRequestContentException)", "Could not parse request body into json"),
            (("list-layers",), "(UnknownOperationException)", "Lambda has no operation"),
        ]
        for arguments, code, words in cases:
            with self.subTest(code):
                done = self.server.run_aws("lambda", *arguments)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(code, done.stderr)
                self.assertIn(words, done.stderr)
        status, _, body = self.server.request(
            "POST", "/2015-03-31/functions/echo/invocations", b"{}")
        self.assertEqual(status, 404, body)  # unsigned: it says not even for whom it is

    def test_the_welcome_names_functions_and_apis(self):
        self.assertIn("echo", self.server.welcome)
        self.assertRegex(self.server.welcome, r"root +http://127.0.0.1:\d+\n")
        self.assertRegex(self.server.welcome,
                         r"inner +http://127.0.0.1:\d+/_aws/execute-api/inner/\$default\n")

    def test_apis(self):
        url = next(line.split()[1] for line in self.server.welcome.splitlines()
                   if line.startswith("  root"))
        with urllib.request.urlopen(url + "/users/1?a=b", timeout=30) as answer:
            event = json.load(answer)
        self.assertEqual((event["path"], event["queryStringParameters"]), ("/users/1", {"a": "b"}))
        for stage in ("", "/$default"):
            status, _, body = self.server.request("GET", f"/_aws/execute-api/inner{stage}/a/7")
            self.assertEqual(status, 200, body)
            event = json.loads(body)
            self.assertEqual((event["rawPath"], event["pathParameters"]), ("/a/7", {"id": "7"}))
        self.assertEqual(self.server.request("GET", "/_aws/execute-api/none/x")[0], 404)


class FunctionsFile(unittest.TestCase):
    def test_a_wrong_file_is_explained(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as out:
            out.write('{"functions": [{"name": "f", "program": "p", "timeout": 0}]}')
            out.flush()
            with self.assertRaisesRegex(RuntimeError, r"functions\[0\].timeout: is a number from 1"):
                SkiffLocal("--functions", out.name)


if __name__ == "__main__":
    main(__name__)
