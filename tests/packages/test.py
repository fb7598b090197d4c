#!/usr/bin/env python3
"""The packages for C, C++ and Apple's systems, how package managers take them, and the release of all of them.

usage: test.py ARCHIVE EMULATOR NOTICES CONAN [TEST...]      (consumer.py says what they are)
Ends with "N passed, N failed".
"""

import sys
import unittest

sys.dont_write_bytecode = True
import consumer  # noqa: E402, F401 # the modules take it from here

MODULES = ("archives", "recipes", "release")

if __name__ == "__main__":
    loaded = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[5:] or MODULES)
    result = unittest.TextTestRunner(verbosity=2).run(loaded)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
