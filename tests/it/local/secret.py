"""Keeps a secret in whatever store the environment leads to, reads it back, and says whose store it is."""

import boto3

ssm = boto3.client("ssm")
ssm.put_parameter(Name="/app/secret", Value="s3cret", Type="SecureString")
found = ssm.get_parameter(Name="/app/secret", WithDecryption=True)["Parameter"]
print(boto3.client("sts").get_caller_identity()["Account"], found["Value"])
