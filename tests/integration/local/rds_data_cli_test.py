# SPDX-License-Identifier: Apache-2.0
"""The AWS CLI as the distribution has it, against skiff-local: the tutorial's own commands on a real
PostgreSQL, whose own client sees the rows."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from skiff_local import AWS_CLI, SkiffLocal, main

if not AWS_CLI:
    print("the AWS CLI is not installed (Debian: awscli)")
    sys.exit(77)

CLUSTER = "arn:aws:rds:us-east-1:000000000000:cluster:local"
# As the tutorial publishes it.
CREATE_TABLE = ("create table work_items (iditem SERIAL PRIMARY KEY, description TEXT, "
                "guide VARCHAR(45), status TEXT, username VARCHAR(45), archived BOOL DEFAULT false);")
INSERT = "insert into work_items (description, username) values (:description, :username)"


def text(name, value):
    return {"name": name, "value": {"stringValue": value}}


class RdsDataCli(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="skiff-local-")
        os.chmod(cls.folder.name, 0o755)
        cls.server = SkiffLocal("--data", cls.folder.name)
        cls.secret = cls.server.aws("secretsmanager", "create-secret", "--name", "tracker/login",
                             "--secret-string",
                             json.dumps({"username": "docexampleadmin", "password": "abc123"}))["ARN"]
        cls.statement("create database auroraappdb", database="postgres")
        cls.statement(CREATE_TABLE)

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        cls.folder.cleanup()
        assert code == 0, f"skiff-local ended with {code}"

    def setUp(self):
        self.statement("truncate work_items")

    @classmethod
    def call(cls, operation, *arguments, database="auroraappdb"):
        return ("rds-data", operation, "--resource-arn", CLUSTER, "--secret-arn", cls.secret,
                *(("--database", database) if database else ()), *arguments)

    @classmethod
    def statement(cls, sql, *arguments, database="auroraappdb"):
        return cls.server.aws(*cls.call("execute-statement", "--sql", sql, *arguments, database=database))

    def names(self):
        records = self.statement("select username from work_items order by iditem")["records"]
        return [row[0]["stringValue"] for row in records]

    def test_rows_come_back_with_their_types(self):
        added = self.statement(
            INSERT + " returning iditem, archived, status", "--include-result-metadata",
            "--parameters", json.dumps([text("description", "say \"hi\"; --"),
                                        text("username", "Ada")]))
        number, archived, status = added["records"][0]
        self.assertIsInstance(number["longValue"], int)
        self.assertEqual((archived, status), ({"booleanValue": False}, {"isNull": True}))
        self.assertEqual([(c["name"], c["typeName"]) for c in added["columnMetadata"]],
                         [("iditem", "serial"), ("archived", "bool"), ("status", "text")])
        self.assertEqual(self.names(), ["Ada"])

    def test_rows_are_there_for_psql(self):
        self.statement(INSERT, "--parameters",
                       json.dumps([text("description", "d"), text("username", "Grace")]))
        status, _, body = self.server.request("GET", "/_local/databases")
        self.assertEqual(status, 200)
        cluster = next(one for one in json.loads(body) if one["name"] == "local")
        self.assertEqual((cluster["arn"], cluster["state"]), (CLUSTER, "available"))
        psql = subprocess.run(
            ["psql", cluster["address"] + " dbname=auroraappdb", "-Atc",
             "select username from work_items"], capture_output=True, text=True, timeout=60)
        self.assertEqual((psql.stdout, psql.stderr), ("Grace\n", ""))

    def test_commit_and_rollback(self):
        for ending, expected in (("rollback", []), ("commit", ["Ada"])):
            begun = self.server.aws(*self.call("begin-transaction"))["transactionId"]
            self.statement(INSERT, "--transaction-id", begun, "--parameters",
                           json.dumps([text("description", "d"), text("username", "Ada")]))
            self.assertEqual(self.names(), [])
            ended = self.server.aws(*self.call(f"{ending}-transaction", "--transaction-id", begun,
                                        database=None))
            self.assertEqual(ended["transactionStatus"],
                             {"rollback": "Rollback Complete",
                              "commit": "Transaction Committed"}[ending])
            self.assertEqual(self.names(), expected)

    def test_batch(self):
        sets = [[text("description", "d"), text("username", f"user {n}")] for n in range(3)]
        answer = self.server.aws(*self.call("batch-execute-statement", "--sql", INSERT,
                                     "--parameter-sets", json.dumps(sets)))
        self.assertEqual(answer["updateResults"], [{"generatedFields": []}] * 3)
        self.assertEqual(self.names(), ["user 0", "user 1", "user 2"])

    def test_records_as_json(self):
        self.statement(INSERT, "--parameters",
                       json.dumps([text("description", "d"), text("username", "Ada")]))
        answer = self.statement("select username, archived from work_items",
                                "--format-records-as", "JSON")
        self.assertEqual(answer.get("records", []), [])
        self.assertEqual(json.loads(answer["formattedRecords"]),
                         [{"username": "Ada", "archived": False}])

    def test_failures_are_the_services(self):
        cases = [
            (self.call("execute-statement", "--sql", "select * from nothing"),
             "(DatabaseErrorException)", "SQLState: 42P01"),
            (self.call("execute-statement", "--sql", "select 1", database="nowhere"),
             "(DatabaseErrorException)", "\"nowhere\" does not exist"),
            (self.call("commit-transaction", "--transaction-id", "none", database=None),
             "(TransactionNotFoundException)", "none"),
            (("rds-data", "execute-statement", "--resource-arn", CLUSTER + "-other", "--secret-arn",
              self.secret, "--sql", "select 1"), "Exception", "other"),
            (("rds-data", "execute-statement", "--resource-arn", CLUSTER, "--secret-arn",
              self.secret[:-3] + "xyz", "--sql", "select 1"), "Exception", "ecret"),
        ]
        for arguments, code, words in cases:
            with self.subTest(code):
                done = self.server.run_aws(*arguments)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(code, done.stderr)
                self.assertIn(words, done.stderr)


if __name__ == "__main__":
    main(__name__)
