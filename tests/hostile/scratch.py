"""Directories that go when the test's process ends, and C files compiled into them."""

import pathlib
import os
import shutil
import subprocess
import tempfile

_HERE = pathlib.Path(__file__).parent
_directories = []


def scratch():
    directory = tempfile.mkdtemp(prefix="cognito-hostile-")
    _directories.append((os.getpid(), directory))
    return directory


def remove_scratch():
    for owner, directory in _directories:
        if owner == os.getpid():
            shutil.rmtree(directory, ignore_errors=True)


def shim(source):
    """A file of shim/, compiled for LD_PRELOAD."""
    library = f"{scratch()}/shim.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library, _HERE / "shim" / source],
        check=True,
    )
    return library
