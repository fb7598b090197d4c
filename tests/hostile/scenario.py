"""A test as a process of its own: `scenario.py MODULE FUNCTION [ARGUMENT…]`.

A test changes what belongs to the process (limits, the user, namespaces, preloaded libraries) and loads the library,
whose threads a fork would not take along. So pytest's process only starts these, and judges by how they end.
"""

import importlib
import os
import subprocess
import sys
import traceback

LIMIT_S = 150


def command(module, function, *arguments):
    return [sys.executable, "-B", __file__, module, function, *map(str, arguments)]


def start_again(function, *arguments, **environment):
    """Starts a function of the test's module in another process."""
    return subprocess.Popen(
        command(function.__module__, function.__name__, *arguments),
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run_again(function, *arguments, **environment):
    """The same, to its end: how it ended and what it printed."""
    process = start_again(function, *arguments, **environment)
    try:
        output, _ = process.communicate(timeout=LIMIT_S)
    finally:
        process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, output)


def run():
    module, function, *arguments = sys.argv[1:]
    try:
        getattr(importlib.import_module(module), function)(*arguments)
        status = 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc(file=sys.stdout)
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    from scratch import remove_scratch

    ended = run()
    remove_scratch()
    # Without the interpreter's end, which would wait for the servers' threads.
    os._exit(ended)
