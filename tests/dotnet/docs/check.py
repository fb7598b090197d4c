#!/usr/bin/env python3
"""Compiles every C# block of the documentation, each on its own, as the reader's file would be.

usage: check.py WORK ASSEMBLIES      WORK is written. Ends with "N passed, N failed".

A block is a whole file. One that names UnityEngine gets the stand-in beside this file; one that names the bridge to the
AWS SDK gets that, the stand-in of the SDK, and not our AmazonCompat, as a project that has the SDK would.
"""

import pathlib
import re
import subprocess
import sys

from blocks import blocks

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PACKAGE = ROOT / "bindings/unity/com.cognitonative.credentials"
# The README's own blocks are tried by tests/readme.rs.
PAGES = {"index.md": 6, "behaviour.md": 1, "migration.md": 2, "troubleshooting.md": 0}
NUGET = {"CognitoNative": 1, "CognitoNative.AmazonCompat": 0, "CognitoNative.AwsSdk": 1,
         "CognitoNative.AwsSdk.CognitoIdentity": 0, "CognitoNative.Extensions": 0}
REPOSITORY = re.search(r'^repository = "([^"]+)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1] + "/blob/main/"


def links(page: pathlib.Path) -> list:
    """The links to other pages of this documentation, and to headings, that lead nowhere."""
    broken = []
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        # Readmes inside packages lead to the repository.
        of_repository = target.startswith(REPOSITORY)
        if target.startswith("https://") and not of_repository:
            continue
        file, _, heading = target.removeprefix(REPOSITORY).partition("#")
        linked = (ROOT if of_repository else page.parent) / file if file else page
        headings = [re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                    for line in linked.read_text().splitlines() if line.startswith("#")] if linked.is_file() else []
        if not linked.is_file() or (heading and heading not in headings):
            broken.append(target)
    return broken


def compile_block(source: str, file: pathlib.Path, assemblies: pathlib.Path) -> str:
    """What the compiler has against it; empty when nothing."""
    file.write_text(source)
    has_sdk = "using CognitoNative.AwsSdk;" in source
    sources = [file]
    sources += [HERE / "UnityEngine.cs"] if "using UnityEngine;" in source else []
    names = ["CognitoNative"]
    names += ["CognitoNative.AwsSdk", "awssdk-3/AWSSDK.Core"] if has_sdk else ["CognitoNative.AmazonCompat"]
    references = [assemblies / f"{name}.dll" for name in names]
    done = subprocess.run(["mcs", "-langversion:7.2", "-warnaserror", "-nowarn:649", "-target:library",
                           f"-out:{file.with_suffix('.dll')}", *(f"-r:{one}" for one in references), *sources],
                          capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def main() -> int:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    work = pathlib.Path(sys.argv[1])
    work.mkdir(parents=True, exist_ok=True)
    pages = {PACKAGE / "Documentation~" / name: count for name, count in PAGES.items()}
    pages |= {ROOT / f"bindings/csharp/readme/{name}.md": count for name, count in NUGET.items()}
    pages |= {PACKAGE / "README.md": 1, ROOT / "docs/aws-sdk.md": 1}
    complaints = {}
    for page, count in pages.items():
        found = blocks(page)
        complaints[f"{page.name}: {count} blocks"] = "" if len(found) == count else f"there are {len(found)}"
        complaints[f"{page.name}: links"] = " ".join(links(page))
        for number, source in enumerate(found, 1):
            file = work / f"{page.parent.name.strip('~')}-{page.stem}-{number}.cs"
            complaints[f"{page.name}: block {number}"] = compile_block(source, file, pathlib.Path(sys.argv[2]))
    strangers = {path.stem for path in (ROOT / "bindings/csharp").glob("*.csproj")} ^ set(NUGET)
    strangers |= {path.name for path in (PACKAGE / "Documentation~").glob("*.md")} - set(PAGES)
    complaints["every page is looked at"] = " ".join(strangers)
    for what, complaint in complaints.items():
        print(f"FAILED  {what}: {complaint}" if complaint else f"ok      {what}")
    failed = sum(1 for complaint in complaints.values() if complaint)
    print(f"{len(complaints) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
