# SPDX-License-Identifier: Apache-2.0
"""The AWS CLI and boto3 against the Secrets Manager of skiff-local."""

import datetime
import glob
import json
import os
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from skiff_local import AWS_CLI, PROGRAM, SkiffLocal, main, sign

try:
    import boto3
    import botocore.config
    import botocore.exceptions
except ImportError:
    print("boto3 is not installed (Debian: python3-boto3)")
    sys.exit(77)

PLAIN = "a value that is easily found in a file"


def client(server):
    return boto3.client(
        "secretsmanager", endpoint_url=server.url, region_name="us-east-1",
        aws_access_key_id="local", aws_secret_access_key="local",
        config=botocore.config.Config(retries={"max_attempts": 0}))


class Server(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = SkiffLocal()

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        assert code == 0, f"skiff-local ended with {code}"

    def setUp(self):
        self.assertEqual(self.server.request("POST", "/_local/reset")[0], 200)


@unittest.skipUnless(AWS_CLI, "the AWS CLI is not installed (Debian: awscli)")
class CommandLineTest(Server):
    def run_aws(self, *words):
        return self.server.run_aws("secretsmanager", *words)

    def aws(self, *words):
        return self.server.aws("secretsmanager", *words)

    def refused(self, code, message, *words):
        done = self.run_aws(*words)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"({code})", done.stderr)
        self.assertIn(message, done.stderr)

    def test_a_secret_from_its_creation_to_its_end(self):
        made = self.aws("create-secret", "--name", "tracker/db", "--description", "login",
                        "--secret-string", '{"username":"ann","password":"one"}',
                        "--tags", "Key=team,Value=orders")
        self.assertRegex(made["ARN"], r"^arn:aws:secretsmanager:us-east-1:000000000000:secret:"
                                      r"tracker/db-[A-Za-z0-9]{6}$")
        for name in ("tracker/db", made["ARN"], made["ARN"][:-7]):
            got = self.aws("get-secret-value", "--secret-id", name)
            self.assertEqual(json.loads(got["SecretString"])["password"], "one")
            self.assertEqual(got["VersionStages"], ["AWSCURRENT"])
        put = self.aws("put-secret-value", "--secret-id", "tracker/db", "--secret-string", "two")
        self.assertEqual(put["VersionStages"], ["AWSCURRENT"])
        old = self.aws("get-secret-value", "--secret-id", "tracker/db", "--version-stage",
                       "AWSPREVIOUS")
        self.assertEqual(old["VersionId"], made["VersionId"])
        pending = self.aws("put-secret-value", "--secret-id", "tracker/db", "--secret-string",
                           "three", "--version-stages", "AWSPENDING")
        self.refused("InvalidParameterException", "RemoveFromVersionId can't be empty",
                     "update-secret-version-stage", "--secret-id", "tracker/db", "--version-stage",
                     "AWSCURRENT", "--move-to-version-id", pending["VersionId"])
        self.aws("update-secret-version-stage", "--secret-id", "tracker/db", "--version-stage",
                 "AWSCURRENT", "--move-to-version-id", pending["VersionId"],
                 "--remove-from-version-id", put["VersionId"])
        self.assertEqual(
            self.aws("describe-secret", "--secret-id", "tracker/db")["VersionIdsToStages"],
            {pending["VersionId"]: ["AWSCURRENT", "AWSPENDING"], put["VersionId"]: ["AWSPREVIOUS"]})
        versions = self.aws("list-secret-version-ids", "--secret-id", "tracker/db",
                            "--include-deprecated")["Versions"]
        self.assertEqual([one["VersionId"] for one in versions][0], made["VersionId"])
        self.assertEqual(len(versions), 3)
        self.aws("delete-secret", "--secret-id", "tracker/db", "--recovery-window-in-days", "7")
        self.refused("InvalidRequestException",
                     "You can't perform this operation on the secret because it was marked for "
                     "deletion.", "get-secret-value", "--secret-id", "tracker/db")
        self.aws("restore-secret", "--secret-id", "tracker/db")
        self.assertEqual(
            self.aws("get-secret-value", "--secret-id", "tracker/db")["SecretString"], "three")
        self.aws("delete-secret", "--secret-id", "tracker/db", "--force-delete-without-recovery")
        self.refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.",
                     "get-secret-value", "--secret-id", "tracker/db")

    def test_lists_have_filters_and_pages(self):
        for i in range(5):
            self.aws("create-secret", "--name", f"prod/{i}", "--secret-string", str(i))
        self.aws("create-secret", "--name", "test/0", "--secret-string", "t")
        listed = self.aws("list-secrets", "--filters", "Key=name,Values=prod/", "--page-size", "2")
        self.assertEqual([one["Name"] for one in listed["SecretList"]],
                         [f"prod/{i}" for i in range(5)])
        part = self.aws("list-secrets", "--max-items", "4", "--sort-order", "desc")
        self.assertEqual(len(part["SecretList"]), 4)
        self.assertEqual(part["SecretList"][0]["Name"], "test/0")
        rest = self.aws("list-secrets", "--starting-token", part["NextToken"], "--sort-order", "desc")
        self.assertEqual([one["Name"] for one in rest["SecretList"]], ["prod/1", "prod/0"])

    def test_passwords_binary_values_and_policies(self):
        made = self.aws("get-random-password", "--password-length", "20", "--exclude-punctuation")
        self.assertRegex(made["RandomPassword"], r"^[A-Za-z0-9]{20}$")
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"\0\xff bytes")
            file.flush()
            self.aws("create-secret", "--name", "b", "--secret-binary", f"fileb://{file.name}")
        self.assertEqual(self.aws("get-secret-value", "--secret-id", "b")["SecretBinary"],
                         "AP8gYnl0ZXM=")
        everybody = json.dumps({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue",
            "Resource": "*"}})
        self.refused("PublicPolicyException", "everybody", "put-resource-policy", "--secret-id", "b",
                     "--resource-policy", everybody, "--block-public-policy")
        self.aws("put-resource-policy", "--secret-id", "b", "--resource-policy", everybody)
        kept = self.aws("get-resource-policy", "--secret-id", "b")
        self.assertEqual(kept["ResourcePolicy"], everybody)


class Boto3Test(Server):
    def test_tokens_errors_and_dates(self):
        secrets = client(self.server)
        token = "a" * 32
        secrets.create_secret(Name="db", SecretString="one", ClientRequestToken=token)
        secrets.create_secret(Name="db", SecretString="one", ClientRequestToken=token)
        with self.assertRaises(secrets.exceptions.ResourceExistsException) as raised:
            secrets.create_secret(Name="db", SecretString="hidden", ClientRequestToken=token)
        self.assertNotIn("hidden", str(raised.exception))
        with self.assertRaises(secrets.exceptions.InvalidParameterException):
            secrets.put_secret_value(SecretId="db", SecretString="x", SecretBinary=b"x")
        with self.assertRaises(secrets.exceptions.InvalidNextTokenException):
            secrets.list_secrets(NextToken="AAAA")
        with self.assertRaises(secrets.exceptions.InvalidRequestException) as raised:
            secrets.rotate_secret(SecretId="db")
        self.assertIn("No Lambda rotation function ARN", str(raised.exception))
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            secrets.replicate_secret_to_regions(
                SecretId="db", AddReplicaRegions=[{"Region": "eu-west-1"}])
        self.assertEqual(raised.exception.response["Error"]["Code"], "NotImplemented")
        self.assertNotIn("LastAccessedDate", secrets.describe_secret(SecretId="db"))
        secrets.get_secret_value(SecretId="db")
        day = secrets.describe_secret(SecretId="db")["LastAccessedDate"].astimezone(
            datetime.timezone.utc)
        self.assertEqual((day.hour, day.minute, day.second), (0, 0, 0))

    def test_many_values_in_one_request(self):
        """Debian's boto3 does not know BatchGetSecretValue: the request is our own."""
        secrets = client(self.server)
        for name in ("a", "b"):
            secrets.create_secret(Name=name, SecretString="value of " + name)
        body = json.dumps({"SecretIdList": ["a", "nothing", "b"]}).encode()
        headers = sign(self.server.port, "secretsmanager", body, {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "secretsmanager.BatchGetSecretValue"})
        status, _, answer = self.server.request("POST", "/", body, headers)
        self.assertEqual(status, 200, answer)
        got = json.loads(answer)
        self.assertEqual([(one["Name"], one["SecretString"]) for one in got["SecretValues"]],
                         [("a", "value of a"), ("b", "value of b")])
        self.assertEqual(got["Errors"], [{
            "SecretId": "nothing", "ErrorCode": "ResourceNotFoundException",
            "Message": "Secrets Manager can't find the specified secret."}])


class FolderTest(unittest.TestCase):
    def test_a_restart_keeps_secrets_and_no_file_shows_them(self):
        with tempfile.TemporaryDirectory(prefix="skiff-local-") as folder:
            with SkiffLocal("--data", folder) as server:
                client(server).create_secret(Name="db", SecretString=PLAIN)
                self.check_files(folder)
                self.assertEqual(server.stop(), 0)
            with SkiffLocal("--data", folder) as server:
                self.assertEqual(client(server).get_secret_value(SecretId="db")["SecretString"],
                                 PLAIN)
                self.assertEqual(server.stop(), 0)
            self.check_files(folder)
            key = os.path.join(folder, "secrets_manager.key")
            self.assertEqual(stat.S_IMODE(os.stat(key).st_mode), 0o600)
            os.remove(key)
            with SkiffLocal("--data", folder) as server:
                secrets = client(server)
                with self.assertRaises(secrets.exceptions.DecryptionFailure):
                    secrets.get_secret_value(SecretId="db")
                self.assertEqual(server.stop(), 0)

    def check_files(self, folder):
        files = [name for name in glob.glob(os.path.join(folder, "**"), recursive=True)
                 if os.path.isfile(name)]
        self.assertTrue(any("secrets_manager.sqlite" in name for name in files))
        for name in files:
            with open(name, "rb") as file:
                self.assertNotIn(PLAIN.encode(), file.read(), name)

    def test_a_key_that_others_may_read_is_refused(self):
        with tempfile.TemporaryDirectory(prefix="skiff-local-") as folder:
            with SkiffLocal("--data", folder) as server:
                self.assertEqual(server.stop(), 0)
            key = os.path.join(folder, "secrets_manager.key")
            os.chmod(key, 0o644)
            done = subprocess.run(
                [PROGRAM, "--port", "0", "--data", folder], stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True, timeout=60)
            self.assertEqual(done.returncode, 1)
            self.assertIn(key, done.stderr)
            self.assertIn("600", done.stderr)


if __name__ == "__main__":
    main("__main__")
