"""The places that bindings/natives.sh fills, and what a file must be to be fit for one.

A place is named as .NET's runtime identifier. Invariant: no package takes a native file that was not checked here; a
wrong one in the right place fails on the player's device only.
"""

import re
import struct
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

# The pages of some Android and other ARM devices; a library that is aligned to less is not loaded there.
PAGE_BYTES = 16384
# The processors, as ELF (e_machine), PE (Machine) and Mach-O (cputype) number them.
ELF = {"x64": 62, "arm64": 183, "arm": 40, "x86": 3}
PE = {"x64": 0x8664, "arm64": 0xAA64, "x86": 0x14C}
UNIVERSAL, MACH_O, ARCHIVE = b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"!<arch>\n"
# What begins an object of WebAssembly, in its version 1.
WASM = b"\0asm\1\0\0\0"


class Unfit(Exception):
    """A native file that is not what its place promises; the message says which, and what to do."""


@dataclass(frozen=True)
class Place:
    name: str
    about: str
    # Empty where only a static archive is taken.
    library: str
    archive: str = "libcognito_native.a"

    @property
    def processor(self) -> str:
        return self.name.rpartition("-")[2]


PLACES = (
    Place("linux-x64", "Linux x86-64, glibc 2.17 and later", "libcognito_native.so"),
    Place("linux-arm64", "Linux arm64, glibc 2.17 and later", "libcognito_native.so"),
    Place("linux-musl-x64", "Linux x86-64, musl (Alpine)", "libcognito_native.so"),
    Place("linux-musl-arm64", "Linux arm64, musl (Alpine)", "libcognito_native.so"),
    Place("win-x64", "Windows 10 and later, x86-64", "cognito_native.dll"),
    Place("win-x86", "Windows 10 and later, x86", "cognito_native.dll"),
    Place("win-arm64", "Windows 11, arm64", "cognito_native.dll"),
    Place("osx-x64", "macOS 11 and later, x86-64", "libcognito_native.dylib"),
    Place("osx-arm64", "macOS 11 and later, arm64", "libcognito_native.dylib"),
    Place("osx", "macOS 11 and later, arm64 and x86-64 in one", "libcognito_native.dylib"),
    Place("ios", "iOS 12 and later, arm64", ""),
    Place("ios-simulator", "iOS simulator, arm64 and x86-64", ""),
    Place("tvos", "tvOS 12 and later, arm64", ""),
    Place("android-arm64", "Android 5 and later, arm64", "libcognito_native.so"),
    Place("android-arm", "Android 5 and later, armv7", "libcognito_native.so"),
    Place("android-x64", "Android 5 and later, x86-64", "libcognito_native.so"),
    Place("webgl", "web pages (Emscripten 2.0 and later, Unity 2021.2 and later)", ""),
)
BY_NAME = {place.name: place for place in PLACES}


def place_of(path: str) -> Place | None:
    """The place of a file in a NuGet package; none for what is not native."""
    found = re.match(r"(?:runtimes|static)/([^/]+)/", path)
    return BY_NAME.get(found[1]) if found else None


def archive_name(place: Place, natives: Path) -> str:
    """Visual Studio's compiler writes another (natives.ps1)."""
    of_visual_studio = "cognito_native_static.lib"
    return of_visual_studio if (natives / place.name / of_visual_studio).is_file() else place.archive


def filled(natives: Path) -> list[Place]:
    """The places that natives.sh has filled, each with files that are fit for it."""
    found = []
    for place in PLACES:
        files = [natives / place.name / name for name in (place.library, archive_name(place, natives)) if name]
        if all(file.is_file() for file in files):
            for file in files:
                check(place, file)
            found.append(place)
    return found


def newest_glibc(content: bytes) -> str:
    """The newest version of glibc whose functions an ELF file wants; nothing when it wants none."""
    found = re.findall(rb"GLIBC_(\d+)\.(\d+)", content) if content.startswith(b"\x7fELF") else []
    return ".".join(map(str, max((int(major), int(minor)) for major, minor in found))) if found else ""


def check(place: Place, file: Path, kind: str = "") -> None:
    """Raises Unfit. The kind is the file's ending, when its name is another."""
    content = file.read_bytes()
    suffix = kind or PurePosixPath(file.name).suffix
    if suffix == ".so":
        check_elf(place, file, content)
    elif suffix == ".dll":
        check_pe(place, file, content)
    elif suffix == ".dylib" and not content.startswith((UNIVERSAL, MACH_O)):
        raise Unfit(f"{file} is not a library for {place.about}: it is no Mach-O file")
    elif suffix == ".a":
        check_archive(place, file, content)


def check_archive(place: Place, file: Path, content: bytes) -> None:
    if not content.startswith((ARCHIVE, UNIVERSAL)):
        raise Unfit(f"{file} is not a static archive")
    if (place.name == "webgl") != (WASM in content):
        raise Unfit(f"{file} is not made for {place.about}: build it with bindings/natives.sh {place.name}")


def check_elf(place: Place, file: Path, content: bytes) -> None:
    if not content.startswith(b"\x7fELF") or len(content) < 64:
        raise Unfit(f"{file} is not a library for {place.about}: it is no ELF file")
    machine = struct.unpack_from("<H", content, 18)[0]
    if machine != ELF[place.processor]:
        raise Unfit(f"{file} is made for another processor than {place.about}: build it with bindings/natives.sh {place.name}")
    needed = needed_libraries(content)
    musl = any(name.startswith("libc.musl") or name == "libc.so" for name in needed)
    if place.name.startswith("linux-") and musl != ("musl" in place.name):
        libc = "musl" if musl else "glibc"
        raise Unfit(f"{file} is made for {libc}, which is not {place.about}: build it with bindings/natives.sh {place.name}")
    smallest = min((align for kind, align in segments(content) if kind == 1), default=0)
    # A 32-bit processor has no such pages.
    if smallest < PAGE_BYTES and content[4] == 2:
        raise Unfit(f"{file} is aligned to {smallest} bytes, and pages of {PAGE_BYTES} need more: link it with "
                    f"-z max-page-size={PAGE_BYTES}, as bindings/natives.sh does")


def check_pe(place: Place, file: Path, content: bytes) -> None:
    at = struct.unpack_from("<I", content, 60)[0] if content.startswith(b"MZ") and len(content) > 64 else 0
    if not at or content[at:at + 4] != b"PE\0\0":
        raise Unfit(f"{file} is not a library for {place.about}: it is no DLL")
    if struct.unpack_from("<H", content, at + 4)[0] != PE[place.processor]:
        raise Unfit(f"{file} is made for another processor than {place.about}: build it with bindings/natives.sh {place.name}")


def segments(content: bytes) -> list[tuple[int, int]]:
    """Kind and alignment of an ELF file's segments."""
    if content[4] == 2:
        start, size, count = *struct.unpack_from("<Q", content, 32), *struct.unpack_from("<HH", content, 54)
        return [(struct.unpack_from("<I", content, start + i * size)[0],
                 struct.unpack_from("<Q", content, start + i * size + 48)[0]) for i in range(count)]
    start, size, count = *struct.unpack_from("<I", content, 28), *struct.unpack_from("<HH", content, 42)
    return [(struct.unpack_from("<I", content, start + i * size)[0],
             struct.unpack_from("<I", content, start + i * size + 28)[0]) for i in range(count)]


def needed_libraries(content: bytes) -> list[str]:
    """DT_NEEDED of a 64-bit ELF file, by its section headers; none for 32 bits, which is Android's only."""
    if content[4] != 2:
        return []
    start = struct.unpack_from("<Q", content, 40)[0]
    size, count = struct.unpack_from("<HH", content, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", content, start + i * size) for i in range(count)]
    for section in sections:
        if section[1] == 6:
            names = sections[section[6]][4]
            entries = struct.iter_unpack("<QQ", content[section[4]:section[4] + section[5]])
            offsets = [value for tag, value in entries if tag == 1]
            return [content[names + at:content.index(b"\0", names + at)].decode() for at in offsets]
    return []
