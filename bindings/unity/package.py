#!/usr/bin/env python3
"""Makes the Unity package: puts built native libraries into it, each with its `.meta`, and packs it.

usage: package.py [LIBRARIES] [--output DIRECTORY]   writes com.cognitonative.credentials-VERSION.tgz
       package.py [LIBRARIES] --tree DIRECTORY       writes the package as a folder, which is what a git branch holds
       package.py [LIBRARIES] --in-place             fills Runtime/Plugins of the work tree (not in git), for a project
                                                     that names the package by file:
       package.py --list                             the slots
LIBRARIES are
       --natives DIRECTORY                           every place that bindings/natives.sh has filled there, or
       --native SLOT=FILE...                         some, or
       nothing                                       this machine's own library, from release/ in $CARGO_TARGET_DIR or
                                                     target: cargo rustc --release --lib --crate-type cdylib,staticlib
--notices DIRECTORY is where bindings/notices.py wrote; without, it is asked to.

What was packed says which platforms it holds: in its description, which the Package Manager shows, and in its README.
The archive is that of `npm pack`: everything below package/, in sorted order and without times or owners, so that the
same files always give the same bytes. Install it in Unity with "Add package from tarball".
"""

import argparse
import gzip
import io
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
from pathlib import Path, PurePosixPath

import meta
import plugins

ROOT = meta.HERE.parent.parent
sys.path.insert(0, str(ROOT / "bindings"))
import platforms  # noqa: E402
import project  # noqa: E402

SLOTS = {slot.name: slot for slot in plugins.SLOTS}
# What npm itself writes; a time of zero is refused by some unpackers.
EPOCH = 499162500

# The links that the Package Manager shows beside the package.
PAGES = {"documentationUrl": "Documentation~/index.md", "changelogUrl": "CHANGELOG.md", "licensesUrl": "LICENSE.md"}

# Where the README says what the package holds.
HELD = "## In this package"


class Refused(Exception):
    """Something the caller has to mend; the message says what."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--native", action="append", default=[], metavar="SLOT=FILE")
    parser.add_argument("--natives", type=Path, metavar="DIRECTORY")
    parser.add_argument("--notices", type=Path, metavar="DIRECTORY")
    parser.add_argument("--output", type=Path, default=ROOT / "target")
    parser.add_argument("--tree", type=Path, metavar="DIRECTORY")
    parser.add_argument("--in-place", action="store_true")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    if arguments.list:
        for slot in plugins.SLOTS:
            print(f"{slot.name:22}{slot.path}")
        return 0
    try:
        named = arguments.native or (filled(arguments.natives) if arguments.natives else [own_library()])
        natives = read_natives(named)
        if arguments.in_place:
            fill(natives)
            return 0
        files = package_files(natives, arguments.notices or made_notices())
        if arguments.tree:
            write_tree(files, arguments.tree)
            print(arguments.tree)
        else:
            print(pack(files, arguments.output))
    except (Refused, platforms.Unfit, OSError) as error:
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


def filled(directory: Path) -> list[str]:
    """What natives.sh has built, as --native would name it."""
    there = {place.name: place for place in platforms.filled(directory)}
    named = [f"{slot.name}={directory / slot.place / PurePosixPath(slot.path).name}"
             for slot in plugins.SLOTS if slot.place in there]
    if not named:
        raise Refused(f"{directory} holds no library for Unity; bindings/natives.sh fills it")
    return named


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
        slot = SLOTS[name]
        platforms.check(platforms.BY_NAME[slot.place], Path(file), PurePosixPath(slot.path).suffix)
        natives[slot.path] = Path(file).read_bytes()
    return natives


def held(natives: dict[str, bytes]) -> list[str]:
    """The platforms of these libraries, in words. A library that needs a newer glibc than ours says so."""
    found = []
    for slot in plugins.SLOTS:
        if slot.path in natives:
            about = platforms.BY_NAME[slot.place].about
            newest = platforms.newest_glibc(natives[slot.path])
            found.append(re.sub(r"glibc [\d.]+", f"glibc {newest}", about) if newest else about)
    return found


def made_notices() -> Path:
    directory = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").absolute() / "notices"
    subprocess.run([sys.executable, ROOT / "bindings/notices.py", directory], check=True, stdout=sys.stderr)
    return directory


def plugin_files(natives: dict[str, bytes]) -> dict[str, bytes]:
    """The libraries, what Apple wants to know of theirs, what a page does for its own, their folders and the `.meta` of each."""
    files = dict(natives)
    _, seed = meta.ROOTS[0]
    if any(SLOTS[name].path in natives for name in ("ios", "tvos")):
        files[plugins.PRIVACY.path] = (ROOT / "bindings/apple/PrivacyInfo.xcprivacy").read_bytes()
    if SLOTS["webgl"].path in natives:
        files[plugins.PAGE.path] = (ROOT / "bindings/web/cognito_native.jslib").read_bytes()
    for path in list(files):
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


def package_files(natives: dict[str, bytes], notices: Path) -> dict[str, bytes]:
    """All that the package holds, and what it says of that."""
    files = {**tree_files(), **plugin_files(natives)}
    _, seed = meta.ROOTS[0]
    # The name that Unity's rules for packages give it.
    files["Third Party Notices.md"] = (notices / "THIRD-PARTY-NOTICES.txt").read_bytes()
    files["Third Party Notices.md.meta"] = meta.render(seed, "Third Party Notices.md", False).encode()
    files["Documentation~/sbom.cdx.json"] = (notices / "sbom.cdx.json").read_bytes()
    there = held(natives)
    manifest = json.loads(files["package.json"])
    manifest["description"] += f" Native libraries in this package: {'; '.join(there)}."
    manifest |= {name: project.page(f"{meta.PACKAGE.relative_to(ROOT).as_posix()}/{page}") for name, page in PAGES.items()}
    files["package.json"] = (json.dumps(manifest, indent=2) + "\n").encode()
    before, heading, _ = files["README.md"].decode().partition(HELD)
    if not heading:
        raise Refused(f"README.md has no section {HELD!r}")
    listed = "".join(f"- {about}\n" for about in there)
    files["README.md"] = f"{before}{HELD}\n\nNative libraries for\n\n{listed}".encode()
    return files


def write_tree(files: dict[str, bytes], directory: Path) -> None:
    if directory.exists() and any(directory.iterdir()):
        raise Refused(f"{directory} is not empty")
    for path, content in files.items():
        file = directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def pack(files: dict[str, bytes], directory: Path) -> Path:
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
