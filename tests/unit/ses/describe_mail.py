# SPDX-License-Identifier: Apache-2.0
"""Reads a mail and prints what an independent parser makes of it, one line per fact."""
import email
import email.policy
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
mail = email.message_from_bytes(raw, policy=email.policy.default)
longest = max(len(line) for line in raw.split(b"\r\n"))
bare = raw.count(b"\n") - raw.count(b"\r\n")
print(f"bare line feeds {bare}")
print(f"longest line at most 78 {longest <= 78}")
print(f"headers {' '.join(mail.keys())}")
for name in ("From", "To", "Cc", "Bcc", "Reply-To", "Subject"):
    if name in mail:
        print(f"{name} {mail[name]!s}")


def describe(part, depth):
    indent = "  " * depth
    name = part.get_filename()
    print(f"{indent}{part.get_content_type()}{' ' + ascii(name) if name is not None else ''} defects {len(part.defects)}")
    if part.is_multipart():
        for inner in part.iter_parts():
            describe(inner, depth + 1)
    else:
        print(f"{indent}= {part.get_payload(decode=True)!r}")


describe(mail, 0)
