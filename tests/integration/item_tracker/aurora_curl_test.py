# SPDX-License-Identifier: Apache-2.0
"""The tutorial's way through the tracker on Aurora: make the storage, serve, use it with curl, remove
it. SKIFF_CLUSTER names the cluster: PostgreSQL's or MySQL's."""
import json
import os
import unittest

from programs import ProgramsTest

CLUSTER = "arn:aws:rds:us-east-1:000000000000:cluster:" + os.environ["SKIFF_CLUSTER"]
SECRET = "tracker/login"
ITEM = {"name": "Ada", "guide": "cpp", "description": "say \"hi\"; --', 🚀", "status": "new",
        "archived": False}
READY = ("The storage in Aurora is ready.\nSES sends a mail to tracker@example.org unless it is "
         "verified: follow the link in it.\n")
REMOVED = "The storage in Aurora is removed.\n"
NO_SUCH_ITEM = (404, {"error": "There is no such work item."})
NOT_READY = (503, {"error": "Data service not ready. Wait a minute and try again."})


class AuroraPrograms(ProgramsTest):
    settings = {"CLUSTER_ARN": CLUSTER, "SECRET_ARN": SECRET, "DATABASE": "auroraappdb",
                "TABLE_NAME": "work_items"}

    def tracker_says(self, code, out, *arguments):
        """Runs the tracker to its end; what it complains of."""
        done = self.run_tracker(*arguments)
        self.assertEqual((done.returncode, done.stdout), (code, out), done.stderr)
        return done.stderr

    def cloud(self, service, path, body, *headers):
        """Asks skiff-local, as the AWS CLI would."""
        options = [word for one in headers for word in ("-H", one)]
        return self.curl("--aws-sigv4", f"aws:amz:us-east-1:{service}", "--user", "local:local",
                         *options, "-d", json.dumps(body), path, port=self.cloud_port)

    def secret(self, operation="DescribeSecret", **members):
        return self.cloud("secretsmanager", "/", {"SecretId": SECRET, **members},
                          "Content-Type: application/x-amz-json-1.1",
                          f"X-Amz-Target: secretsmanager.{operation}")

    def sql(self, statement):
        status, answer = self.cloud("rds-data", "/Execute", {
            "resourceArn": CLUSTER, "secretArn": SECRET, "database": "auroraappdb",
            "sql": statement}, "Content-Type: application/json")
        self.assertEqual(status, 200, answer)
        return answer

    def pause(self, seconds):
        name = os.environ["SKIFF_CLUSTER"]
        status, answer = self.curl("-X", "POST", f"/_local/databases/{name}/pause?seconds={seconds}",
                                   port=self.cloud_port)
        self.assertEqual(status, 200, answer)

    def add(self, body):
        status, item = self.send("POST", "/api/items", body)
        self.assertEqual((status, type(item)), (200, int), item)
        return item

    def test_storage_is_made_used_and_removed(self):
        self.assertEqual(self.tracker_says(0, REMOVED, "--delete"), "")  # There is nothing yet.
        for _ in range(2):
            self.assertEqual(self.tracker_says(0, READY, "--create"), "")
        status, secret = self.secret()
        self.assertEqual((status, secret["Tags"]),
                         (200, [{"Key": "made-by", "Value": "item-tracker-aurora"}]))
        self.serve()

        first, second = self.add(ITEM), self.add({**ITEM, "name": "Grace"})
        ada, grace = {"id": str(first), **ITEM}, {"id": str(second), **ITEM, "name": "Grace"}
        self.assertEqual(self.curl("/api/items"), (200, [ada, grace]))
        self.assertEqual(self.curl(f"/api/items/{second}"), (200, [grace]))

        for _ in range(2):
            self.assertEqual(self.send("PUT", f"/api/items/{first}", {"status": "done"}),
                             (200, first))
            self.assertEqual(self.curl("-X", "PUT", f"/api/items/{first}:archive"), (200, first))
        ada.update(status="done", archived=True)
        self.assertEqual(self.curl(f"/api/items/{first}"), (200, [ada]))
        self.assertEqual(self.curl("/api/items?archived=true"), (200, [ada]))
        self.assertEqual(self.curl("/api/items?archived=false"), (200, [grace]))
        self.assertEqual(self.curl("/api/items"), (200, [ada, grace]))
        self.assertEqual(self.send("POST", "/api/items:report", {"email": "you@example.org"}),
                         (200, None))

        self.assertEqual(self.tracker_says(0, READY, "--create"), "")  # It keeps what is there.
        self.assertEqual(self.curl("/api/items"), (200, [ada, grace]))

        for _ in range(2):
            self.assertEqual(self.tracker_says(0, REMOVED, "--delete"), "")
            self.assertIn("DeletedDate", self.secret()[1])
        self.assertEqual(self.curl("/api/items"), (502, {"error": "A storage error occurred."}))

        self.assertEqual(self.tracker_says(0, READY, "--create"), "")
        self.assertNotIn("DeletedDate", self.secret()[1])
        self.assertEqual(self.curl("/api/items"), (200, []))

    def test_what_the_table_does_not_have_or_cannot_keep(self):
        self.tracker_says(0, READY, "--create")
        self.serve()
        kept = self.add({"name": "ä" * 45})
        for unknown in (kept + 1, "9999999999", "nobody", "0", "-1", "1.0", "1%20OR%201=1"):
            with self.subTest(unknown):
                path = f"/api/items/{unknown}"
                self.assertEqual(self.curl(path), NO_SUCH_ITEM)
                self.assertEqual(self.send("PUT", path, {"name": "ghost"}), NO_SUCH_ITEM)
                self.assertEqual(self.curl("-X", "PUT", path + ":archive"), NO_SUCH_ITEM)
        for field in ("name", "guide"):
            refused = (422, {"error": f"{field}: more than 45 characters"})
            self.assertEqual(self.send("POST", "/api/items", {field: "ä" * 46}), refused)
            self.assertEqual(self.send("PUT", f"/api/items/{kept}", {field: "ä" * 46}), refused)

        # NULL is absent, in every column.
        item = {"id": str(kept), "name": "ä" * 45, "archived": False}
        self.assertEqual(self.curl("/api/items"), (200, [item]))
        self.sql("UPDATE work_items SET username = NULL, archived = NULL")
        self.assertEqual(self.curl("/api/items"), (200, [{"id": str(kept)}]))
        self.assertEqual(self.curl(f"/api/items/{kept}"), (200, [{"id": str(kept)}]))
        self.assertEqual(self.curl("/api/items?archived=false"), (200, []))
        self.assertEqual(self.add({}), kept + 1)

    def test_a_database_that_is_resuming(self):
        self.tracker_says(0, READY, "--create")
        self.serve()
        item = self.add(ITEM)
        self.pause(3600)
        self.assertEqual(self.curl("/api/items"), NOT_READY)
        self.assertEqual(self.send("POST", "/api/items", ITEM), NOT_READY)
        self.pause(1)
        self.assertEqual(self.tracker_says(0, READY, "--create"), "")  # It waits.
        self.assertEqual(self.curl("/api/items"), (200, [{"id": str(item), **ITEM}]))

    def test_any_name_of_a_database(self):
        for name in ("MyItems", "select"):
            for _ in range(2):
                self.assertEqual(self.tracker_says(0, READY, "--create", "--database", name), "")
        self.assertEqual(self.tracker_says(0, REMOVED, "--delete", "--database", "none"), "")

    def test_a_login_that_is_not_the_clusters(self):
        self.tracker_says(0, READY, "--create")
        status, answer = self.secret(
            "PutSecretValue", ClientRequestToken="0" * 32,
            SecretString=json.dumps({"username": "docexampleadmin", "password": "another"}))
        self.assertEqual(status, 200, answer)
        for task in ("--create", "--delete"):
            self.assertIn("The secret's username and password must be the cluster's.",
                          self.tracker_says(1, "", task))

    def test_failures_are_told(self):
        cases = [
            (2, ("--create", "--delete"), "exclude each other"),
            (2, ("--create", "--local"), "--local makes its own storage"),
            (2, ("--create", "--cluster", "NEED-CLUSTER-ARN"), "still the placeholder"),
            (2, ("--create", "--table", "work items"), "TABLE_NAME must be a name of letters"),
            (2, ("--create", "--table", "t" * 52), "underscores, at most 51."),
            (2, ("--delete", "--database", "a;b"), "DATABASE must be a name of letters"),
            (1, ("--create", "--cluster", CLUSTER + "-none"), CLUSTER + "-none"),
            (1, ("--delete", "--cluster", CLUSTER + "-none"), CLUSTER + "-none"),
            (1, ("--create", "--secret", "arn:aws:secretsmanager:us-east-1:000000000000:secret:"
                 "none-AbCdEf"), "Give a name instead of an ARN"),
        ]
        for code, arguments, reason in cases:
            with self.subTest(arguments):
                self.assertIn(reason, self.tracker_says(code, "", *arguments))


if __name__ == "__main__":
    unittest.main()
