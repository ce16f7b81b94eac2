# SPDX-License-Identifier: Apache-2.0
"""Bytes that no honest client sends: every one is answered with 4xx, and the next good request works."""

import datetime
import json
import os
import random
import socket
import sys
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from skiff_local import SkiffLocal, main, sign

JSON = {"Content-Type": "application/x-amz-json-1.0"}
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def dynamodb(operation):
    return {**JSON, "X-Amz-Target": "DynamoDB_20120810." + operation}


class RawTest(unittest.TestCase):
    """Without verification, so that the bodies reach the codecs."""

    @classmethod
    def setUpClass(cls):
        cls.server = SkiffLocal("--no-verify")

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0

    def tearDown(self):
        status, _, body = self.server.request("POST", "/", b"{}", dynamodb("ListTables"))
        self.assertEqual((status, json.loads(body)), (200, {"TableNames": []}))

    def send_bytes(self, data):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=60) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                answer = b""
                while True:
                    part = connection.recv(65536)
                    if not part:
                        return answer
                    answer += part
            except (BrokenPipeError, ConnectionResetError):
                return b""

    def test_bodies_that_are_not_the_protocols(self):
        deep = 100_000
        big = b"x" * (1 << 20)
        bodies = {
            "nothing": b"", "garbage": bytes(range(256)), "open": b'{"TableName":',
            "array": b"[]", "number": b"1", "wrong type": b'{"TableName": 5}',
            "nested arrays": b"[" * deep + b"]" * deep,
            "nested in a member": b'{"Item": ' + b'{"L":[' * deep + b"]}" * deep + b"}",
            "nested maps": b'{"TableName":"t","Item":' + b'{"a":{"M":' * deep + b"}}" * deep + b"}",
            "nested and open": b'{"Item":{"a":' + b'{"L":[' * deep,
            "nested where unknown": b'{"What":' + b"[" * deep + b"]" * deep + b"}",
            "bad utf-8": b'{"TableName": "\xff\xfe"}', "overlong": b'{"TableName": "\xc0\xaf"}',
            "lone surrogate": b'{"TableName": "\\ud800"}', "nul": b'{"TableName": "a\x00b"}',
            "long string": b'{"TableName": "' + big + b'"}', "long number": b'{"Limit": ' + b"9" * 100000 + b"}",
            "duplicate keys": b'{"TableName":"a","TableName":"b"}', "trailing": b"{} {}"}
        for operation in ("GetItem", "PutItem", "Query", "CreateTable", "BatchWriteItem"):
            for name, body in bodies.items():
                with self.subTest(operation=operation, body=name):
                    status, headers, answer = self.server.request("POST", "/", body, dynamodb(operation))
                    self.assertIn(status, range(400, 500), answer[:200])
                    self.assertIn("__type", json.loads(answer))
                    self.assertTrue(headers["x-amzn-RequestId"])
                    self.assertTrue(headers["x-amz-crc32"])

    def test_forms_that_are_not_the_protocols(self):
        many = "&".join(f"Destination.ToAddresses.member.{i}=a%40b.org" for i in range(100_000))
        bodies = {
            "nothing": b"", "garbage": bytes(range(256)), "no action": b"Version=2010-12-01",
            "unknown action": b"Action=Nope&Version=2010-12-01",
            "bad percent": b"Action=SendEmail&Version=2010-12-01&Source=%zz%4",
            "bad utf-8": b"Action=VerifyEmailIdentity&Version=2010-12-01&EmailAddress=%ff%40b.org",
            "crlf": b"Action=VerifyEmailIdentity&Version=2010-12-01&EmailAddress=a%40b.org%0d%0aBcc:x",
            "many members": ("Action=SendEmail&Version=2010-12-01&Source=a%40b.org&" + many).encode(),
            "huge index": b"Action=SendEmail&Version=2010-12-01&Source=a%40b.org"
                          b"&Destination.ToAddresses.member.99999999999=a%40b.org",
            "negative index": b"Action=SendEmail&Version=2010-12-01&Source=a%40b.org"
                              b"&Destination.ToAddresses.member.-1=a%40b.org",
            "long dots": b"Action=SendEmail&Version=2010-12-01&" + b"a." * 500_000 + b"=1",
            "ampersands": b"Action=SendEmail&Version=2010-12-01" + b"&" * 1_000_000,
            "not base64": b"Action=SendRawEmail&Version=2010-12-01&RawMessage.Data=****"}
        for name, body in bodies.items():
            with self.subTest(body=name):
                status, headers, answer = self.server.request(
                    "POST", "/", body, {**FORM, "Host": "email.us-east-1.amazonaws.com"})
                self.assertIn(status, range(400, 500), answer[:200])
                self.assertIn(b"<Code>", answer)
                self.assertTrue(headers["x-amzn-RequestId"])

    def test_what_is_not_implemented_says_so(self):
        status, _, body = self.server.request(
            "POST", "/", b"Action=CreateReceiptRuleSet&Version=2010-12-01&RuleSetName=a", FORM)
        self.assertEqual(status, 501)
        self.assertIn(b"skiff-local does not implement SES.CreateReceiptRuleSet", body)
        status, _, body = self.server.request(
            "POST", "/", b"{}", {**JSON, "X-Amz-Target": "DynamoDB_20120810.Nope"})
        self.assertEqual(status, 400)
        self.assertIn("UnknownOperationException", json.loads(body)["__type"])
        headers = sign(self.server.port, "sqs", b"", FORM)
        status, _, body = self.server.request("POST", "/", b"", headers)
        self.assertEqual(status, 501)
        self.assertIn(b"does not implement the service 'sqs'", body)
        self.assertEqual(self.server.request("GET", "/")[0], 404)
        for body, code in ((b"Action=SendEmail&Version=2010-12-01&Source=%zz", b"MalformedQueryString"),
                           (b"Action=Nope&Version=2010-12-01", b"InvalidAction"),
                           (b"Version=2010-12-01", b"MissingAction"),
                           (b"Action=VerifyEmailIdentity&Version=2010-12-01", b"ValidationError")):
            with self.subTest(body=body):
                status, _, answer = self.server.request("POST", "/", body, FORM)
                self.assertEqual(status, 400)
                self.assertIn(b"<Code>" + code + b"</Code>", answer)

    def test_a_body_above_the_limit_is_refused(self):
        status, _, _ = self.server.request("POST", "/", b" " * (20 << 20) + b"{}", dynamodb("ListTables"))
        self.assertEqual(status, 413)
        status, _, body = self.server.request("POST", "/", b" " * (16 << 20) + b"{}", dynamodb("ListTables"))
        self.assertEqual(status, 200)

    def test_bytes_that_are_not_http(self):
        random.seed(1)
        for data in (b"\x00" * 1000, b"\r\n" * 1000, b"GET", b"GET / HTTP/9.9\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                     b"POST / HTTP/1.1\r\n" + b"a: b\r\n" * 100000 + b"\r\n",
                     b"POST /" + b"a" * 1000000 + b" HTTP/1.1\r\n\r\n",
                     random.randbytes(100000)):
            with self.subTest(data=data[:40]):
                answer = self.send_bytes(data)
                if answer:
                    self.assertRegex(answer, rb"^HTTP/1\.1 (4\d\d|505) ")

    def test_random_changes_of_good_requests(self):
        random.seed(7)
        goods = (
            (dynamodb("PutItem"), b'{"TableName":"t","Item":{"a":{"S":"x"},"b":{"N":"1"},"c":{"L":[{"BOOL":true}]}}}'),
            (dynamodb("Query"), b'{"TableName":"t","KeyConditionExpression":"#a = :b AND begins_with(c, :d)",'
                                b'"ExpressionAttributeNames":{"#a":"x"},"ExpressionAttributeValues":{":b":{"S":"y"}}}'),
            (FORM, b"Action=SendEmail&Version=2010-12-01&Source=a%40b.org&Destination.ToAddresses.member.1=c%40d.org"
                   b"&Message.Subject.Data=s&Message.Body.Text.Data=t"))
        for headers, good in goods:
            for _ in range(150):
                body = bytearray(good)
                for _ in range(random.randint(1, 4)):
                    at = random.randrange(len(body))
                    kind = random.randrange(3)
                    if kind == 0:
                        body[at] = random.randrange(256)
                    elif kind == 1:
                        del body[at:at + random.randint(1, 9)]
                    else:
                        body[at:at] = body[:random.randint(1, 60)]
                    if not body:
                        break
                status, _, answer = self.server.request("POST", "/", bytes(body), headers)
                self.assertIn(status, range(400, 500), (bytes(body), answer[:300]))


class SignatureTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = SkiffLocal("--key", "local:local", "--key", "AKID:s3cr3t/+")

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0

    def call(self, service, **options):
        body, headers = ((b"{}", dynamodb("ListTables")) if service == "dynamodb" else
                         (b"Action=GetSendQuota&Version=2010-12-01", FORM))
        signed = sign(self.server.port, service, body, headers, **options)
        return self.server.request("POST", "/", body, signed)

    def test_signatures_are_judged_as_aws_does(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        cases = (
            ({}, (200, ""), (200, ""), b""),
            ({"key": "AKID", "secret": "s3cr3t/+"}, (200, ""), (200, ""), b""),
            ({"secret": "wrong"}, (400, "InvalidSignatureException"), (403, "SignatureDoesNotMatch"),
             b"The request signature we calculated does not match the signature you provided."),
            ({"key": "nobody"}, (400, "UnrecognizedClientException"), (403, "InvalidClientTokenId"),
             b"The security token included in the request is invalid."),
            ({"when": now - datetime.timedelta(minutes=16)}, (400, "InvalidSignatureException"),
             (403, "SignatureDoesNotMatch"), b"Signature expired: "),
            ({"when": now + datetime.timedelta(minutes=16)}, (400, "InvalidSignatureException"),
             (403, "SignatureDoesNotMatch"), b"Signature not yet current: "),
            ({"when": now - datetime.timedelta(minutes=14)}, (200, ""), (200, ""), b""))
        for options, *expected, message in cases:
            for service, (status, code) in zip(("dynamodb", "ses"), expected):
                with self.subTest(service=service, **options):
                    got, headers, body = self.call(service, **options)
                    self.assertEqual(got, status, body)
                    self.assertIn(code.encode(), body)
                    self.assertIn(message, body)
                    self.assertTrue(headers["x-amzn-RequestId"])

    def test_what_is_not_signed_is_refused(self):
        got, _, body = self.server.request("POST", "/", b"{}", dynamodb("ListTables"))
        self.assertEqual(got, 400)
        self.assertIn("MissingAuthenticationTokenException", json.loads(body)["__type"])
        got, _, body = self.server.request("POST", "/", b"Action=GetSendQuota&Version=2010-12-01", FORM)
        self.assertEqual(got, 403)
        self.assertIn(b"<Code>MissingAuthenticationToken</Code>", body)
        for authorization in ("", "x" * 10000, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=",
                              "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request",
                              "Basic bG9jYWw6bG9jYWw="):
            with self.subTest(authorization=authorization[:80]):
                got, _, body = self.server.request(
                    "POST", "/", b"{}", {**dynamodb("ListTables"), "Authorization": authorization})
                self.assertEqual(got, 400, body)

    def test_a_changed_body_is_refused(self):
        headers = sign(self.server.port, "dynamodb", b"{}", dynamodb("ListTables"))
        got, _, body = self.server.request("POST", "/", b'{"Limit":1}', headers)
        self.assertEqual(got, 400)
        self.assertIn("InvalidSignatureException", json.loads(body)["__type"])


if __name__ == "__main__":
    main("__main__")
