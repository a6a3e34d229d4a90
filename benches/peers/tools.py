"""The tools that are measured: what they need, their manifests, and how they are called."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

from install import NotInstalled, python_of

# Below which everything is stored.
PATH = "/bench"


@dataclass(frozen=True)
class Parameter:
    """A parameter that shall be stored."""

    name: str
    kind: str
    value: str

    @property
    def full_name(self):
        """Returns the name with the path."""
        return f"{PATH}/{self.name}"


def parameters(count):
    """Makes up parameters: every second one a secret, ten to a folder."""
    kinds = ("String", "SecureString")
    return [
        Parameter(f"part-{number // 10:03}/name-{number:05}", kinds[number % 2], f"value: {number:05} # all of it")
        for number in range(count)
    ]


@dataclass(frozen=True)
class Tool:
    """A tool, and how it is asked to store parameters."""

    key: str
    title: str
    requirements: tuple
    write_manifest: Callable
    command: Callable
    # What is done to an environment before the tool starts in it.
    patch: Optional[Callable] = None


def ours(binary, build):
    """Describes the program of this repository, which need not be installed: at the quota's pace, and at any."""
    command = [str(binary), "seed", "params.yaml", "--yes"]
    unpaced = [*command, "--tps=10000"]
    return [
        Tool("ours", f"`bootstrap seed` ({build})", (), write_ours, lambda _: command),
        Tool("ours-unpaced", "`bootstrap seed --tps=10000`", (), write_ours, lambda _: unpaced),
    ]


def peers():
    """Describes the others."""
    return [
        Tool("ssm-diff", "ssm-diff 0.5 (patched)", ("ssm-diff==0.5",), write_ssm_diff, call_ssm_diff, patch_ssm_diff),
        Tool(
            "aws-secrets",
            "aws-ssm-secrets-cli 2.6.1",
            # Its old `jsonschema` wants what newer setuptools have no more.
            ("aws-ssm-secrets-cli==2.6.1", "setuptools==80.9.0"),
            write_aws_secrets,
            call_aws_secrets,
        ),
        Tool("aws-cli", "`aws ssm put-parameter` loop (1.46.3)", ("awscli==1.46.3",), write_aws_cli, call_aws_cli),
    ]


def write_ours(wanted, folder):
    """Writes a manifest of ours."""
    lines = ["version: 1", f"path: {PATH}", "parameters:"]
    for parameter in wanted:
        lines.append(f"  {parameter.name}: {{ type: {parameter.kind}, value: {json.dumps(parameter.value)} }}")
    _write(folder / "params.yaml", lines)


def write_ssm_diff(wanted, folder):
    """Writes nested maps, secrets with a tag."""
    lines, parents = [f"{PATH.strip('/')}:"], set()
    for parameter in wanted:
        parent, name = parameter.name.split("/")
        if parent not in parents:
            parents.add(parent)
            lines.append(f"  {parent}:")
        tag = "!secure " if parameter.kind == "SecureString" else ""
        lines.append(f"    {name}: {tag}{json.dumps(parameter.value)}")
    _write(folder / "params.yml", lines)


def call_ssm_diff(environment):
    """Returns the command that applies without asking."""
    script = environment / "bin" / "ssm-diff"
    return [str(python_of(environment)), str(script), "-f", "params.yml", "--path", PATH, "apply"]


def patch_ssm_diff(environment):
    """Lets it start on Python 3.10 and later, where `collections` has lost its abstract classes."""
    found = list(environment.glob("lib/python*/site-packages/states/helpers.py"))
    if not found:
        raise NotInstalled("nothing to patch in ssm-diff")
    text = found[0].read_text()
    if "collections.abc" not in text:
        text = text.replace("import collections", "import collections.abc")
        found[0].write_text(text.replace("collections.MutableMapping", "collections.abc.MutableMapping"))


def write_aws_secrets(wanted, folder):
    """Writes its list; secrets come from files, which spares it a call to KMS for each."""
    lines = ["kms:", "  arn: alias/aws/ssm", "parameters:"]
    for number, parameter in enumerate(wanted):
        value = json.dumps(parameter.value)
        if parameter.kind == "SecureString":
            (folder / f"secret-{number}.txt").write_text(parameter.value)
            value = f"!file secret-{number}.txt"
        lines += [f"  - name: {parameter.full_name}", f"    type: {parameter.kind}", f"    value: {value}"]
    _write(folder / "params.yaml", lines)


def call_aws_secrets(environment):
    """Returns the command that applies without asking."""
    script = environment / "bin" / "aws-secrets"
    return [str(python_of(environment)), str(script), "deploy", "--env-file", "params.yaml", "--only-parameters"]


def write_aws_cli(wanted, folder):
    """Writes a shell script that goes on after a failure, and remembers it."""
    lines = ["failed=0"]
    for parameter in wanted:
        put = ["aws", "ssm", "put-parameter", "--overwrite", "--name", parameter.full_name]
        put += ["--type", parameter.kind, "--value", parameter.value]
        lines.append(f"{shlex.join(put)} || failed=1")
    _write(folder / "params.sh", [*lines, "exit $failed"])


def call_aws_cli(_environment):
    """Returns the command; `aws` is found on the path."""
    return ["sh", "params.sh"]


def _write(path: Path, lines):
    """Writes lines to a file."""
    path.write_text("\n".join(lines) + "\n")
