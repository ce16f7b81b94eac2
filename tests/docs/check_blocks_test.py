#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What check_blocks.py lets pass and what it refuses."""
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import check_blocks

CASES = [
    # name, page, part of the problem; none: it passes
    ("code that stands in its file", "<!-- file: a.cpp -->\n```cpp\nint b;\nint c;\n```\n", None),
    ("indented code", "<!-- file: a.cpp -->\n```cpp\n    int b;\n```\n", None),
    ("code that differs", "<!-- file: a.cpp -->\n```cpp\nint d;\n```\n", "word for word"),
    ("code with a gap", "<!-- file: a.cpp -->\n```cpp\nint a;\nint c;\n```\n", "word for word"),
    ("code of no file", "<!-- file: b.cpp -->\n```cpp\nint a;\n```\n", "does not exist"),
    ("code without a mark", "```cpp\nint a;\n```\n", "must say"),
    ("a mark that is too far away", "<!-- file: a.cpp -->\ntext\n```cpp\nint a;\n```\n", "must say"),
    ("commands that succeed", "<!-- run -->\n```sh\ntrue\n```\n", None),
    ("commands that fail in the middle", "<!-- run -->\n```sh\nfalse\ntrue\n```\n", "end with 1"),
    ("a pipe that fails", "<!-- run -->\n```sh\nfalse | cat\n```\n", "end with 1"),
    ("commands without a mark", "```sh\ntrue\n```\n", "must say"),
    ("commands of a test", "<!-- run by: known -->\n```sh\nfalse\n```\n", None),
    ("commands of no test", "<!-- run by: unknown -->\n```sh\ntrue\n```\n", "no test called"),
    ("a program that is not there", "<!-- run with: no_such_program -->\n```sh\nfalse\n```\n", None),
    ("a program that is there", "<!-- run with: bash -->\n```sh\nfalse\n```\n", "end with 1"),
    ("a tracker", "<!-- run with tracker: dynamodb -->\n```sh\necho $TRACKER\n```\n"
     "<!-- prints -->\n```text\nhttp://localhost\n```\n", None),
    ("no tracker", "<!-- run with tracker: none -->\n```sh\ntrue\n```\n", "no tracker called"),
    ("what is printed", "<!-- run -->\n```sh\necho a 1 b\n```\n<!-- prints -->\n```text\na ... b\n```\n",
     None),
    ("what is not printed", "<!-- run -->\n```sh\necho a\n```\n<!-- prints -->\n```text\nb\n```\n",
     "prints:"),
    ("dots are no pattern", "<!-- run -->\n```sh\necho abc\n```\n<!-- prints -->\n```text\na.c\n```\n",
     "prints:"),
    ("nothing that could print", "<!-- prints -->\n```text\nb\n```\n", "no run block"),
    ("a language that nothing checks", "```python\npass\n```\n", "nothing checks"),
    ("a link", "[a](a.cpp#b) [b](https://example.org/)\n", None),
    ("a broken link", "[a](b.cpp)\n", "leads nowhere"),
]


class CheckBlocks(unittest.TestCase):
    def test_cases(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder)
            (source / "a.cpp").write_text("int a;\n  int b;\n\n  int c;\n")
            for name, text, expected in CASES:
                with self.subTest(name):
                    (source / "page.md").write_text(text)
                    checker = check_blocks.Checker(
                        source, dict(os.environ), {"dynamodb": "http://localhost"}, {"known"})
                    checker.check_page(source / "page.md")
                    if expected is None:
                        self.assertEqual(checker.failures, [])
                    else:
                        self.assertEqual(len(checker.failures), 1, checker.failures)
                        self.assertIn(expected, checker.failures[0])


if __name__ == "__main__":
    unittest.main()
