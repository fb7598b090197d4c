"""The C ABI, declared by the header itself: there is nothing here that could disagree with it."""

import os
import pathlib
import re
import subprocess

import cffi

HEADER = pathlib.Path(__file__).parents[2] / "include" / "cognito_native.h"


def _declarations():
    """What the header declares, without what it includes and without comments."""
    text = HEADER.read_text().replace("#include <stddef.h>", "").replace("#include <stdint.h>", "")
    preprocessed = subprocess.run(
        ["cc", "-E", "-P", "-x", "c", "-"], input=text, stdout=subprocess.PIPE, text=True, check=True
    )
    constants = re.findall(r"^#define COGNITO_\w+ \d+u?$", text, re.MULTILINE)
    return "\n".join([*constants, preprocessed.stdout])


ffi = cffi.FFI()
ffi.cdef(_declarations())
lib = ffi.dlopen(os.environ["COGNITO_LIBRARY"])
