"""Native files for tests: what bindings/natives.sh would write, with this machine's library, and stand-ins that have the
head of a file for each other place and nothing else.

usage: stand_ins.py WORK LIBRARY ARCHIVE      writes WORK/natives (this machine's) and WORK/all-natives (every place)
"""

import shutil
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "bindings"))
import platforms  # noqa: E402


def elf(processor: str, needs: bytes, alignment: int = platforms.PAGE_BYTES) -> bytes:
    """An ELF file with one segment, and a section that says which library it needs."""
    is_64 = processor in ("x64", "arm64")
    if not is_64:
        head = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack("<HHIIIIIHHHHHH", 3, platforms.ELF[processor], 1, 0, 52, 0,
                                                              0, 52, 32, 1, 0, 0, 0)
        return head + struct.pack("<8I", 1, 0, 0, 0, 0, 0, 5, alignment)
    names = b"\0" + needs + b"\0"
    segment_at, dynamic_at = 64, 64 + 56
    names_at = dynamic_at + 32
    sections_at = names_at + len(names)
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", 3, platforms.ELF[processor], 1, 0, segment_at, sections_at, 0, 64, 56, 1, 64, 2, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 0, 0, alignment)
    dynamic = struct.pack("<QQQQ", 1, 1, 0, 0)
    sections = struct.pack("<IIQQQQIIQQ", 0, 3, 0, 0, names_at, len(names), 0, 0, 1, 0)
    sections += struct.pack("<IIQQQQIIQQ", 0, 6, 0, 0, dynamic_at, 32, 0, 0, 8, 16)
    return head + segment + dynamic + names + sections


def dll(processor: str) -> bytes:
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", platforms.PE[processor]) + bytes(60)


def library(place: platforms.Place) -> bytes:
    suffix = Path(place.library).suffix
    if suffix == ".dll":
        return dll(place.processor)
    if suffix == ".dylib":
        return (platforms.UNIVERSAL if place.name == "osx" else platforms.MACH_O) + b" rest"
    return elf(place.processor, b"libc.so" if "musl" in place.name else b"libc.so.6")


def native(place: platforms.Place) -> bytes:
    """What Unity takes of a place."""
    return library(place) if place.library else archive(place)


def archive(place: platforms.Place) -> bytes:
    return platforms.ARCHIVE + place.name.encode() + (platforms.WASM if place.name == "webgl" else b"")


def fill(directory: Path) -> None:
    """Every place."""
    for place in platforms.PLACES:
        folder = directory / place.name
        folder.mkdir(parents=True, exist_ok=True)
        if place.library:
            (folder / place.library).write_bytes(library(place))
        (folder / place.archive).write_bytes(archive(place))
        if place.name.startswith("win-"):
            (folder / "cognito_native.lib").write_bytes(platforms.ARCHIVE)


def main() -> None:
    work, shared, archive = (Path(argument) for argument in sys.argv[1:])
    own = work / "natives" / "linux-x64"
    own.mkdir(parents=True, exist_ok=True)
    shutil.copy(shared, own / "libcognito_native.so")
    shutil.copy(archive, own / "libcognito_native.a")
    fill(work / "all-natives")


if __name__ == "__main__":
    main()
