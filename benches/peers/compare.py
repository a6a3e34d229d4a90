#!/usr/bin/env python3
"""Measures `bootstrap seed` and its peers side by side, in one run, against the same store."""

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Nothing is left behind beside the sources.
sys.dont_write_bytecode = True

from install import Environments, NotInstalled, python_of  # noqa: E402
from measure import Run, cleaned, measure  # noqa: E402
from report import shortcomings, table  # noqa: E402
from store import Store  # noqa: E402
from tools import ours, parameters, peers  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
STORE = ("moto[server]==5.2.5",)
# Assumed to be an account's by default: so many writes a second, and a burst.
LIMITS = {"PutParameter": [3, 10]}
# As `bootstrap` itself says it.
COULD_NOT_TELL = 3


@dataclass
class Bench:
    """What all measurements share."""

    store: Store
    environments: Environments
    scratch: Path
    timeout: float

    def cleaned(self, text):
        """Makes what a tool said fit for the table."""
        return cleaned(text, [self.scratch, self.environments.folder, REPOSITORY])


def main():
    """Measures, prints the table, and says by the exit code whether ours did what it promises."""
    options = parse(sys.argv[1:])
    wanted = parameters(options.count)
    tools = [tool for tool in (*ours(*binary(options)), *peers()) if tool.key in options.only]
    environments = Environments(options.folder.resolve(), options.installed and options.installed.absolute())
    try:
        store = start_store(environments)
    except (NotInstalled, OSError) as error:
        nothing = [Run("-", remark=f"not measured, there is no store: {error}")]
        print(table([(tool, nothing) for tool in tools], wanted))
        return COULD_NOT_TELL
    measured = measure_all(tools, wanted, options, environments, store)
    print(table(measured, wanted))
    return verdict(measured, wanted)


def verdict(measured, wanted):
    """Judges ours alone: the others are as they are."""
    found = [line for tool, runs in measured if tool.key == "ours" for line in shortcomings(runs, wanted)]
    for line in found:
        print(f"ours fell short: {line}", file=sys.stderr)
    return 1 if found else 0


def parse(arguments):
    """Reads the command line."""
    keys = ["ours", "ours-unpaced", *(tool.key for tool in peers())]
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bootstrap", type=Path, help="program to measure (default: the release or debug build)")
    parser.add_argument("--count", type=positive, default=100, help="how many parameters (default: 100)")
    parser.add_argument("--only", type=listed(keys), default=keys, help=f"some of {','.join(keys)}")
    parser.add_argument("--limited", action="store_true", help="also with 3 writes a second and a burst of 10")
    parser.add_argument("--folder", type=Path, default=target / "bench-peers", help="where peers are installed")
    parser.add_argument("--installed", type=Path, help="virtual environment to look into before installing")
    parser.add_argument("--timeout", type=float, default=600, help="seconds after which a tool is ended (600)")
    options = parser.parse_args(arguments)
    options.target = target
    return options


def positive(text):
    """Parses a number of parameters."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def listed(keys):
    """Returns a parser for a list of tools."""

    def parse_list(text):
        asked = text.split(",")
        unknown = [key for key in asked if key not in keys]
        if unknown:
            raise argparse.ArgumentTypeError(f"no tool `{unknown[0]}`, only {', '.join(keys)}")
        return asked

    return parse_list


def binary(options):
    """Returns the path of our program and which build it is."""
    builds = ("release", "debug")
    if options.bootstrap:
        found = options.bootstrap.resolve()
        return found, f"{found.parent.name} build" if found.parent.name in builds else "a build given"
    found = [options.target / build / "bootstrap" for build in builds]
    found = next((path for path in found if path.exists()), found[0]).resolve()
    return found, f"{found.parent.name} build"


def start_store(environments):
    """Starts what all tools are measured against."""
    return Store(python_of(environments.having("store", STORE)))


def measure_all(tools, wanted, options, environments, store):
    """Measures one tool after another against one store."""
    limit_sets = {"": {}, ", limited": LIMITS} if options.limited else {"": {}}
    with store, tempfile.TemporaryDirectory() as scratch:
        bench = Bench(store, environments, Path(scratch), options.timeout)
        return [(tool, measure_aloud(tool, wanted, limit_sets, bench)) for tool in tools]


def measure_aloud(tool, wanted, limit_sets, bench):
    """Measures a tool and says so to whoever waits."""
    print(f"measuring {tool.title}", file=sys.stderr)
    try:
        return measure(tool, wanted, limit_sets, bench)
    except OSError as error:
        return [Run("-", remark=f"could not be measured: {bench.cleaned(str(error))}")]


if __name__ == "__main__":
    sys.exit(main())
