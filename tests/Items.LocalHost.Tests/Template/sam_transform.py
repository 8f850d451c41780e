"""Writes what CloudFormation deploys for a SAM template: sam_transform.py TEMPLATE RESULT"""

import json
import os
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies:
    """Names of AWS's policies, which are read from the account."""

    def load(self):
        return {}


source, result = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    template = yaml_parse(file.read())

for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        # As after the upload.
        resource["Properties"]["CodeUri"] = "s3://bucket/key"

parameters = {name: parameter.get("Default", "") for name, parameter in template["Parameters"].items()}
with open(result, "w", encoding="utf-8") as file:
    json.dump(transform(template, parameters, NoManagedPolicies()), file)
