#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""conanless-install/deploy with an `aws` that notes its arguments, in a tree of the test's own.

Usage: deploy_test.py SOURCE_DIR
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

source = Path(sys.argv[1])
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage:
    Type: String
    Default: dev
  Secret:
    Type: String
    Default: ""
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../../build/greeting-function.zip
      Handler: bootstrap
      Runtime: provided.al2023
      Environment:
        Variables:
          SECRET: !Ref Secret
Outputs:
  Url:
    Value: !Sub "https://example.org/${Stage}"
"""
# Packs the template with the AWS CLI's own code where that can be imported.
AWS = """\
#!PYTHON
import json, os, pathlib, re, sys, zipfile
here = pathlib.Path(os.environ["FAKE_AWS"])
arguments = sys.argv[1:]
with (here / "calls").open("a") as calls:
    calls.write(json.dumps(arguments) + "\\n")
def value(name):
    return arguments[arguments.index(name) + 1]
command = " ".join(arguments[:2])
if (here / "fails").exists() and command == (here / "fails").read_text():
    print("An error occurred: " + command, file=sys.stderr)
    sys.exit(254)
if command == "sts get-caller-identity":
    print("123456789012")
elif command == "cloudformation describe-stacks":
    print("https://abc.execute-api.eu-west-1.amazonaws.com/greetings")
elif command == "configure get":
    sys.exit(1)
elif command == "cloudformation package":
    template = pathlib.Path(value("--template-file"))
    def stored(path):
        name = zipfile.ZipFile(path).namelist()[0]
        return "s3://" + value("--s3-bucket") + "/" + value("--s3-prefix") + "/" + name
    try:
        from awscli.customizations.cloudformation.artifact_exporter import Template
        from awscli.customizations.cloudformation.yamlhelper import yaml_dump
        class Uploader:
            def upload_with_dedup(self, path, extension=None):
                return stored(path)
        text = yaml_dump(Template(str(template), str(template.parent), Uploader()).export())
    except ImportError:
        text = re.sub("(CodeUri: )(.*)", lambda found: found[1] + stored(found[2]),
                      template.read_text())
    pathlib.Path(value("--output-template-file")).write_text(text)
"""
# Makes the zips that the targets stand for.
CMAKE = """\
#!/bin/sh
tree=$2
shift 3
[ -f "$tree/broken" ] && { echo "no rule to make target"; exit 1; }
mkdir -p "$tree/lambda"
for target; do
    name=${target%-package}
    [ "$name" = "$target" ] || PYTHON -c "import sys, zipfile
zipfile.ZipFile(sys.argv[1], 'w').writestr('zip-of-' + sys.argv[2], '')" "$tree/lambda/$name.zip" "$name"
done
"""


def python_of_the_cli():
    for python in (sys.executable, "/usr/bin/python3"):
        if Path(python).exists() and subprocess.run(
                [python, "-c", "import awscli.customizations.cloudformation.artifact_exporter"],
                stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return sys.executable


PYTHON = python_of_the_cli()


def in_region(*calls):
    return [[*call, "--region", "eu-west-1"] for call in calls]


class Deploy(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="skiff-deploy-"))
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        scripts = self.root / "conanless-install"
        scripts.mkdir()
        for name in ("deploy", "configure.sh"):
            shutil.copy(source / "conanless-install" / name, scripts / name)
        self.write(scripts / "deps", "#!/bin/sh\nexit 0\n")
        self.template = self.root / "examples/greeting/template.yaml"
        self.template.parent.mkdir(parents=True)
        self.template.write_text(TEMPLATE)
        (self.root / "build").mkdir()
        (self.root / "build/build.ninja").touch()
        self.programs = self.root / "programs"
        self.programs.mkdir()
        self.write(self.programs / "aws", AWS.replace("PYTHON", PYTHON))
        self.write(self.programs / "cmake", CMAKE.replace("PYTHON", sys.executable))

    def write(self, path, text):
        path.write_text(text)
        path.chmod(0o755)

    def deploy(self, *arguments, path=None, **variables):
        environment = {"PATH": path or f"{self.programs}:{os.environ['PATH']}", "HOME": str(self.root),
                       "FAKE_AWS": str(self.programs), "AWS_REGION": "eu-west-1"}
        environment.update(variables)
        done = subprocess.run(
            [self.root / "conanless-install/deploy", *arguments], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={name: value for name, value in environment.items() if value is not None})
        calls = self.programs / "calls"
        self.calls = [json.loads(line) for line in calls.read_text().splitlines()] \
            if calls.exists() else []
        return done.returncode, done.stdout

    def fails_with(self, text, *arguments, **options):
        code, out = self.deploy(*arguments, **options)
        self.assertNotEqual(code, 0, out)
        self.assertIn(text, out)

    def test_deploys(self):
        code, out = self.deploy("greeting", "--parameter", "Secret=a b")
        self.assertEqual(code, 0, out)
        folder = f"{self.root}/build/deploy/greeting-dev"
        bucket = "skiff-artifacts-123456789012-eu-west-1"
        self.assertEqual(self.calls, in_region(
            ["sts", "get-caller-identity", "--query", "Account", "--output", "text"],
            ["s3api", "head-bucket", "--bucket", bucket],
            ["cloudformation", "package", "--template-file", f"{folder}/template.yaml",
             "--s3-bucket", bucket, "--s3-prefix", "greeting-dev",
             "--output-template-file", f"{folder}/packaged.yaml"],
            ["cloudformation", "deploy", "--template-file", f"{folder}/packaged.yaml",
             "--stack-name", "greeting-dev", "--capabilities", "CAPABILITY_IAM",
             "--no-fail-on-empty-changeset", "--parameter-overrides", "Stage=dev", "Secret=a b"],
            ["cloudformation", "describe-stacks", "--stack-name", "greeting-dev",
             "--output", "text", "--query",
             "Stacks[0].Outputs[?OutputKey=='Url'].OutputValue | [0]"],
        ))
        self.assertTrue(out.endswith(
            "  curl https://abc.execute-api.eu-west-1.amazonaws.com/greetings\n"), out)
        packaged = Path(f"{folder}/packaged.yaml").read_text()
        self.assertIn(f"CodeUri: s3://{bucket}/greeting-dev/zip-of-greeting-function", packaged)

    def test_makes_the_bucket_where_there_is_none(self):
        (self.programs / "fails").write_text("s3api head-bucket")
        code, out = self.deploy("greeting", "--bucket", "mine")
        self.assertEqual(code, 0, out)
        self.assertEqual(self.calls[2], [
            "s3api", "create-bucket", "--bucket", "mine", "--create-bucket-configuration",
            "LocationConstraint=eu-west-1", "--output", "text", "--region", "eu-west-1"])
        code, out = self.deploy("greeting", "--bucket", "mine", "--region", "us-east-1")
        self.assertEqual(code, 0, out)
        self.assertIn(["s3api", "create-bucket", "--bucket", "mine", "--output", "text",
                       "--region", "us-east-1"], self.calls)

    def test_a_stage_and_a_stack_of_ones_own(self):
        code, out = self.deploy("greeting", "--stage", "live")
        self.assertEqual(code, 0, out)
        deploy = next(call for call in self.calls if call[1] == "deploy")
        self.assertIn("greeting-live", deploy)
        self.assertIn("Stage=live", deploy)
        code, out = self.deploy("greeting", "--stack", "other")
        self.assertEqual(code, 0, out)
        self.assertIn("other", self.calls[-1])

    def test_deletes(self):
        code, out = self.deploy("greeting", "--delete")
        self.assertEqual(code, 0, out)
        self.assertEqual(self.calls[1:], in_region(
            ["cloudformation", "delete-stack", "--stack-name", "greeting-dev"],
            ["cloudformation", "wait", "stack-delete-complete", "--stack-name", "greeting-dev"],
            ["s3", "rm", "--recursive", "--only-show-errors",
             "s3://skiff-artifacts-123456789012-eu-west-1/greeting-dev/"],
        ))

    def test_a_dry_run_prints_and_does_nothing(self):
        for arguments in (["greeting"], ["greeting", "--delete"]):
            code, out = self.deploy(*arguments, "--dry-run")
            self.assertEqual(code, 0, out)
            self.assertEqual(self.calls, [])
            self.assertIn("greeting-dev", out)
        code, out = self.deploy("greeting", "--dry-run")
        self.assertEqual([line.split()[:3] for line in out.splitlines()], [
            ["conanless-install/build", "greeting-function-package"],
            ["aws", "s3api", "create-bucket"],
            ["aws", "cloudformation", "package"],
            ["aws", "cloudformation", "deploy"],
            ["aws", "cloudformation", "describe-stacks"],
        ])
        self.assertFalse((self.root / "build/lambda").exists())
        self.assertFalse((self.root / "build/deploy").exists())

    def test_says_what_is_wrong(self):
        self.fails_with("which program? There are: greeting")
        self.fails_with("'welcome' has no template", "welcome")
        self.fails_with("unknown option '--force'", "greeting", "--force")
        self.fails_with("--stack needs a value", "greeting", "--stack")
        self.fails_with("no name for a stack", "greeting", "--stack", "a_b")
        self.fails_with("has no parameter Colour", "greeting", "--parameter", "Colour=red")
        self.fails_with("wants NAME=VALUE", "greeting", "--parameter", "red")
        self.fails_with("which region?", "greeting", AWS_REGION=None)
        self.assertFalse([call for call in self.calls if call[0] != "configure"])

    def test_a_template_without_stages_has_no_other(self):
        self.template.write_text(TEMPLATE.replace("  Stage:\n    Type: String\n    Default: dev\n", ""))
        self.fails_with("no parameter Stage", "greeting", "--stage", "live")
        code, out = self.deploy("greeting")
        self.assertEqual(code, 0, out)
        self.assertNotIn("--parameter-overrides", [word for call in self.calls for word in call])

    def test_without_the_cli(self):
        tools = self.root / "tools"
        tools.mkdir()
        for name in ("bash", "sed", "awk", "sort", "dirname", "basename", "env", "tr", "paste"):
            (tools / name).symlink_to(shutil.which(name))
        self.fails_with("the AWS CLI is not installed", "greeting", path=str(tools))

    def test_what_fails_ends_it(self):
        for command, text in (("sts get-caller-identity", "does not accept the credentials"),
                              ("cloudformation package", "An error occurred"),
                              ("cloudformation deploy", "An error occurred"),
                              ("cloudformation describe-stacks", "An error occurred")):
            with self.subTest(command):
                (self.programs / "fails").write_text(command)
                self.fails_with(text, "greeting")
                self.assertEqual(" ".join(self.calls[-1][:2]), command)
        (self.programs / "fails").unlink()
        (self.programs / "calls").unlink()
        (self.root / "build/broken").touch()
        self.fails_with("no rule to make target", "greeting")
        self.assertEqual([call[0] for call in self.calls], ["sts"])

    def test_every_template_with_functions(self):
        for template in source.glob("examples/*/template.yaml"):
            program = template.parent.name.replace("_", "-")
            with self.subTest(program):
                done = subprocess.run(
                    [source / "conanless-install/deploy", program, "--dry-run", "--region",
                     "eu-west-1"], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn(f"--stack-name {program}-dev", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
