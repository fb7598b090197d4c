#!/usr/bin/env python3
"""Writes the `.meta` file of every file and folder of the Unity package and of the sample project's assets.

usage: meta.py           writes what is missing or outdated, deletes what belongs to nothing
       meta.py --check   only tells, and fails when there is anything

A GUID is a hash of the path below its root, so that it is the same on every machine and in every release. Renaming a
file gives it another one; that is harmless for everything but a script that sits on a GameObject of some scene.
"""

import hashlib
import sys
from pathlib import Path, PurePosixPath

import plugins

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "com.cognitonative.credentials"
SAMPLE_ASSETS = HERE.parent.parent / "unity-sample" / "Assets"
# The seed keeps equal paths of two roots apart: one project imports both.
ROOTS = ((PACKAGE, "com.cognitonative.credentials"), (SAMPLE_ASSETS, "unity-sample"))

SLOTS = {slot.path: slot for slot in (*plugins.SLOTS, plugins.PRIVACY, plugins.PAGE)}


def guid(seed: str, path: str) -> str:
    return hashlib.sha256(f"{seed}/{path}".encode()).hexdigest()[:32]


def is_hidden(path: PurePosixPath) -> bool:
    """Unity imports nothing whose name begins with a dot or ends with a tilde, so these have no `.meta`."""
    return any(part.startswith(".") or part.endswith("~") for part in path.parts)


def render(seed: str, path: str, is_folder: bool) -> str:
    head = f"fileFormatVersion: 2\nguid: {guid(seed, path)}\n"
    if path in SLOTS and not is_folder:
        return head + plugins.importer(SLOTS[path])
    ending = "\n".join(("  externalObjects: {}", *plugins.ENDING)) + "\n"
    if is_folder:
        return head + "folderAsset: yes\nDefaultImporter:\n" + ending
    if path.endswith(".cs"):
        return head + (
            "MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n"
            "  executionOrder: 0\n  icon: {instanceID: 0}\n" + "\n".join(plugins.ENDING) + "\n"
        )
    importers = {
        ".asmdef": "AssemblyDefinitionImporter",
        ".md": "TextScriptImporter",
        ".unity": "DefaultImporter",
        ".json": "PackageManifestImporter" if path == "package.json" else "TextScriptImporter",
    }
    suffix = PurePosixPath(path).suffix
    if suffix not in importers:
        raise SystemExit(f"meta.py: no importer is known for {path}; add its kind to meta.py")
    return head + f"{importers[suffix]}:\n{ending}"


def expected(root: Path, seed: str) -> dict[Path, str]:
    """Every `.meta` that belongs below a root, and its text."""
    metas = {}
    for file in sorted(root.rglob("*")):
        path = PurePosixPath(file.relative_to(root).as_posix())
        if file.suffix == ".meta" or is_hidden(path):
            continue
        metas[file.with_name(file.name + ".meta")] = render(seed, str(path), file.is_dir())
    return metas


def existing(root: Path) -> set[Path]:
    return {
        file for file in root.rglob("*.meta") if not is_hidden(PurePosixPath(file.relative_to(root).as_posix()))
    }


def differences(root: Path, seed: str) -> list[str]:
    wanted, found = expected(root, seed), existing(root)
    return (
        [f"missing: {file.relative_to(root)}" for file in sorted(wanted.keys() - found)]
        + [f"belongs to nothing: {file.relative_to(root)}" for file in sorted(found - wanted.keys())]
        + [
            f"not as meta.py writes it: {file.relative_to(root)}"
            for file in sorted(found & wanted.keys())
            if file.read_text(encoding="utf-8") != wanted[file]
        ]
    )


def write(root: Path, seed: str) -> None:
    wanted = expected(root, seed)
    for file in existing(root) - wanted.keys():
        file.unlink()
    for file, text in wanted.items():
        # Unity reads them with line feeds on every system.
        file.write_bytes(text.encode())


def main() -> int:
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    roots = [(root, seed) for root, seed in ROOTS if root.is_dir()]
    if not sys.argv[1:]:
        for root, seed in roots:
            write(root, seed)
        return 0
    found = [f"{root.name}: {line}" for root, seed in roots for line in differences(root, seed)]
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("run bindings/unity/meta.py and commit what it writes", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
