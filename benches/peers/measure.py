"""One run of one tool: started in a world of its own, and judged by what is stored afterwards."""

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from install import NotInstalled
from store import REGION
from tools import PATH

# What only looks.
READS = ("Get", "Describe", "List")
# Who asks, which is no call to Parameter Store.
IDENTITY = "GetCallerIdentity"


@dataclass
class Run:
    """What a run did."""

    name: str
    exit_code: object = None
    seconds: float = 0.0
    calls: dict = None
    throttled: int = 0
    writes: int = 0
    right: int = 0
    new_versions: int = 0
    remark: str = ""

    @property
    def store_calls(self):
        """Counts all calls but those that ask who one is."""
        return sum(count for operation, count in self.calls.items() if operation != IDENTITY)


@dataclass
class Prepared:
    """A tool that is ready to be called."""

    command: list
    folder: Path
    variables: dict


def measure(tool, wanted, limit_sets, bench):
    """Runs a tool twice under each set of limits, each time from an empty store."""
    try:
        prepared = _prepare(tool, wanted, bench)
    except NotInstalled as error:
        return [Run("-", remark=f"could not be installed: {bench.cleaned(str(error))}")]
    runs = []
    for suffix, limits in limit_sets.items():
        bench.store.reset()
        runs += [_run(name + suffix, prepared, limits, wanted, bench) for name in ("first", "second")]
    return runs


def _prepare(tool, wanted, bench):
    """Installs a tool and writes its manifest."""
    environment = None
    if tool.requirements:
        # Nothing of others is patched.
        environment = bench.environments.having(tool.key, tool.requirements, may_be_lent=tool.patch is None)
    if tool.patch:
        tool.patch(environment)
    folder = bench.scratch / tool.key
    (folder / "home").mkdir(parents=True)
    tool.write_manifest(wanted, folder)
    return Prepared(tool.command(environment), folder, _variables(folder, environment, bench.store.url))


def _run(name, prepared, limits, wanted, bench):
    """Runs a tool once and compares the store before and after."""
    before = bench.store.stored(PATH)
    bench.store.start_counting(limits)
    started = time.monotonic()
    exit_code, said = _call(prepared, bench.timeout)
    seconds = time.monotonic() - started
    counts, after = bench.store.counts(), bench.store.stored(PATH)
    right = sum(after.get(one.full_name, ())[:2] == (one.kind, one.value) for one in wanted)
    return Run(
        name,
        exit_code,
        seconds,
        counts["calls"],
        sum(counts["throttled"].values()),
        writes=_writes(counts["calls"]) - _writes(counts["throttled"]),
        right=right,
        new_versions=sum(version - before.get(key, (0, 0, 0))[2] for key, (_, _, version) in after.items()),
        remark=bench.cleaned(_remark(exit_code, said, len(wanted) - right)),
    )


def _writes(calls):
    """Counts what does not only look."""
    return sum(count for operation, count in calls.items() if not operation.startswith(READS))


def _call(prepared, timeout):
    """Starts a tool; returns its exit code, or words for what happened instead, and what it said."""
    try:
        process = subprocess.Popen(
            prepared.command,
            cwd=prepared.folder,
            env=prepared.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        return "could not be started", str(error)
    try:
        said = process.communicate(timeout=timeout)[0]
        return process.returncode, said.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return f"ended after {timeout:.0f} s", ""
    finally:
        _end(process)


def _end(process):
    """Ends a tool and its children, if it has not ended by itself."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _variables(folder, environment, url):
    """Makes the world a tool sees: no home, no account, no network but the store."""
    programs = [str(environment / "bin")] if environment else []
    return {
        "PATH": os.pathsep.join([*programs, os.environ.get("PATH", os.defpath)]),
        "HOME": str(folder / "home"),
        "LC_ALL": "C.UTF-8",
        "NO_PROXY": "127.0.0.1",
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _remark(exit_code, said, missing):
    """Says what numbers do not: why it failed, or that it hides a failure."""
    if exit_code == 0:
        return f"says it succeeded; {missing} are not stored right" if missing else ""
    lines = said.strip().splitlines() or [""]
    return lines[-1]


def cleaned(text, folders):
    """Makes a line of a tool fit for a table: no colours, no folders of this machine, not too long."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    for folder in folders:
        text = text.replace(str(folder), "...")
    text = text.replace("|", "\\|").strip()
    return text if len(text) <= 160 else text[:157] + "..."
