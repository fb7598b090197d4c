#!/usr/bin/env python3
"""Compiles scripts of projects with and without the AWS SDK against the package, as installed and with each choice.

usage: projects.py DIRECTORY [--package DIRECTORY]      Ends with "N passed, N failed".

The SDK is the stand-in in tests/dotnet/awssdk, in its versions 3.7 and 4. A choice that is wrong for the project must fail
with the error that the package's troubleshooting page explains.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import compile as unity

HERE = Path(__file__).resolve().parent
SDK = HERE.parent / "dotnet" / "awssdk"
TROUBLES = "Documentation~/troubleshooting.md"
OLD, BRIDGE, NAMES = "COGNITO_NATIVE_AMAZON_NAMES", "COGNITO_NATIVE_AWS_SDK", "COGNITO_NATIVE_AWS_SDK_NAMES"
CORE, COGNITO = "AWSSDK.Core", "AWSSDK.CognitoIdentity"
# The script, the project's DLLs, its symbols, and the error that is expected; "": it compiles.
PROJECTS = [
    ("WithBridge", [], [], "CS0246"),
    ("OldCode", [], [OLD], ""),
    ("OldCode", [], [], "CS0246"),
    ("BesideSdk", [CORE, COGNITO], [], ""),
    ("BesideSdk", [CORE, COGNITO], [BRIDGE], ""),
    ("BesideSdk", [CORE, COGNITO], [OLD], "CS0433"),
    ("BesideSdk", [CORE, COGNITO], [BRIDGE, NAMES], "CS0433"),
    ("WithBridge", [CORE, COGNITO], [BRIDGE], ""),
    ("OldCode", [CORE], [BRIDGE, NAMES], ""),
]


def stand_ins(directory: Path, version: str) -> None:
    define = ["-define:AWSSDK_V4"] if version == "4" else []
    unity.mcs(directory / f"{CORE}.dll", list((SDK / "core").glob("*.cs")), [], *define)
    unity.mcs(directory / f"{COGNITO}.dll", list((SDK / "cognito-identity").glob("*.cs")), [CORE], *define)


def compiled(directory: Path, package: Path, version: str, project: tuple) -> str:
    """What is wrong; empty: all is as expected."""
    script, libraries, symbols, wanted = project
    platform = unity.COMMON + unity.PLATFORMS["standalone"] + symbols
    paths = [directory / f"{library}.dll" for library in libraries]
    # The runtime is the same for all. Names that are there twice are warnings in the package's own assemblies, which Unity
    # does not count, and errors in the scripts.
    beside = [directory / f"{CORE}.dll"] * (BRIDGE in symbols)
    built = unity.assemblies(package, directory, platform, False, beside, frozenset({"CognitoNative"}))
    names = [f"-r:{directory / (name + '.dll')}" for name in [*built, "UnityEngine"]]
    done = subprocess.run(
        ["mcs", "-nologo", "-target:library", "-langversion:7.2", "-warnaserror", f"-out:{directory / 'Assembly-CSharp.dll'}",
         f"-define:{';'.join(platform)}", *names, *(f"-r:{path}" for path in paths), HERE / "projects" / f"{script}.cs"],
        capture_output=True, text=True)
    told = done.stdout + done.stderr
    if not wanted:
        return "" if done.returncode == 0 else told
    if done.returncode == 0 or wanted not in told:
        return f"{wanted} was expected: {told}"
    return "" if wanted in (package / TROUBLES).read_text() else f"{wanted} is not explained in {TROUBLES}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--package", type=Path, default=unity.IN_THE_TREE)
    arguments = parser.parse_args()
    failed = count = 0
    for version in ("3.7", "4"):
        directory = arguments.directory.resolve() / version
        directory.mkdir(parents=True, exist_ok=True)
        platform = unity.COMMON + unity.PLATFORMS["standalone"]
        unity.stub(directory, platform, False)
        stand_ins(directory, version)
        untouched = [directory / f"{library}.dll" for library in (CORE, COGNITO)]
        unity.assemblies(arguments.package, directory, platform, False, untouched)
        # Without the SDK its version does not matter.
        for project in [one for one in PROJECTS if one[1] or version == "4"]:
            count += 1
            complaint = compiled(directory, arguments.package, version, project)
            script, libraries, symbols, _ = project
            what = f"{script} with {' '.join(libraries + symbols) or 'nothing'} ({version})"
            print(f"FAILED  {what}: {complaint}" if complaint else f"ok      {what}")
            failed += bool(complaint)
    print(f"{count - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
