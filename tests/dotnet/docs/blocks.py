#!/usr/bin/env python3
"""Writes the C# blocks of a page as files 1.cs, 2.cs, ... that a compiler can be given.

usage: blocks.py PAGE.md DIRECTORY
"""

import pathlib
import re
import sys


def blocks(page: pathlib.Path) -> list:
    return re.findall(r"^```csharp\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    directory = pathlib.Path(sys.argv[2])
    directory.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(blocks(pathlib.Path(sys.argv[1])), 1):
        (directory / f"{number}.cs").write_text(text)
