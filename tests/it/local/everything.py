"""Uses every operation of the store with the SDK for Python, with nothing but the environment, and says what it saw."""

import datetime

import boto3
from botocore.exceptions import ClientError

ssm = boto3.client("ssm")
tagging = boto3.client("resourcegroupstaggingapi")


def say(what, *facts):
    print(f"{what}:", *facts)


def refusal(operation, **arguments):
    try:
        getattr(ssm, operation)(**arguments)
    except ssm.exceptions.ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]


def names(service, operation, field, name, **arguments):
    pages = service.get_paginator(operation).paginate(**arguments)
    return [item[name] for page in pages for item in page[field]]


identity = boto3.client("sts").get_caller_identity()
say("identity", identity["Account"], identity["Arn"])

created = ssm.put_parameter(
    Name="/app/a",
    Value="first",
    Type="String",
    Description="What it is for",
    AllowedPattern="^[a-z]+$",
    Tags=[{"Key": "app", "Value": "x"}],
)
say("created", created["Version"], created["Tier"])
ssm.put_parameter(Name="/app/secret", Value="s3cret", Type="SecureString")
ssm.put_parameter(Name="/app/list", Value="a,b,c", Type="StringList")
ssm.put_parameter(
    Name="/app/advanced",
    Value="8080",
    Type="String",
    DataType="integer",
    Tier="Advanced",
    Policies='[{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Days"}}]',
)
say("overwritten", ssm.put_parameter(Name="/app/a", Value="second", Overwrite=True)["Version"])
say("again", refusal("put_parameter", Name="/app/a", Value="third", Type="String"))
say("mismatch", refusal("put_parameter", Name="/app/a", Value="3", Overwrite=True))

found = ssm.get_parameter(Name="/app/a")["Parameter"]
say("found", found["Value"], found["Version"], found["ARN"], found["DataType"])
say("modified", isinstance(found["LastModifiedDate"], datetime.datetime))
say("by version", ssm.get_parameter(Name="/app/a:1")["Parameter"]["Value"])
say("by ARN", ssm.get_parameter(Name=found["ARN"])["Parameter"]["Value"])
say("decrypted", ssm.get_parameter(Name="/app/secret", WithDecryption=True)["Parameter"]["Value"])
say("encrypted", "s3cret" not in ssm.get_parameter(Name="/app/secret")["Parameter"]["Value"])
several = ssm.get_parameters(Names=["/app/list", "/none", "/app/a:1"], WithDecryption=True)
say("several", [(one["Name"], one["Value"]) for one in several["Parameters"]], several["InvalidParameters"])
say("missing", refusal("get_parameter", Name="/none"))

labelled = ssm.label_parameter_version(Name="/app/a", ParameterVersion=1, Labels=["stable", "aws-no"])
say("labelled", labelled["ParameterVersion"], labelled["InvalidLabels"])
say("by label", ssm.get_parameter(Name="/app/a:stable")["Parameter"]["Selector"])
unlabelled = ssm.unlabel_parameter_version(Name="/app/a", ParameterVersion=1, Labels=["stable", "other"])
say("unlabelled", unlabelled["RemovedLabels"], unlabelled["InvalidLabels"])

for number in range(25):
    ssm.put_parameter(Name=f"/many/p{number:02}", Value="x", Type="String", Tags=[{"Key": "many", "Value": "yes"}])
    ssm.put_parameter(Name="/app/a", Value="x" * (number + 1), Overwrite=True)

say("pages by path", len(names(ssm, "get_parameters_by_path", "Parameters", "Name", Path="/many")))
say("below", names(ssm, "get_parameters_by_path", "Parameters", "Name", Path="/app", MaxResults=1))
said = names(
    ssm,
    "describe_parameters",
    "Parameters",
    "Name",
    ParameterFilters=[{"Key": "tag:many", "Values": ["yes"]}, {"Key": "Path", "Values": ["/many"]}],
    MaxResults=2,
)
say("pages described", len(said))
say("filtered", names(ssm, "describe_parameters", "Parameters", "Name", Filters=[{"Key": "Type", "Values": ["SecureString"]}]))
described = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": ["/app/advanced"]}])["Parameters"][0]
say("described", described["Tier"], described["DataType"], [policy["PolicyType"] for policy in described["Policies"]])
say("pages of history", len(names(ssm, "get_parameter_history", "Parameters", "Version", Name="/app/a", MaxResults=5)))

resource = {"ResourceType": "Parameter", "ResourceId": "/app/secret"}
ssm.add_tags_to_resource(**resource, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
ssm.remove_tags_from_resource(**resource, TagKeys=["a"])
say("tags", ssm.list_tags_for_resource(**resource)["TagList"])
by_tag = {"ResourceTypeFilters": ["ssm:parameter"], "TagFilters": [{"Key": "many"}], "ResourcesPerPage": 10}
say("pages of resources", len(names(tagging, "get_resources", "ResourceTagMappingList", "ResourceARN", **by_tag)))
by_arn = tagging.get_resources(ResourceARNList=[found["ARN"]])["ResourceTagMappingList"]
say("resource", by_arn)
setting = ssm.get_service_setting(SettingId="/ssm/parameter-store/high-throughput-enabled")["ServiceSetting"]
say("setting", setting["SettingValue"], setting["Status"])

deleted = ssm.delete_parameters(Names=["/app/list", "/none"])
say("deleted", deleted["DeletedParameters"], deleted["InvalidParameters"])
ssm.delete_parameter(Name="/app/secret")
say("gone", refusal("delete_parameter", Name="/app/secret"))
say("unknown", refusal("describe_maintenance_windows"))
