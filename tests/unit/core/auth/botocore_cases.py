#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes botocore_cases.txt: requests and the signatures that botocore gives them.

Needs Debian's python3-botocore. One case per line, fields separated by tabs, each percent-encoded:
kind (header or presign), description, method, target, authority, region, service, access key id,
secret, session token, time (seconds since 1970), headers ("name:value" lines), body, signature.
"""
import datetime
import re
import sys
import types
from urllib.parse import quote

import botocore.auth
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "FwoGZXIvYXdzEJr//////////wEaDM+a/b==long" * 12
JSON = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem"}

CASES = [
    # description, method, target, authority, region, service, token, time, headers, body
    ("dynamodb call", "POST", "/", "dynamodb.eu-central-1.amazonaws.com", "eu-central-1",
     "dynamodb", "", 1767225600, JSON, '{"TableName":"t","Key":{"id":{"S":"1"}}}'),
    ("session token", "POST", "/", "dynamodb.eu-central-1.amazonaws.com", "eu-central-1",
     "dynamodb", TOKEN, 1767225599, JSON, "{}"),
    ("port in the host", "POST", "/", "localhost:4566", "us-east-1", "ses", "", 951782400,
     {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
     "Action=GetSendQuota&Version=2010-12-01"),
    ("IPv6 host", "POST", "/", "[::1]:8000", "us-east-1", "dynamodb", "", 1709164800, JSON, "{}"),
    ("empty body", "GET", "/", "example.com", "us-east-1", "service", "", 1440938160, {}, ""),
    ("body of 64 bytes", "PUT", "/x", "example.com", "us-east-1", "service", "", 1440938160, {},
     "x" * 64),
    ("body of 10 kB", "PUT", "/x", "example.com", "us-east-1", "service", "", 1440938160, {},
     "0123456789" * 1000),
    ("emoji in the body", "POST", "/Execute", "rds-data.us-east-1.amazonaws.com", "us-east-1",
     "rds-data", "", 1440938160, {"Content-Type": "application/json"}, '{"sql":"\U0001f6a2"}'),
    ("encoded space in the path is encoded twice", "GET", "/a%20b/c", "example.com", "us-east-1",
     "service", "", 1440938160, {}, ""),
    ("odd characters in the path", "GET", "/a+b/!$&'()*,;=:@/~-._/%C3%A9", "example.com",
     "us-east-1", "service", "", 1440938160, {}, ""),
    ("trailing slash", "GET", "/a/b/", "example.com", "us-east-1", "service", "", 1440938160, {},
     ""),
    ("repeated slashes and dots", "GET", "//a/./b/../c//", "example.com", "us-east-1", "service",
     "", 1440938160, {}, ""),
    ("a file name that begins with dots", "GET", "/..a/.b/...", "example.com", "us-east-1",
     "service", "", 1440938160, {}, ""),
    ("query sorted by name", "GET", "/?b=2&a=1&c=3", "example.com", "us-east-1", "service", "",
     1440938160, {}, ""),
    ("repeated key sorted by value", "GET", "/?a=2&a=1&a=10&a=", "example.com", "us-east-1",
     "service", "", 1440938160, {}, ""),
    ("key without a value", "GET", "/?acl&b=1", "example.com", "us-east-1", "service", "",
     1440938160, {}, ""),
    ("capitals sort before small letters", "GET", "/?b=1&B=2&a=3&A=4", "example.com", "us-east-1",
     "service", "", 1440938160, {}, ""),
    ("encoded characters in the query", "GET", "/?k%2F%26=v%20%3D%2B&%E1%88%B4=x", "example.com",
     "us-east-1", "service", "", 1440938160, {}, ""),
    ("a name that is the beginning of another", "GET", "/?a-b=1&a=2&a.c=3", "example.com",
     "us-east-1", "service", "", 1440938160, {}, ""),
    ("whitespace in header values", "GET", "/", "example.com", "us-east-1", "service", "",
     1440938160, {"X-A": "  one   two \t three  ", "X-B": '"a   b"', "x-empty": ""}, ""),
    ("many headers in any case", "GET", "/", "example.com", "us-east-1", "service", "",
     1440938160, {f"X-{chr(90 - i)}-{i}": str(i) for i in range(26)}, ""),
    ("headers that are never signed", "GET", "/", "example.com", "us-east-1", "service", "",
     1440938160, {"User-Agent": "skiff", "X-Amzn-Trace-Id": "Root=1", "Expect": "100-continue",
                  "X-C": "1"}, ""),
    ("retry headers", "POST", "/", "dynamodb.us-east-1.amazonaws.com", "us-east-1", "dynamodb", "",
     1440938160, {**JSON, "amz-sdk-invocation-id": "8a4c-1",
                  "amz-sdk-request": "ttl=20150830T123700Z; attempt=2; max=4"}, "{}"),
    ("digest given in a header", "PUT", "/k", "example.com", "us-east-1", "service", "",
     1440938160, {"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}, "hello"),
    ("last second of a leap day", "GET", "/", "example.com", "us-east-1", "service", "",
     1709251199, {}, ""),
]


def case(kind, signer, row):
    description, method, target, authority, region, service, token, time, headers, body = row
    moment = datetime.datetime.fromtimestamp(time, datetime.timezone.utc)

    moment = moment.replace(tzinfo=None)
    if hasattr(botocore.auth, "get_current_datetime"):
        botocore.auth.get_current_datetime = lambda *_: moment
    else:
        frozen = type("frozen", (datetime.datetime,), {"utcnow": classmethod(lambda _: moment)})
        botocore.auth.datetime = types.SimpleNamespace(datetime=frozen)
    url = "http://" + authority + target
    request = AWSRequest(method=method, url=url, headers=dict(headers), data=body.encode())
    signer(Credentials(KEY, SECRET, token or None), service, region).add_auth(request)
    where = request.url if kind == "presign" else request.headers["Authorization"]
    signature = re.search("Signature=([0-9a-f]{64})", where).group(1)
    lines = "\n".join(f"{k}:{v}" for k, v in headers.items())
    fields = (kind, description, method, target, authority, region, service, KEY, SECRET, token,
              str(time), lines, body, signature)
    return "\t".join(quote(f, safe=" /:;=?{}\",'!-_.~") for f in fields)


def main():
    # Presigning moves a body into the query and keeps one of repeated keys only.
    rows = [case("header", SigV4Auth, row) for row in CASES]
    rows += [case("presign", lambda c, s, r: SigV4QueryAuth(c, s, r, expires=3600), row)
             for row in CASES if not row[9] and "repeated key" not in row[0]]
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
