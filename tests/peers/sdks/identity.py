"""boto3: who signed, with the credentials that its default chain finds."""

import boto3

print(boto3.client("sts").get_caller_identity()["Arn"])
