# SPDX-License-Identifier: Apache-2.0
"""Starts skiff-local for a test and speaks plain HTTP with it."""

import datetime
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys

PROGRAM = os.path.abspath(sys.argv[1])
PROBE = os.path.abspath(sys.argv[2])
# The distribution's comes first; None when there is none.
AWS_CLI = "/usr/bin/aws" if os.path.exists("/usr/bin/aws") else shutil.which("aws")


class SkiffLocal:
    """A skiff-local on a free port; as a context manager it ends with the block."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [PROGRAM, "--port", "0", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.welcome = ""
        for line in self.process.stdout:
            self.welcome += line
            if line.startswith("export AWS_DEFAULT_REGION"):
                break
        found = re.search(r"AWS_ENDPOINT_URL=(http://[^:]+:(\d+))", self.welcome)
        if not found:
            raise RuntimeError("skiff-local did not start: " + self.process.stderr.read())
        self.url = found.group(1)
        self.port = int(found.group(2))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """SIGTERM; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=20)
        finally:
            self.process.stdout.close()
            self.process.stderr.close()

    def request(self, method, target, body=b"", headers=None, timeout=60):
        """One request on its own connection: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, target, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def run_aws(self, *arguments):
        """The AWS CLI's completed process; answers are JSON."""
        return subprocess.run(
            [AWS_CLI, "--endpoint-url", self.url, "--output", "json", *arguments],
            env=self.environment(AWS_PAGER=""), capture_output=True, text=True, timeout=120)

    def aws(self, *arguments):
        """What the AWS CLI prints, read; None when it prints nothing."""
        done = self.run_aws(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def environment(self, **more):
        """What a child process needs to find this server, and nothing of the user's own."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        clean.update(
            AWS_ENDPOINT_URL=self.url, AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local",
            AWS_REGION="us-east-1", AWS_DEFAULT_REGION="us-east-1",
            AWS_CONFIG_FILE="/nonexistent", AWS_SHARED_CREDENTIALS_FILE="/nonexistent",
            AWS_EC2_METADATA_DISABLED="true", **more)
        return clean


def sign(port, service, body, headers, key="local", secret="local", when=None, target="/"):
    """Adds a Signature Version 4 of a POST to `headers` (AWS General Reference)."""
    when = when or datetime.datetime.now(datetime.timezone.utc)
    stamp = when.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/us-east-1/{service}/aws4_request"
    headers = {**headers, "Host": f"127.0.0.1:{port}", "X-Amz-Date": stamp}
    names = sorted(name.lower() for name in headers)
    lower = {name.lower(): value for name, value in headers.items()}
    canonical = "\n".join(
        ["POST", target, "", *(f"{name}:{lower[name]}" for name in names), "", ";".join(names),
         hashlib.sha256(body).hexdigest()])
    text = "\n".join(
        ["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    derived = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={';'.join(names)}, "
        f"Signature={signature}")
    return headers


def main(module):
    """Runs the tests of `module`; the program's own arguments are not unittest's."""
    import unittest
    unittest.main(module=module, argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
