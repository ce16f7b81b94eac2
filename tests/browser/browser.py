# SPDX-License-Identifier: Apache-2.0
"""What the browser tests stand on: the tracker program, a headless Chromium, waiting."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

SKIPPED = 77  # What CTest takes for "skipped".

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
except ImportError:
    print("skipped: the package python3-selenium is not installed")
    sys.exit(SKIPPED)


def program(*names):
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        print(f"skipped: none of {', '.join(names)} is installed")
        sys.exit(SKIPPED)
    return found


CHROMIUM = program("chromium", "chromium-browser", "google-chrome")
DRIVER = program("chromedriver")
SCREENSHOTS = os.environ.get("SKIFF_SCREENSHOTS", tempfile.gettempdir())


class Tracker:
    """A tracker program, --local, on a port of its own."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["SKIFF_ITEM_TRACKER"], "--local", "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = None
        for line in self.process.stdout:
            if line.startswith("Page"):
                self.url = line.split()[1].rstrip("/")
            if line.startswith("Stop"):
                break
        if self.url is None:
            raise RuntimeError("the tracker did not start")

    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data=data, method=method,
            headers={"Content-Type": "application/json"} if data else {})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def items(self, query=""):
        return self.request("GET", "/api/items" + query)

    def add(self, name, **fields):
        item = {"name": name, "guide": "cpp", "description": "d", "status": "",
                "archived": False, **fields}
        return self.request("POST", "/api/items", item)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code


def open_browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    profile = tempfile.mkdtemp(prefix="skiff-chromium-")
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                     "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync",
                     f"--user-data-dir={profile}", "--window-size=1200,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(service=Service(DRIVER), options=options)
    browser.profile_folder = profile
    return browser


class BrowserTest(unittest.TestCase):
    """One browser for all tests of a class, one tracker for each test."""

    @classmethod
    def setUpClass(cls):
        cls.browser = open_browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()
        shutil.rmtree(cls.browser.profile_folder, ignore_errors=True)

    def setUp(self):
        self.tracker = Tracker()

    def tearDown(self):
        self.browser.get("about:blank")
        self.assertEqual(self.tracker.stop(), 0)

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def run_script(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def until(self, condition, what):
        """Waits up to ten seconds for `condition` to give something true."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                value = condition()
                if value:
                    return value
            except Exception:  # Elements come and go while the page works.
                pass
            time.sleep(0.05)
        self.screenshot("failure")
        self.fail(f"did not happen: {what}")

    def screenshot(self, name):
        self.browser.save_screenshot(os.path.join(SCREENSHOTS, f"{name}.png"))

    def console_errors(self):
        return [entry["message"] for entry in self.browser.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING")]
