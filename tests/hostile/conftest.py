"""Runs each test as a process of its own (scenario.py) and ends with the closing line."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

import scenario


def pytest_configure(config):
    # As an exception, so that the servers are ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
    config.addinivalue_line("markers", "root: needs the rights of root")
    config.addinivalue_line("markers", "namespaces(*kinds): runs in new ones, as unshare names them; needs root")


def pytest_runtest_setup(item):
    needs_root = item.get_closest_marker("root") or item.get_closest_marker("namespaces")
    if needs_root and os.getuid() != 0:
        pytest.skip(f"{item.name} needs root")


def pytest_pyfunc_call(pyfuncitem):
    command = scenario.command(pyfuncitem.module.__name__, pyfuncitem.name)
    namespaces = pyfuncitem.get_closest_marker("namespaces")
    if namespaces:
        command = [shutil.which("unshare"), *(f"--{kind}" for kind in namespaces.args), *command]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=scenario.LIMIT_S)
    except subprocess.TimeoutExpired:
        pytest.fail(f"not ended after {scenario.LIMIT_S} s", pytrace=False)
    finally:
        # With whatever it started.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    print(said, end="")
    if process.returncode:
        pytest.fail(f"ended with {process.returncode}", pytrace=False)
    return True


def pytest_unconfigure(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        passed, failed, skipped = (
            sum(len(reporter.stats.get(kind, [])) for kind in kinds)
            for kinds in (("passed",), ("failed", "error"), ("skipped",))
        )
        print(f"{passed} passed, {failed} failed, {skipped} skipped")
