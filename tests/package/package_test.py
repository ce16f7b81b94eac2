#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Packages of skiff_lambda_package: what is in them, and that they run where nothing else is.

Usage: package_test.py ZIP_FOLDER BOOTSTRAP PLAIN_PROGRAM CMAKE SCRIPT OBJDUMP STRIP
"""
import http.server
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zipfile
from pathlib import Path

zips, bootstrap, plain = (Path(argument) for argument in sys.argv[1:4])
cmake, script, objdump, strip = sys.argv[4:8]
GLIBC = re.compile(r"(ld-linux.*|lib(c|m|mvec|pthread|dl|rt|resolv|util|anl))\.so")
EVENT = {"version": "2.0", "rawPath": "/hello/Ada", "rawQueryString": "", "headers": {},
         "isBase64Encoded": False,
         "requestContext": {"stage": "$default", "requestId": "gateway-1",
                            "http": {"method": "GET", "sourceIp": "192.0.2.1"}}}


def loaded(program):
    """What the loader of this machine finds for the program: file names to paths."""
    out = subprocess.run(["ldd", program], check=True, text=True, stdout=subprocess.PIPE).stdout
    paths = re.findall(r"(/\S+) \(0x", out)
    return {Path(path).name: Path(path) for path in paths}


def unpack(name, folder):
    with zipfile.ZipFile(zips / name) as package:
        for entry in package.infolist():
            path = Path(package.extract(entry, folder))
            path.chmod(entry.external_attr >> 16)


def make(program, into, name="made", *more):
    """The script itself, as the target runs it."""
    return subprocess.run(
        [cmake, f"-DPROGRAM={program}", f"-DTARGET={name}", f"-DZIP={into}/{name}.zip",
         f"-DWORK={into}/work", "-DSTRIP=ON", "-DGLIBC=auto", f"-DCMAKE_OBJDUMP={objdump}",
         f"-DCMAKE_STRIP={strip}", *more, "-P", script],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class RuntimeApi:
    """Gives one event, keeps the answers."""

    def __init__(self):
        api = self
        self.answers, self.asked = queue.Queue(), 0
        self.done = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                api.asked += 1
                if api.asked > 1:
                    api.done.wait(30)
                    self.close_connection = True
                    return
                body = json.dumps(EVENT).encode()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", "r1")
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + 9000))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                api.answers.put((self.path, body))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *request: None  # The function is killed at its end.
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.done.set()
        self.server.shutdown()
        self.server.server_close()


class Packages(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="skiff-package-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def names(self, package):
        with zipfile.ZipFile(package) as opened:
            return opened.namelist()

    def test_has_what_the_program_loads_and_no_more(self):
        names = self.names(zips / "lambda_test_bootstrap.zip")
        self.assertEqual(names, sorted(names))
        expected = {f"lib/{name}" for name in loaded(bootstrap)}
        if "bin/lambda_test_bootstrap" not in names:  # Built where glibc is as old as Lambda's.
            expected = {name for name in expected if not GLIBC.match(name[4:])}
        self.assertEqual({name for name in names if name.startswith("lib/")}, expected)
        self.assertEqual({name for name in names if not name.startswith("lib/")},
                         {"bootstrap", "bin/lambda_test_bootstrap"} & set(names) | {"bootstrap"})

    def test_runs_where_nothing_else_is(self):
        """A root folder with the package, and a shell for its script."""
        root = self.folder
        unpack("lambda_test_bootstrap.zip", root / "var/task")
        shell = Path(shutil.which("sh")).resolve()
        brought = {"bin/sh": shell}
        for path in loaded(shell).values():
            brought[str(path).lstrip("/")] = path
        if not (root / "var/task/bin").exists():  # Lambda's own glibc is part of the deal then.
            for name, path in loaded(bootstrap).items():
                if GLIBC.match(name):
                    brought[str(path).lstrip("/")] = path
        for inside, path in brought.items():
            (root / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, root / inside)
        authorities = root / "etc/pki/tls/certs/ca-bundle.crt"
        authorities.parent.mkdir(parents=True)
        authorities.touch()
        api = RuntimeApi()
        self.addCleanup(api.close)
        enter = ["chroot"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "chroot"]
        function = subprocess.Popen(
            [*enter, root, "/var/task/bootstrap"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "AWS_LAMBDA_RUNTIME_API": api.address,
                 "LAMBDA_TASK_ROOT": "/var/task",
                 "LD_LIBRARY_PATH": "/lib64:/usr/lib64:/var/task:/var/task/lib"})
        try:
            path, body = api.answers.get(timeout=60)
            maps = Path(f"/proc/{function.pid}/maps").read_text()
            variables = Path(f"/proc/{function.pid}/environ").read_bytes().split(b"\0")
        except queue.Empty:
            function.kill()
            self.fail(function.communicate()[0].decode())
        finally:
            function.kill()
            function.communicate()
        self.assertEqual(path, "/2018-06-01/runtime/invocation/r1/response")
        self.assertEqual(json.loads(body)["body"], "Hello, Ada")
        mapped = {line.split(maxsplit=5)[5] for line in maps.splitlines() if " /" in line}
        package = str(root.resolve() / "var/task") + "/"
        foreign = {name for name in mapped if package not in name and not name.startswith("/var/task/")}
        if (root / "var/task/bin").exists():
            self.assertEqual(foreign, set())
            self.assertIn(b"SSL_CERT_FILE=/etc/pki/tls/certs/ca-bundle.crt", variables)
        else:
            self.assertTrue(all(GLIBC.match(Path(name).name) for name in foreign), foreign)
        self.assertGreater(len(mapped), 3)

    def test_is_stripped_and_knows_nothing_of_this_machine(self):
        unpack("lambda_test_bootstrap.zip", self.folder)
        program = self.folder / "bin/lambda_test_bootstrap"
        if not program.exists():
            program = self.folder / "bootstrap"
        symbols = subprocess.run([objdump, "-t", program], text=True, capture_output=True).stdout
        self.assertIn("no symbols", symbols)
        self.assertLess(program.stat().st_size, 2_000_000)
        for file in self.folder.rglob("*"):
            if file.is_file():
                self.assertNotIn(str(zips.parent).encode(), file.read_bytes(), file)

    def test_is_the_same_each_time(self):
        packages = []
        for folder in ("one", "two"):
            (self.folder / folder).mkdir()
            copy = self.folder / folder / "program"
            shutil.copy(plain, copy)
            done = make(copy, self.folder / folder)
            self.assertEqual(done.returncode, 0, done.stdout)
            packages.append((self.folder / folder / "made.zip").read_bytes())
            time.sleep(1.1)  # Zips count in seconds.
        self.assertEqual(*packages)

    def test_a_program_that_needs_no_newer_glibc_is_the_bootstrap_itself(self):
        self.assertEqual(self.names(zips / "plain.zip"), ["bootstrap", "lib/libpackage_answer.so"])
        unpack("plain.zip", self.folder / "task")
        # Another library of that name, in a folder that Lambda's LD_LIBRARY_PATH has first.
        (self.folder / "lib64").mkdir()
        (self.folder / "lib64/libpackage_answer.so").write_text("not a library")
        out = subprocess.run(
            [self.folder / "task/bootstrap"], text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={"LD_LIBRARY_PATH": str(self.folder / "lib64")}).stdout
        self.assertEqual(out, "answer 42\n")
        header = subprocess.run([objdump, "-p", self.folder / "task/bootstrap"], text=True,
                                check=True, stdout=subprocess.PIPE).stdout
        self.assertRegex(header, r"\n +RPATH +\$ORIGIN/lib\n")

    def test_bundles_glibc_where_it_is_told_to(self):
        done = make(plain, self.folder, "told", "-DGLIBC=bundled")
        self.assertEqual(done.returncode, 0, done.stdout)
        names = self.names(self.folder / "told.zip")
        self.assertIn("bin/told", names)
        self.assertIn("lib/libc.so.6", names)

    def test_names_the_symbols_that_lambda_lacks(self):
        system = make(bootstrap, self.folder, "made", "-DGLIBC=system")
        newer = re.search(r"GLIBC_2\.3[5-9]", subprocess.run(
            [objdump, "-T", bootstrap, *loaded(bootstrap).values()], text=True,
            stdout=subprocess.PIPE).stdout.replace("libc.so.6", ""))
        packed = "bin/lambda_test_bootstrap" in self.names(zips / "lambda_test_bootstrap.zip")
        if not packed:
            self.assertEqual(system.returncode, 0, system.stdout)
            return
        self.assertTrue(newer)
        self.assertNotEqual(system.returncode, 0)
        self.assertRegex(system.stdout, r"Lambda's glibc is 2\.34; newer ones are needed by\s+"
                         r"\S+: \w+\s+\(GLIBC_2\.3[5-9]\)")
        self.assertFalse((self.folder / "made.zip").exists())

    def test_names_a_library_that_is_not_there(self):
        broken = self.folder / "broken"
        broken.write_bytes(plain.read_bytes().replace(b"libpackage_answer.so", b"libpackage_absent.so"))
        done = make(broken, self.folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("libpackage_absent.so", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
