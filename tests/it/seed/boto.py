"""Speaks to moto as any other client would, with the SDK for Python: a call, or everything that is below a path."""

import json
import sys

import boto3


def client(service):
    return boto3.client(
        service,
        region_name="eu-west-1",
        endpoint_url=sys.argv[1],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def calls():
    answers = []
    for service, operation, arguments in json.load(sys.stdin):
        answer = getattr(client(service), operation)(**arguments)
        answer.pop("ResponseMetadata")
        answers.append(answer)
    return answers


def values(path):
    pages = client("ssm").get_paginator("get_parameters_by_path").paginate(
        Path=path, Recursive=True, WithDecryption=True
    )
    return {parameter["Name"]: parameter for page in pages for parameter in page["Parameters"]}


def stored(path):
    found = values(path)
    ssm = client("ssm")
    below = {"Key": "Path", "Option": "Recursive", "Values": [path]}
    for page in ssm.get_paginator("describe_parameters").paginate(ParameterFilters=[below]):
        for parameter in page["Parameters"]:
            found[parameter["Name"]].update(parameter)
    for name, parameter in found.items():
        tags = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
        parameter["Tags"] = {tag["Key"]: tag["Value"] for tag in tags}
    return found


asked, arguments = sys.argv[2], sys.argv[3:]
answer = {"calls": calls, "values": values, "stored": stored}[asked](*arguments)
json.dump(answer, sys.stdout, default=str)
