# SPDX-License-Identifier: Apache-2.0
"""boto3 and the AWS CLI against skiff-local, beside our own client."""

import decimal
import email
import email.policy
import glob
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from skiff_local import AWS_CLI, PROBE, SkiffLocal, main

try:
    import boto3
    import botocore.config
    import botocore.exceptions
    from boto3.dynamodb.conditions import Attr, Key
except ImportError:
    print("boto3 is not installed (Debian: python3-boto3)")
    sys.exit(77)



def client(server, service, resource=False, **options):
    make = boto3.resource if resource else boto3.client
    settings = dict(
        endpoint_url=server.url, region_name="us-east-1", aws_access_key_id="local",
        aws_secret_access_key="local",
        config=botocore.config.Config(retries={"max_attempts": 0}))
    settings.update(options)
    return make(service, **settings)


def code_of(raised):
    return raised.exception.response["Error"]["Code"]


class Boto3Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="skiff-local-")
        cls.server = SkiffLocal("--data", cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        cls.folder.cleanup()
        assert code == 0, f"skiff-local ended with {code}"

    def setUp(self):
        self.assertEqual(self.server.request("POST", "/_local/reset")[0], 200)
        self.dynamodb = client(self.server, "dynamodb")
        self.ses = client(self.server, "ses")

    def make_table(self, name="notes"):
        self.dynamodb.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"},
                                  {"AttributeName": "SK", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"},
                       {"AttributeName": "SK", "KeyType": "RANGE"}])
        self.dynamodb.get_waiter("table_exists").wait(TableName=name)
        return client(self.server, "dynamodb", resource=True).Table(name)

    def test_a_table_lives_from_create_to_delete(self):
        self.make_table()
        self.assertEqual(self.dynamodb.list_tables()["TableNames"], ["notes"])
        description = self.dynamodb.describe_table(TableName="notes")["Table"]
        self.assertEqual(description["TableStatus"], "ACTIVE")
        self.assertTrue(description["TableArn"].startswith("arn:aws:dynamodb:us-east-1:"))
        self.dynamodb.delete_table(TableName="notes")
        self.dynamodb.get_waiter("table_not_exists").wait(TableName="notes")
        with self.assertRaises(self.dynamodb.exceptions.ResourceNotFoundException):
            self.dynamodb.describe_table(TableName="notes")

    def test_items_of_every_type_come_back_unchanged(self):
        table = self.make_table()
        item = {
            "PK": "a", "SK": "1", "text": "Grüße 😀", "empty": "", "number": decimal.Decimal("-1.5E-20"),
            "long": decimal.Decimal("12345678901234567890123456789012345678"), "yes": True,
            "nothing": None, "bytes": boto3.dynamodb.types.Binary(b"\x00\xff"),
            "list": ["x", decimal.Decimal(1), {"deep": [None]}], "map": {"k": {"l": "v"}},
            "texts": {"a", "b"}, "numbers": {decimal.Decimal(1), decimal.Decimal(2)}}
        table.put_item(Item=item)
        self.assertEqual(table.get_item(Key={"PK": "a", "SK": "1"})["Item"], item)
        self.assertNotIn("Item", table.get_item(Key={"PK": "a", "SK": "2"}))

    def test_query_scan_update_and_delete(self):
        table = self.make_table()
        with table.batch_writer() as batch:
            for i in range(60):
                batch.put_item(Item={"PK": f"user{i % 2}", "SK": f"{i:03}", "n": i})
        answer = table.query(KeyConditionExpression=Key("PK").eq("user1") & Key("SK").begins_with("00"),
                             ScanIndexForward=False)
        self.assertEqual([int(i["n"]) for i in answer["Items"]], [9, 7, 5, 3, 1])
        self.assertEqual(table.scan(FilterExpression=Attr("n").gte(50))["Count"], 10)
        pages = list(self.dynamodb.get_paginator("scan").paginate(
            TableName="notes", PaginationConfig={"PageSize": 7}))
        self.assertEqual(sum(len(p["Items"]) for p in pages), 60)
        self.assertGreater(len(pages), 8)
        changed = table.update_item(
            Key={"PK": "user0", "SK": "000"}, UpdateExpression="SET n = n + :one REMOVE nowhere",
            ExpressionAttributeValues={":one": 41}, ReturnValues="ALL_NEW")
        self.assertEqual(changed["Attributes"]["n"], 41)
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            table.put_item(Item={"PK": "user0", "SK": "000"},
                           ConditionExpression=Attr("PK").not_exists())
        self.assertEqual(code_of(raised), "ConditionalCheckFailedException")
        gone = table.delete_item(Key={"PK": "user0", "SK": "000"}, ReturnValues="ALL_OLD")
        self.assertEqual(gone["Attributes"]["n"], 41)

    def test_errors_are_those_of_dynamodb(self):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            self.dynamodb.get_item(TableName="nowhere", Key={"a": {"S": "b"}})
        self.assertEqual(code_of(raised), "ResourceNotFoundException")
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            self.dynamodb.list_exports()
        self.assertEqual(code_of(raised), "NotImplemented")
        self.assertIn("DynamoDB.ListExports", str(raised.exception))
        self.assertEqual(len(raised.exception.response["ResponseMetadata"]["RequestId"]), 36)

    def test_wrong_credentials_are_refused(self):
        for service, call, codes in (
                ("dynamodb", "list_tables", ("InvalidSignatureException", "UnrecognizedClientException")),
                ("ses", "get_send_quota", ("SignatureDoesNotMatch", "InvalidClientTokenId"))):
            for options, code in (({"aws_secret_access_key": "wrong"}, codes[0]),
                                  ({"aws_access_key_id": "AKIDWHO"}, codes[1])):
                with self.subTest(service=service, code=code):
                    with self.assertRaises(botocore.exceptions.ClientError) as raised:
                        getattr(client(self.server, service, **options), call)()
                    self.assertEqual(code_of(raised), code)

    def test_what_our_client_wrote_boto3_reads_and_the_other_way_round(self):
        table = self.make_table("exchange")
        table.put_item(Item={"PK": "boto3", "SK": "1", "text": "Grüße 😀", "n": decimal.Decimal("1.5")})
        printed = subprocess.run(
            [PROBE, "exchange", "boto3", "1"], env=self.server.environment(), check=True,
            stdout=subprocess.PIPE, timeout=60).stdout
        self.assertEqual(json.loads(printed), {"text": "Grüße 😀", "n": "1.5"})
        ours = table.get_item(Key={"PK": "skiff", "SK": "1"})["Item"]
        self.assertEqual(ours, {"PK": "skiff", "SK": "1", "text": "Grüße 😀", "n": decimal.Decimal("1.5")})

    def test_identities_are_verified_at_once(self):
        self.ses.verify_email_identity(EmailAddress="ann@example.org")
        self.ses.get_waiter("identity_exists").wait(Identities=["ann@example.org"])
        token = self.ses.verify_domain_identity(Domain="example.com")["VerificationToken"]
        self.assertEqual(self.ses.verify_domain_identity(Domain="Example.com")["VerificationToken"], token)
        found = self.ses.get_identity_verification_attributes(
            Identities=["ann@example.org", "example.com", "eve@example.net"])["VerificationAttributes"]
        self.assertEqual(found, {
            "ann@example.org": {"VerificationStatus": "Success"},
            "example.com": {"VerificationStatus": "Success", "VerificationToken": token}})
        for i in range(5):
            self.ses.verify_email_address(EmailAddress=f"a{i}@example.org")
        pages = self.ses.get_paginator("list_identities").paginate(
            IdentityType="EmailAddress", PaginationConfig={"PageSize": 2})
        self.assertEqual(sum((p["Identities"] for p in pages), []),
                         [f"a{i}@example.org" for i in range(5)] + ["ann@example.org"])
        self.ses.delete_identity(Identity="example.com")
        self.ses.delete_verified_email_address(EmailAddress="a0@example.org")
        self.assertEqual(len(self.ses.list_identities()["Identities"]), 5)
        self.assertEqual(len(self.ses.list_verified_email_addresses()["VerifiedEmailAddresses"]), 5)

    def test_a_mail_arrives_in_the_outbox(self):
        self.ses.verify_email_identity(EmailAddress="ann@example.org")
        sent = self.ses.send_email(
            Source="Ann <ann@example.org>",
            Destination={"ToAddresses": ["bob@example.net"], "BccAddresses": ["eve@example.net"]},
            Message={"Subject": {"Data": "Grüße"},
                     "Body": {"Text": {"Data": "one\ntwo 😀"}, "Html": {"Data": "<p>one</p>"}}})
        listed = json.loads(self.server.request("GET", "/_local/outbox")[2])
        self.assertEqual(len(listed), 1)
        self.assertEqual(listed[0]["id"], sent["MessageId"])
        self.assertEqual(listed[0]["subject"], "Grüße")
        self.assertEqual(listed[0]["from"], "ann@example.org")
        self.assertEqual(listed[0]["recipients"], ["bob@example.net", "eve@example.net"])
        raw = self.server.request("GET", listed[0]["url"])[2]
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertEqual(mail["Subject"], "Grüße")
        self.assertEqual(mail["To"], "bob@example.net")
        self.assertIsNone(mail["Bcc"])
        self.assertEqual(mail.get_body(("plain",)).get_content(), "one\r\ntwo 😀")
        self.assertEqual(mail.get_body(("html",)).get_content().strip(), "<p>one</p>")
        with open(glob.glob(os.path.join(self.folder.name, "outbox", "*.eml"))[0], "rb") as file:
            self.assertEqual(file.read(), raw)
        quota = self.ses.get_send_quota()
        self.assertEqual((quota["Max24HourSend"], quota["SentLast24Hours"]), (50000.0, 2.0))
        points = self.ses.get_send_statistics()["SendDataPoints"]
        self.assertEqual([p["DeliveryAttempts"] for p in points], [2])

    def test_a_raw_mail_keeps_its_attachment(self):
        self.ses.verify_domain_identity(Domain="example.org")
        mail = email.message.EmailMessage()
        mail["From"] = "Änn <ann@mail.example.org>"
        mail["To"] = "bob@example.net, Carol <carol@example.net>"
        mail["Bcc"] = "eve@example.net"
        mail["Subject"] = "Bericht für März"
        mail.set_content("see attachment")
        mail.add_attachment(b"a,b\r\n\xff", maintype="application", subtype="octet-stream",
                            filename="report.csv")
        self.ses.send_raw_email(RawMessage={"Data": mail.as_bytes()})
        listed = json.loads(self.server.request("GET", "/_local/outbox")[2])
        self.assertEqual(listed[0]["subject"], "Bericht für März")
        self.assertEqual(listed[0]["from"], "ann@mail.example.org")
        self.assertEqual(listed[0]["recipients"],
                         ["bob@example.net", "carol@example.net", "eve@example.net"])
        raw = self.server.request("GET", listed[0]["url"])[2]
        got = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertIsNone(got["Bcc"])
        self.assertEqual([a.get_content() for a in got.iter_attachments()], [b"a,b\r\n\xff"])

    def test_mail_is_refused_as_ses_does(self):
        self.ses.verify_email_identity(EmailAddress="ann@example.org")
        good = {"Source": "ann@example.org", "to": ["bob@example.net"], "subject": "s"}
        cases = (
            ({"Source": "Eve <eve@example.net>"}, "MessageRejected",
             "Email address is not verified. The following identities failed the check in region "
             "US-EAST-1: Eve <eve@example.net>"),
            ({"to": ["bob"]}, "InvalidParameterValue", "Missing final '@domain'"),
            ({"to": ["a@b.org, c@d.org"]}, "InvalidParameterValue", "Local address contains"),
            ({"to": ["bob@example.net\r\nBcc: eve@example.net"]}, "InvalidParameterValue", "control"),
            ({"to": [f"b{i}@example.net" for i in range(51)]}, "InvalidParameterValue",
             "Recipient count exceeds 50."),
            ({"subject": "s\r\nBcc: eve@example.net"}, "InvalidParameterValue", "control"))
        for change, code, message in cases:
            with self.subTest(change=change):
                given = {**good, **change}
                with self.assertRaises(botocore.exceptions.ClientError) as raised:
                    self.ses.send_email(
                        Source=given["Source"], Destination={"ToAddresses": given["to"]},
                        Message={"Subject": {"Data": given["subject"]},
                                 "Body": {"Text": {"Data": "t"}}})
                self.assertEqual(code_of(raised), code)
                self.assertIn(message, raised.exception.response["Error"]["Message"])
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            self.ses.send_raw_email(RawMessage={"Data": b"To: b@example.net\r\n\r\nx"})
        self.assertIn("Missing required header 'From'", str(raised.exception))
        self.ses.update_account_sending_enabled(Enabled=False)
        self.assertFalse(self.ses.get_account_sending_enabled()["Enabled"])
        with self.assertRaises(self.ses.exceptions.AccountSendingPausedException):
            self.ses.send_email(
                Source="ann@example.org", Destination={"ToAddresses": ["bob@example.net"]},
                Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}})
        self.assertEqual(json.loads(self.server.request("GET", "/_local/outbox")[2]), [])

    @unittest.skipUnless(AWS_CLI, "the AWS CLI is not installed (Debian: awscli)")
    def test_the_command_line_client_works(self):
        aws = self.server.aws
        aws("dynamodb", "create-table", "--table-name", "cli", "--billing-mode", "PAY_PER_REQUEST",
            "--attribute-definitions", "AttributeName=id,AttributeType=S",
            "--key-schema", "AttributeName=id,KeyType=HASH")
        aws("dynamodb", "wait", "table-exists", "--table-name", "cli")
        aws("dynamodb", "put-item", "--table-name", "cli",
            "--item", '{"id": {"S": "1"}, "text": {"S": "Grüße"}}')
        self.assertEqual(aws("dynamodb", "scan", "--table-name", "cli")["Items"],
                         [{"id": {"S": "1"}, "text": {"S": "Grüße"}}])
        aws("ses", "verify-email-identity", "--email-address", "ann@example.org")
        aws("ses", "send-email", "--from", "ann@example.org", "--to", "bob@example.net",
            "--subject", "from the shell", "--text", "hello")
        listed = json.loads(self.server.request("GET", "/_local/outbox")[2])
        self.assertEqual([m["subject"] for m in listed], ["from the shell"])


class RestartTest(unittest.TestCase):
    def test_a_restart_keeps_what_was_written(self):
        with tempfile.TemporaryDirectory(prefix="skiff-local-") as folder:
            with SkiffLocal("--data", folder) as server:
                dynamodb = client(server, "dynamodb")
                dynamodb.create_table(
                    TableName="kept", BillingMode="PAY_PER_REQUEST",
                    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "N"}],
                    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
                dynamodb.put_item(TableName="kept", Item={"id": {"N": "1"}, "text": {"S": "still here"}})
                ses = client(server, "ses")
                ses.verify_email_identity(EmailAddress="ann@example.org")
                ses.send_email(
                    Source="ann@example.org", Destination={"ToAddresses": ["bob@example.net"]},
                    Message={"Subject": {"Data": "kept"}, "Body": {"Text": {"Data": "t"}}})
                self.assertEqual(server.stop(), 0)
            with SkiffLocal("--data", folder) as server:
                got = client(server, "dynamodb").get_item(TableName="kept", Key={"id": {"N": "1"}})
                self.assertEqual(got["Item"]["text"], {"S": "still here"})
                self.assertEqual(client(server, "ses").list_identities()["Identities"], ["ann@example.org"])
                listed = json.loads(server.request("GET", "/_local/outbox")[2])
                self.assertEqual([m["subject"] for m in listed], ["kept"])
                self.assertEqual(server.request("POST", "/_local/reset")[0], 200)
            with SkiffLocal("--data", folder) as server:
                self.assertEqual(client(server, "dynamodb").list_tables()["TableNames"], [])
                self.assertEqual(client(server, "ses").list_identities()["Identities"], [])
                self.assertEqual(glob.glob(os.path.join(folder, "outbox", "*.eml")), [])


if __name__ == "__main__":
    main("__main__")
