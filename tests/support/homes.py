# SPDX-License-Identifier: Apache-2.0
"""The homes of an example program, for the tests of user profiles and users: a server of its own with
--local, a server beside skiff-local, and Lambda functions behind skiff-local's API Gateway."""
import json
import os
import re
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request

BINARIES = os.environ["SKIFF_BIN"]


def program(name):
    return os.path.join(BINARIES, name)


class Running:
    """A program that serves until the block ends. `pattern` finds in its output what it is at."""

    def __init__(self, command, environment, pattern):
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = re.search(pattern, line)
            if found:
                self.url = found[1]
                return
        raise RuntimeError(f"{command} did not start")

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code


def environment(services="http://127.0.0.1:1", **more):
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "AWS_ENDPOINT_URL": services,
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local", **more}


def start_services(*options):
    return Running([program("skiff-local"), "--port", "0", *options], environment(),
                   r"AWS_ENDPOINT_URL=(http://\S+)")


def start_server(name, *arguments, services="http://127.0.0.1:1", **variables):
    return Running([program(name), "--port", "0", *arguments], environment(services, **variables),
                   r"^API +(http://[^/]+)")


def run(name, *arguments, services="http://127.0.0.1:1", **variables):
    return subprocess.run([program(name), *arguments], env=environment(services, **variables),
                          capture_output=True, text=True, timeout=60)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_gateway(functions_file, folder, *options, ports=None):
    """skiff-local with the example's own functions file; its programs are those of this build. Of its
    APIs, those that `ports` names have a port of their own."""
    with open(functions_file, encoding="utf-8") as file:
        described = json.load(file)
    for function in described["functions"]:
        function["program"] = program(os.path.basename(function["program"]))
    for api in described["apis"]:
        api.pop("port", None)
        if ports and api["name"] in ports:
            api["port"] = ports[api["name"]]
    copy = os.path.join(folder, "functions.json")
    with open(copy, "w", encoding="utf-8") as file:
        json.dump(described, file)
    return start_services("--functions", copy, *options)


def ask(url, method, body=None, content_type="application/json"):
    """Status, content type, body as text. `body`: bytes."""
    headers = {} if body is None or not content_type else {"Content-Type": content_type}
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers["Content-Type"], answer.read().decode()


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="skiff-homes-")
