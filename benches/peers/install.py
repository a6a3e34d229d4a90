"""Virtual environments with the peers, installed once and kept."""

import contextlib
import fcntl
import subprocess
import sys


class NotInstalled(Exception):
    """Says why something is not there."""


class Environments:
    """Finds packages in a lent environment, or installs each set into one of its own."""

    def __init__(self, folder, lent=None):
        """Takes the folder to install into, and an environment that may have the packages already."""
        self.folder, self.lent = folder, lent

    def having(self, name, requirements, may_be_lent=True):
        """Returns the folder of an environment that has these packages."""
        if may_be_lent and self.lent and _has(self.lent, requirements):
            return self.lent
        environment = self.folder / name
        with _locked(self.folder, name):
            _install(environment, requirements)
        return environment


def python_of(environment):
    """Returns the path of an environment's Python."""
    return environment / "bin" / "python"


def _has(environment, requirements):
    """Tells whether an environment has exactly these versions."""
    asked = [requirement.split("==") for requirement in requirements]
    names = [(name.partition("[")[0], version) for name, version in asked]
    script = "import importlib.metadata as m, sys; sys.exit(any(m.version(n) != v for n, v in %r))"
    command = [str(python_of(environment)), "-c", script % names]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def _install(environment, requirements):
    """Installs, unless exactly that was installed before."""
    done, wanted = environment / "installed.txt", "\n".join(requirements)
    if done.exists() and done.read_text() == wanted:
        return
    print(f"installing {', '.join(requirements)}", file=sys.stderr)
    _run([sys.executable, "-m", "venv", "--clear", str(environment)])
    pip = [str(python_of(environment)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, *requirements])
    done.write_text(wanted)


def _run(command):
    """Runs a step of an installation; what it said last is the reason when it fails."""
    try:
        output = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except OSError as error:
        raise NotInstalled(str(error)) from error
    if output.returncode != 0:
        lines = (output.stderr or output.stdout).strip().splitlines() or ["no reason given"]
        raise NotInstalled(lines[-1])


@contextlib.contextmanager
def _locked(folder, name):
    """Lets one install while others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
