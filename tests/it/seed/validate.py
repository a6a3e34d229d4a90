"""Says what a JSON Schema has to say against manifests, as YAML 1.2 reads them."""

import json
import sys

import yaml
from jsonschema import Draft202012Validator


class Loader(yaml.SafeLoader):
    """Without the dates and the `yes` of YAML 1.1."""


Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool",
    __import__("re").compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
    list("tTfF"),
)

schema = json.load(open(sys.argv[1]))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
said = []
for path in sys.argv[2:]:
    errors = list(validator.iter_errors(yaml.load(open(path), Loader)))
    said.append("; ".join(f"{error.json_path}: {error.message}" for error in errors))
print(json.dumps(said))
