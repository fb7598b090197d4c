#!/usr/bin/env python3
"""Makes the Unity package: puts built native libraries into it, each with its `.meta`, and packs it.

usage: package.py [--native SLOT=FILE]... [--output DIRECTORY]   writes com.cognitonative.credentials-VERSION.tgz
       package.py [--native SLOT=FILE]... --in-place             fills Runtime/Plugins of the work tree (not in git),
                                                                 for a project that names the package by file:
       package.py --list                                         the slots

Without --native it takes this machine's own library, from release/ in $CARGO_TARGET_DIR or target, built with
       cargo rustc --release --lib --crate-type cdylib,staticlib
The archive is that of `npm pack`: everything below package/, in sorted order and without times or owners, so that the
same files always give the same bytes. Install it in Unity with "Add package from tarball".
"""

import argparse
import gzip
import io
import json
import os
import platform
import sys
import tarfile
from pathlib import Path, PurePosixPath

import meta
import plugins

ROOT = meta.HERE.parent.parent
SLOTS = {slot.name: slot for slot in plugins.SLOTS}
# What npm itself writes; a time of zero is refused by some unpackers.
EPOCH = 499162500

# The first bytes of every format a slot can hold: a wrong file in a slot fails only on the player's device.
MAGIC = {
    ".dll": (b"MZ",),
    ".so": (b"\x7fELF",),
    # Universal and thin Mach-O.
    ".dylib": (b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"),
    # A universal archive, or a plain one.
    ".a": (b"!<arch>\n", b"\xca\xfe\xba\xbe"),
}
# e_machine of an ELF file, by slot.
ELF_MACHINES = {
    "linux-x86_64": 62,
    "android-x86_64": 62,
    "android-arm64-v8a": 183,
    "android-armeabi-v7a": 40,
}


class Refused(Exception):
    """Something the caller has to mend; the message says what."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--native", action="append", default=[], metavar="SLOT=FILE")
    parser.add_argument("--output", type=Path, default=ROOT / "target")
    parser.add_argument("--in-place", action="store_true")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    if arguments.list:
        for slot in plugins.SLOTS:
            print(f"{slot.name:22}{slot.path}")
        return 0
    try:
        natives = read_natives(arguments.native or [own_library()])
        if arguments.in_place:
            fill(natives)
        else:
            print(pack(natives, arguments.output))
    except (Refused, OSError) as error:
        print(f"package.py: {error}", file=sys.stderr)
        return 1
    return 0


def own_library() -> str:
    """This machine's library as --native would name it."""
    names = {"Linux": ("linux-x86_64", "libcognito_native.so"), "Darwin": ("macos", "libcognito_native.dylib")}
    slot, file = names.get(platform.system(), ("windows-x86_64", "cognito_native.dll"))
    # As cargo: an empty one is none, and a relative one starts from here.
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").absolute()
    return f"{slot}={target / 'release' / file}"


def read_natives(named: list[str]) -> dict[str, bytes]:
    natives = {}
    for argument in named:
        name, separator, file = argument.partition("=")
        if not separator or name not in SLOTS:
            raise Refused(f"{argument!r} is not SLOT=FILE; --list shows the slots")
        if not Path(file).is_file():
            raise Refused(
                f"there is no {file}; build it (cargo rustc --release --lib --crate-type cdylib,staticlib), "
                f"or say where it is: --native {name}=FILE")
        content = Path(file).read_bytes()
        check_kind(SLOTS[name], file, content)
        natives[SLOTS[name].path] = content
    return natives


def check_kind(slot: plugins.Slot, file: str, content: bytes) -> None:
    if not content.startswith(MAGIC[PurePosixPath(slot.path).suffix]):
        raise Refused(f"{file} is not a {PurePosixPath(slot.path).suffix} for the slot {slot.name}")
    machine = ELF_MACHINES.get(slot.name)
    if machine is not None and int.from_bytes(content[18:20], "little") != machine:
        raise Refused(f"{file} is built for another processor than the slot {slot.name}")


def plugin_files(natives: dict[str, bytes]) -> dict[str, bytes]:
    """The libraries, their folders and the `.meta` of each."""
    files = dict(natives)
    _, seed = meta.ROOTS[0]
    for path in natives:
        files[f"{path}.meta"] = meta.render(seed, path, False).encode()
        for folder in PurePosixPath(path).parents:
            if folder.is_relative_to(plugins.FOLDER):
                files[f"{folder}.meta"] = meta.render(seed, str(folder), True).encode()
    return files


def fill(natives: dict[str, bytes]) -> None:
    for path, content in plugin_files(natives).items():
        file = meta.PACKAGE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def tree_files() -> dict[str, bytes]:
    """The package as it is in git: without what --in-place put there, and without what Unity or an editor left."""
    files = {}
    for file in meta.PACKAGE.rglob("*"):
        path = file.relative_to(meta.PACKAGE).as_posix()
        is_plugin = path == f"{plugins.FOLDER}.meta" or path.startswith(f"{plugins.FOLDER}/")
        is_dotfile = any(part.startswith(".") for part in PurePosixPath(path).parts)
        if file.is_file() and not is_plugin and not is_dotfile:
            files[path] = file.read_bytes()
    return files


def pack(natives: dict[str, bytes], directory: Path) -> Path:
    files = {**tree_files(), **plugin_files(natives)}
    manifest = json.loads(files["package.json"])
    directory.mkdir(parents=True, exist_ok=True)
    archive = directory / f"{manifest['name']}-{manifest['version']}.tgz"
    # The name and the time in the gzip header would differ between two runs.
    with archive.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as zipped:
        with tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for path in sorted(files):
                entry = tarfile.TarInfo(f"package/{path}")
                entry.size = len(files[path])
                entry.mtime = EPOCH
                entry.mode = 0o644
                tar.addfile(entry, io.BytesIO(files[path]))
    return archive


if __name__ == "__main__":
    sys.exit(main())
