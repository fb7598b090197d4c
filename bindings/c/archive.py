#!/usr/bin/env python3
"""Packs the library for C and C++, one archive for each platform: headers, module map, the header as data, shared and
static library, pkg-config and CMake files, licences and the bill of materials. Same input, same bytes.

usage: archive.py --natives DIRECTORY --notices DIRECTORY --out DIRECTORY [PLACE...]

Takes every place that bindings/natives.sh has filled, or those that are named. Prints the paths.
"""

import argparse
import gzip
import io
import re
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import platforms  # noqa: E402
from project import ROOT, version  # noqa: E402

# What npm itself writes, and what package.py does; a zip cannot tell a time before 1980.
EPOCH, ZIP_EPOCH = 499162500, (1985, 10, 26, 8, 15, 0)
APPLE = "-framework Security -framework CoreFoundation -liconv"
WINDOWS = ("advapi32", "bcrypt", "crypt32", "ncrypt", "ntdll", "secur32", "userenv", "ws2_32")


@dataclass(frozen=True)
class Linking:
    """What differs between systems for those who link."""

    system: str
    processors: str
    library: str
    soname: str
    libraries: str
    private: str


def linking(place: platforms.Place) -> Linking:
    processors = {"x64": "^(x86_64|AMD64|amd64)$", "arm64": "^(aarch64|ARM64|arm64)$", "x86": "^(i.86|X86|x86|AMD64)$",
                  "arm": "^arm"}.get(place.processor, ".")
    if place.name.startswith("win-"):
        return Linking("Windows", processors, "", "", ";".join(WINDOWS), " ".join(f"-l{name}" for name in WINDOWS))
    if place.name.startswith("osx"):
        name = "libcognito_native.dylib"
        return Linking("Darwin", processors, name, f"@rpath/{name}", APPLE, APPLE)
    if place.name.startswith("android-"):
        name = "libcognito_native.so"
        return Linking("Android", processors, name, name, "log;m;dl", "-llog -lm -ldl")
    name = "libcognito_native.so.1"
    return Linking("Linux", processors, name, name, "gcc_s;pthread;m;dl", "-lgcc_s -lpthread -lm -ldl")


def headers() -> dict[str, bytes]:
    include = ROOT / "include"
    found = {f"include/{file.name}": file.read_bytes() for file in include.iterdir() if file.suffix in (".h", ".hpp")}
    found |= {f"include/cognito_native/{file.name}": file.read_bytes() for file in (include / "cognito_native").iterdir()}
    found["include/cognito_native/cognito_native.json"] = (include / "cognito_native.json").read_bytes()
    # In our own directory, where clang looks too: a prefix's include/ is everybody's.
    module_map = (include / "module.modulemap").read_text().replace('header "', 'header "../')
    found["include/cognito_native/module.modulemap"] = module_map.encode()
    return found


def libraries(place: platforms.Place, natives: Path, how: Linking) -> dict[str, bytes]:
    folder = natives / place.name
    found = {}
    if how.system == "Windows":
        found["bin/cognito_native.dll"] = (folder / "cognito_native.dll").read_bytes()
        found["lib/cognito_native.lib"] = (folder / "cognito_native.lib").read_bytes()
    else:
        found[f"lib/{how.library}"] = (folder / place.library).read_bytes()
    archive = platforms.archive_name(place, natives)
    found[f"lib/{archive}"] = (folder / archive).read_bytes()
    return found


def configured(place: platforms.Place, natives: Path, how: Linking) -> dict[str, bytes]:
    """The files that pkg-config and CMake read, which find the rest from where they are."""
    values = {
        "VERSION": version(), "INCLUDE_FROM_LIBDIR": "../include", "ABOUT": place.about, "SYSTEM": how.system,
        "PROCESSORS": how.processors, "LIBRARY": how.library, "SONAME": how.soname,
        "ARCHIVE": platforms.archive_name(place, natives),
        "LINK_LIBRARIES": how.libraries, "LIBS_PRIVATE": how.private,
    }

    def configure(name: str) -> bytes:
        return re.sub(r"@([A-Z_]+)@", lambda found: values[found[1]], (HERE / f"{name}.in").read_text()).encode()

    cmake = ("cognito_native-config.cmake", "cognito_native-config-version.cmake")
    return {"lib/pkgconfig/cognito_native.pc": configure("cognito_native.pc"),
            **{f"lib/cmake/cognito_native/{name}": configure(name) for name in cmake}}


def readme(place: platforms.Place) -> bytes:
    page = (HERE / "README.md").read_text()
    return page.replace("@ABOUT@", place.about).replace("@VERSION@", version()).encode()


def contents(place: platforms.Place, natives: Path, notices: Path) -> dict[str, bytes]:
    how = linking(place)
    found = {**headers(), **libraries(place, natives, how), **configured(place, natives, how), "README.md": readme(place)}
    for file in (HERE / "CMakeLists.txt", ROOT / "LICENSE-MIT", ROOT / "LICENSE-APACHE", notices / "THIRD-PARTY-NOTICES.txt",
                 notices / "sbom.cdx.json"):
        found[file.name] = file.read_bytes()
    return found


def pack(place: platforms.Place, found: dict[str, bytes], out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    name = f"cognito-native-{version()}-{place.name}"
    if place.name.startswith("win-"):
        archive = out / f"{name}.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
            for path in sorted(found):
                entry = zipfile.ZipInfo(f"{name}/{path}", ZIP_EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                zipped.writestr(entry, found[path])
        return archive
    links = {"lib/libcognito_native.so": "libcognito_native.so.1"} if linking(place).system == "Linux" else {}
    return tarball(out / f"{name}.tar.gz", found, links)


def tarball(archive: Path, found: dict[str, bytes], links: dict[str, str]) -> Path:
    """All in one folder, which has the archive's name."""
    folder = archive.name.removesuffix(".tar.gz")
    # The name and the time in the gzip header would differ between two runs.
    with archive.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as compressed:
        with tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for path in sorted({*found, *links}):
                entry = tarfile.TarInfo(f"{folder}/{path}")
                entry.mtime, entry.mode = EPOCH, 0o644
                if path in links:
                    entry.type, entry.linkname = tarfile.SYMTYPE, links[path]
                    tar.addfile(entry)
                else:
                    entry.size = len(found[path])
                    tar.addfile(entry, io.BytesIO(found[path]))
    return archive


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("natives", "notices", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("place", nargs="*")
    given = parser.parse_args()
    try:
        there = [place for place in platforms.filled(given.natives) if place.library]
        missing = set(given.place) - {place.name for place in there}
        if missing:
            raise platforms.Unfit(f"there is no library for {', '.join(sorted(missing))}: bindings/natives.sh builds it")
        for place in there:
            if not given.place or place.name in given.place:
                print(pack(place, contents(place, given.natives, given.notices), given.out))
    except (platforms.Unfit, OSError) as error:
        print(f"archive.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
