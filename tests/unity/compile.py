#!/usr/bin/env python3
"""Compiles the Unity package as Unity does: each asmdef an assembly, with the references and settings that it names.

usage: compile.py DIRECTORY [--package DIRECTORY] [--platform NAME] [--define SYMBOL]... [--library DLL]...
                  [--installed PACKAGE]... [--suite]
       compile.py --platforms

Against the stub of Unity, with mcs, every warning an error. NAME is one of PLATFORMS, and decides the symbols that Unity
would define; only the editor has editor and test assemblies. SYMBOL is one of the Player Settings, DLL one in the
project's folders, PACKAGE one in its manifest. --player also compiles the player, --suite the sample and the suite besides.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
IN_THE_TREE = HERE.parent.parent / "bindings" / "unity" / "com.cognitonative.credentials"
# The emulator as the .NET suite drives it.
EMULATOR = ("Emulator.cs", "EmulatorProcess.cs", "Json.cs")
COMMON = ["UNITY_5_3_OR_NEWER", "UNITY_2019_3_OR_NEWER", "UNITY_2019_4_OR_NEWER"]
# What later versions define beside it, and have.
LATER = ["UNITY_2020_2_OR_NEWER", "UNITY_2021_2_OR_NEWER", "UNITY_2021_3_OR_NEWER", "UNITY_2023_1_OR_NEWER",
         "UNITY_6000_0_OR_NEWER", "UNITY_6000_5_OR_NEWER"]
PLATFORMS = {
    "editor": ["UNITY_EDITOR", "UNITY_EDITOR_LINUX", "UNITY_STANDALONE_LINUX", "UNITY_INCLUDE_TESTS"],
    "editor-for-ios": ["UNITY_EDITOR", "UNITY_EDITOR_OSX", "UNITY_IOS", "UNITY_INCLUDE_TESTS"],
    "editor-for-webgl": ["UNITY_EDITOR", "UNITY_EDITOR_WIN", "UNITY_WEBGL", "UNITY_INCLUDE_TESTS"],
    "editor-6000.5": ["UNITY_EDITOR", "UNITY_EDITOR_LINUX", "UNITY_STANDALONE_LINUX", "UNITY_INCLUDE_TESTS", *LATER],
    "standalone": ["UNITY_STANDALONE", "UNITY_STANDALONE_WIN"],
    "server": ["UNITY_STANDALONE", "UNITY_STANDALONE_LINUX", "UNITY_SERVER"],
    "il2cpp": ["UNITY_STANDALONE", "ENABLE_IL2CPP"],
    "android": ["UNITY_ANDROID", "ENABLE_IL2CPP"],
    "ios": ["UNITY_IOS", "ENABLE_IL2CPP"],
    "tvos": ["UNITY_TVOS", "ENABLE_IL2CPP"],
    "webgl": ["UNITY_WEBGL", "ENABLE_IL2CPP"],
}


def mcs(output: Path, sources: list[Path], references: list[str], *more: str) -> None:
    found = [f"-r:{output.parent / (name + '.dll')}" for name in references]
    subprocess.run(
        ["mcs", "-nologo", "-target:library", "-langversion:7.2", "-warnaserror", "-debug", f"-out:{output}"]
        # Beside what mcs takes by itself; Unity's profiles, .NET Standard and .NET Framework, both have it.
        + ["-r:System.Net.Http", *more, *found, *map(str, sorted(sources))],
        check=True,
    )


def stub(directory: Path, symbols: list[str], is_editor: bool) -> None:
    define = f"-define:{';'.join(symbols)}"
    mcs(directory / "UnityEngine.dll", list((HERE / "stub/UnityEngine").rglob("*.cs")), [], define)
    if is_editor:
        for name in ("UnityEditor", "UnityEngine.TestRunner", "UnityEditor.TestRunner"):
            mcs(directory / f"{name}.dll", list((HERE / "stub" / name).glob("*.cs")), ["UnityEngine"], define)


def packages(directory: Path) -> None:
    """What a project may have besides: the sample uses it, or our package does where it is there."""
    mcs(directory / "UnityEngine.UI.dll", list((HERE / "stub/UnityEngine.UI").glob("*.cs")), ["UnityEngine"])
    input_system = list((HERE / "stub/Unity.InputSystem").glob("*.cs"))
    mcs(directory / "Unity.InputSystem.dll", input_system, ["UnityEngine", "UnityEngine.UI"])
    mcs(directory / "UniTask.dll", list((HERE / "stub/UniTask").glob("*.cs")), [])


def assemblies(
    package: Path, directory: Path, symbols: list[str], is_editor: bool, libraries: list[Path],
    there: frozenset = frozenset(), installed: frozenset = frozenset(),
) -> list[str]:
    """Compiles what this platform has, beside these packages, references first; all but what is there already."""
    definitions = {}
    for file in package.rglob("*.asmdef"):
        if any(folder.endswith("~") for folder in file.relative_to(package).parts):
            continue
        definition = json.loads(file.read_text(encoding="utf-8"))
        is_for_players = not definition["includePlatforms"]
        defined = symbols + [one["define"] for one in definition["versionDefines"] if one["name"] in installed]
        is_wanted = all(is_satisfied(constraint, defined) for constraint in definition["defineConstraints"])
        if is_wanted and (is_editor or is_for_players):
            definitions[definition["name"]] = (defined, file, definition)
    done: list[str] = []
    while len(done) < len(definitions):
        ready = [
            name
            for name, (_, _, definition) in definitions.items()
            if name not in done and not (set(definition["references"]) & definitions.keys()) - set(done)
        ]
        for name in ready:
            if name not in there:
                assembly(directory, *definitions[name], libraries)
        done += ready
        if not ready:
            raise SystemExit(f"the assemblies refer to each other in a circle: {definitions.keys() - set(done)}")
    return done


def assembly(directory: Path, symbols: list[str], file: Path, definition: dict, libraries: list[Path]) -> None:
    nested = [other.parent for other in file.parent.rglob("*.asmdef") if other != file]
    sources = [
        source
        for source in file.parent.rglob("*.cs")
        if not any(folder in source.parents for folder in nested)
    ]
    more = [f"-define:{';'.join(symbols)}", "-r:System.Net.Http"] + ["-unsafe"] * definition["allowUnsafeCode"]
    if "nunit.framework.dll" in definition["precompiledReferences"]:
        more.append("-pkg:nunit")
    if not definition["overrideReferences"]:
        more += [f"-r:{library}" for library in libraries]
    unity = ["UnityEngine"] + ["UnityEditor"] * (definition["includePlatforms"] == ["Editor"])
    mcs(directory / f"{definition['name']}.dll", sources, unity + definition["references"], *more)


def is_satisfied(constraint: str, symbols: list[str]) -> bool:
    return (constraint[1:] not in symbols) if constraint.startswith("!") else constraint in symbols


def player(directory: Path, symbols: list[str]) -> None:
    define = f"-define:{';'.join(symbols)}"
    mcs(directory / "UnityPlayer.dll", list((HERE / "player").glob("*.cs")), ["UnityEngine", "UnityEditor"], define)


def suite(package: Path, directory: Path, symbols: list[str], built: list[str], libraries: list[Path]) -> None:
    unity = ["UnityEngine", "UnityEditor", "UnityEngine.TestRunner", "UnityEngine.UI", "Unity.InputSystem", "UniTask"]
    define = f"-define:{';'.join(symbols)}"
    # As imported into the sample project, which has the same script outside of any asmdef.
    script = (package / "Samples~").rglob("*.cs")
    mcs(directory / "Assembly-CSharp.dll", [*script, readme_script(package, directory)], unity + ["CognitoNative"], define)
    for file in (package / "Samples~").rglob("*.asmdef"):
        assembly(directory, symbols, file, json.loads(file.read_text(encoding="utf-8")), libraries)
    new_input = f"{define};ENABLE_INPUT_SYSTEM"
    mcs(directory / "NewInput.dll", list((package / "Samples~").rglob("*.cs")), unity + ["CognitoNative"], new_input)
    mcs(
        directory / "CognitoNative.UnitySuite.dll",
        list((HERE / "suite").glob("*.cs")) + [HERE.parent / "dotnet/suite" / name for name in EMULATOR],
        [*unity, "UnityPlayer", "Assembly-CSharp", *built],
        define,
        "-pkg:nunit",
        "-r:System.Runtime.Serialization",
        "-r:System.Xml.Linq",
        *(f"-r:{library}" for library in libraries),
    )


def readme_script(package: Path, directory: Path) -> Path:
    """What the README tells people to write."""
    file = directory / "Readme.cs"
    blocks = re.findall(r"```csharp\n(.*?)```", (package / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    file.write_text("\n".join(blocks), encoding="utf-8")
    return file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, nargs="?")
    parser.add_argument("--package", type=Path, default=IN_THE_TREE)
    parser.add_argument("--platforms", action="store_true")
    parser.add_argument("--platform", choices=PLATFORMS, default="editor")
    parser.add_argument("--define", action="append", default=[])
    parser.add_argument("--library", type=Path, action="append", default=[])
    parser.add_argument("--installed", action="append", default=[])
    parser.add_argument("--player", action="store_true")
    parser.add_argument("--suite", action="store_true")
    arguments = parser.parse_args()
    if arguments.platforms:
        print("\n".join(PLATFORMS))
        return
    if arguments.directory is None:
        parser.error("DIRECTORY is missing")
    directory = arguments.directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    symbols = COMMON + PLATFORMS[arguments.platform] + arguments.define
    is_editor = "UNITY_EDITOR" in symbols
    try:
        # The player plays the editor, too.
        stub(directory, symbols, is_editor or arguments.player)
        if arguments.suite:
            packages(directory)
        installed = frozenset(arguments.installed)
        built = assemblies(arguments.package, directory, symbols, is_editor, arguments.library, installed=installed)
        if arguments.player or arguments.suite:
            player(directory, symbols)
        if arguments.suite:
            suite(arguments.package, directory, symbols, built, arguments.library)
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)


if __name__ == "__main__":
    main()
