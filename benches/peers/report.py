"""The measurements as one Markdown table."""

from measure import IDENTITY

HEADINGS = (
    "tool",
    "run",
    "exit",
    "calls",
    "by operation",
    "writes",
    "throttled",
    "new versions",
    "stored right",
    "time",
    "remark",
)


def table(measured, wanted):
    """Renders all runs of all tools; times are multiples of ours in the same run."""
    ours = {run.name: run.seconds for tool, runs in measured if tool.key == "ours" for run in runs}
    rows = [_row(tool, run, wanted, ours) for tool, runs in measured for run in runs]
    lines = [HEADINGS, ["---"] * len(HEADINGS), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _row(tool, run, wanted, ours):
    """Renders one run, or why there is none."""
    if run.calls is None:
        return [tool.title, run.name, *["-"] * (len(HEADINGS) - 3), run.remark]
    counts = [run.writes, run.throttled, run.new_versions]
    return [
        tool.title,
        run.name,
        str(run.exit_code),
        str(run.store_calls),
        _by_operation(run.calls),
        *map(str, counts),
        f"{run.right} of {len(wanted)}",
        _time(tool, run, ours) + ("" if run.right == len(wanted) else ", incomplete"),
        run.remark,
    ]


def _by_operation(calls):
    """Renders the calls; those that only ask who one is stand apart."""
    counted = [f"{operation} {count}" for operation, count in sorted(calls.items()) if operation != IDENTITY]
    apart = [f"(and {IDENTITY} {calls[IDENTITY]})"] if IDENTITY in calls else []
    return " ".join([", ".join(counted) or "none", *apart])


def _time(tool, run, ours):
    """Renders a time: ours in seconds, others as a multiple of it."""
    if tool.key == "ours" or not ours.get(run.name):
        return f"{run.seconds:.2f} s"
    return f"{run.seconds / ours[run.name]:.2g} times ours"


def shortcomings(runs, wanted):
    """Lists what ours was to do and did not: everything stored, and a second run of reads in tens only."""
    reads = -(-len(wanted) // 10)
    found = []
    for run in runs:
        if run.calls is None or run.exit_code != 0:
            found.append(f"{run.name} run: exit {run.exit_code}: {run.remark}")
        elif run.right != len(wanted):
            found.append(f"{run.name} run: {run.right} of {len(wanted)} stored right")
        elif run.name.startswith("second") and (run.store_calls, run.writes) != (reads, 0):
            found.append(f"{run.name} run: {run.store_calls} calls and {run.writes} writes, not {reads} and 0")
    return found
