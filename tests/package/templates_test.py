#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the examples' CloudFormation templates: that they can be read, that what they refer to
exists, and that each function's zip is made by a target.

Usage: templates_test.py SOURCE_DIR PACKAGES      "a;b": what skiff_lambda_package was called for
"""
import re
import sys
import unittest
from pathlib import Path

import yaml

source = Path(sys.argv[1])
packages = set(filter(None, sys.argv[2].split(";")))
# What the transform adds where events do not name an API.
IMPLICIT = {"ServerlessHttpApi", "ServerlessRestApi"}


class Reader(yaml.SafeLoader):
    """Reads !Ref and the like as {"Ref": ...}."""


def tagged(loader, tag, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


Reader.add_multi_constructor("!", tagged)


def calls(node):
    """Every intrinsic function's name and argument."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "Ref" or key.startswith("Fn::"):
                yield key, value
            yield from calls(value)
    elif isinstance(node, list):
        for value in node:
            yield from calls(value)


def referred(name, argument):
    """The parameters and resources that a function names."""
    if name == "Ref":
        return [argument]
    if name == "Fn::GetAtt":
        return [argument.split(".")[0] if isinstance(argument, str) else argument[0]]
    if name == "Fn::Sub":
        text = argument if isinstance(argument, str) else argument[0]
        return [found.split(".")[0] for found in re.findall(r"\$\{([^!}][^}]*)\}", text)]
    return []


def problems(text, made):
    try:
        template = yaml.load(text, Reader)
    except yaml.YAMLError as error:
        return [f"cannot be read: {error}"]
    found = []
    resources = template.get("Resources") or {}
    known = set(template.get("Parameters") or {}) | set(resources)
    if template.get("AWSTemplateFormatVersion") != "2010-09-09":
        found.append("has no AWSTemplateFormatVersion")
    serverless = {name: resource for name, resource in resources.items()
                  if resource["Type"].startswith("AWS::Serverless::")}
    if serverless:
        known |= IMPLICIT
        if template.get("Transform") != "AWS::Serverless-2016-10-31":
            found.append("has serverless resources and not their transform")
        if "Url" not in (template.get("Outputs") or {}):
            found.append("has no output Url")
    for name, argument in calls(template):
        for target in referred(name, argument):
            if target not in known and not target.startswith("AWS::"):
                found.append(f"{name} of {target}, which is not there")
    used = {target for name, argument in calls(template) for target in referred(name, argument)}
    for parameter in template.get("Parameters") or {}:
        if parameter not in used:
            found.append(f"the parameter {parameter} is not used")
    common = ((template.get("Globals") or {}).get("Function")) or {}
    for name, resource in serverless.items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        properties = {**common, **resource["Properties"]}
        for key, expected in (("Runtime", "provided.al2023"), ("Handler", "bootstrap"),
                              ("Architectures", ["x86_64"])):
            if properties.get(key) != expected:
                found.append(f"{name}: {key} is {properties.get(key)}, not {expected}")
        for key in ("MemorySize", "Timeout", "Policies", "Events"):
            if key not in properties:
                found.append(f"{name} has no {key}")
        zip_file = re.fullmatch(r"\.\./\.\./build/(?:lambda/)?([\w-]+)\.zip",
                                str(properties.get("CodeUri")))
        if not zip_file:
            found.append(f"{name}: CodeUri is {properties.get('CodeUri')}")
        elif zip_file[1] not in made:
            found.append(f"{name}: no target makes {zip_file[1]}.zip")
    return found


GOOD = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String}
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {TableName: !Sub "a-${Stage}"}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../../build/lambda/a-function.zip
      Handler: bootstrap
      Runtime: provided.al2023
      Architectures: [x86_64]
      MemorySize: 128
      Timeout: 10
      Policies: [{Statement: [{Effect: Allow, Action: ["dynamodb:GetItem"], Resource: !GetAtt Table.Arn}]}]
      Events: {All: {Type: HttpApi}}
Outputs:
  Url: {Value: !Sub "https://${ServerlessHttpApi}.${AWS::Region}"}
"""
BROKEN = [
    # what is replaced, by what, part of the problem
    ("Properties: {TableName", "Properties: {{TableName", "cannot be read"),
    ("Transform: AWS::Serverless-2016-10-31\n", "", "not their transform"),
    ("!GetAtt Table.Arn", "!GetAtt Users.Arn", "Fn::GetAtt of Users"),
    ("${Stage}", "${Level}", "Fn::Sub of Level"),
    ("a-${Stage}", "a", "Stage is not used"),
    ("provided.al2023", "provided.al2", "Runtime is provided.al2,"),
    ("[x86_64]", "[arm64]", "Architectures is"),
    ("      Timeout: 10\n", "", "has no Timeout"),
    ("a-function.zip", "b-function.zip", "no target makes b-function.zip"),
    ("../../build/lambda/", "", "CodeUri is a-function.zip"),
    ("  Url:", "  Address:", "no output Url"),
]


class Templates(unittest.TestCase):
    def test_of_the_examples(self):
        templates = sorted(source.glob("examples/*/*.yaml"))
        self.assertTrue(templates)
        for template in templates:
            with self.subTest(str(template.relative_to(source))):
                self.assertEqual(problems(template.read_text(), packages), [])

    def test_that_are_broken(self):
        self.assertEqual(problems(GOOD, {"a-function"}), [])
        for old, new, expected in BROKEN:
            with self.subTest(expected):
                self.assertIn(old, GOOD)
                self.assertIn(expected, "\n".join(problems(GOOD.replace(old, new), {"a-function"})))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
