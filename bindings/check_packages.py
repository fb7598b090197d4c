#!/usr/bin/env python3
"""Opens every package of a release, and refuses what is not fit to be published.

usage: check_packages.py DIRECTORY      prints a table: each package, its size, the platforms that it holds, what was checked

A native file in a package is one of this release: for the processor and the C library of its place, aligned for pages of
16 KiB, with the exports of symbols.txt and no path of the machine that built it. A package with such a file holds the
licences and the bill of materials of what is in it. A file that is no package of ours is refused too.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Callable

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "unity"))
import platforms  # noqa: E402
import plugins  # noqa: E402
import project  # noqa: E402

# Where people and runners keep what they build, and the folders that natives.sh was run with here.
# What ring has assembled for Windows tells its own author's.
PATHS = re.compile(rb"/(?:home|Users|root|builds|__w)/[\w.-]+|[A-Za-z]:\\(?:Users|a)\\(?!b\\p\\ring\\)\w+|" + re.escape(bytes(project.ROOT)))
NATIVE = (b"\x7fELF", b"MZ", platforms.UNIVERSAL, platforms.MACH_O, platforms.ARCHIVE)
SLOTS = {slot.path: platforms.BY_NAME[slot.place] for slot in plugins.SLOTS}
SLICES = {"ios-arm64": "ios", "ios-arm64_x86_64-simulator": "ios-simulator", "macos-arm64_x86_64": "osx"}
NOTICES = ("THIRD-PARTY-NOTICES.txt", "sbom.cdx.json")


@dataclass(frozen=True)
class Kind:
    """What packages with such a name hold."""

    name: str
    needs: tuple[str, ...]
    # The place of a native file, by the package's name and the path in it.
    place: Callable[[str, str], platforms.Place | None] = lambda package, path: None


def of_archive(package: str, path: str) -> platforms.Place | None:
    name = re.sub(r"\.(zip|tar\.gz)$", "", package).removeprefix(f"cognito-native-{project.version()}-")
    return platforms.BY_NAME.get(name)


def of_slice(_package: str, path: str) -> platforms.Place | None:
    return platforms.BY_NAME.get(SLICES.get(path.split("/")[1], ""))


def of_nuget(package: str, path: str) -> platforms.Place | None:
    return of_slice(package, path.removeprefix("static/")) if "xcframework/" in path else platforms.place_of(path)


KINDS = (
    Kind(r"com\.cognitonative\.credentials-{}\.tgz", (
        "package/package.json", "package/Runtime/CognitoNative.asmdef", "package/Third Party Notices.md",
        "package/Documentation~/sbom.cdx.json", "package/LICENSE.md"),
        lambda _package, path: SLOTS.get(path.removeprefix("package/"))),
    Kind(r"CognitoNative-{}\.xcframework\.zip", (
        "CognitoNative.xcframework/Info.plist", "CognitoNative.xcframework/PrivacyInfo.xcprivacy",
        *(f"CognitoNative.xcframework/{name}" for name in NOTICES)), of_slice),
    Kind(r"CognitoNative\.{}\.nupkg", ("README.md", "icon.png", *NOTICES), of_nuget),
    Kind(r"CognitoNative\.[A-Za-z.]+\.{}\.nupkg", ("README.md", "icon.png")),
    Kind(r"CognitoNative[A-Za-z.]*\.{}\.snupkg", ()),
    Kind(r"cognito-native-{}-vcpkg\.tar\.gz", tuple(
        f"ports/cognito-native/{name}" for name in ("vcpkg.json", "portfile.cmake", "usage"))),
    Kind(r"cognito-native-{}-conan\.tar\.gz", ("conanfile.py", "conandata.yml")),
    Kind(r"cognito-native-{}-[a-z0-9-]+\.(?:zip|tar\.gz)", (
        "include/cognito_native.h", "include/cognito_native.hpp", "lib/pkgconfig/cognito_native.pc", "LICENSE-MIT",
        "lib/cmake/cognito_native/cognito_native-config.cmake", "CMakeLists.txt", *NOTICES), of_archive),
    Kind(r"cognito-native-{}-fetch\.cmake|SHA256SUMS|" + "|".join(map(re.escape, NOTICES)), ()),
)


def opened(package: Path) -> dict[str, bytes]:
    """The files in it; for C and C++ without the folder that all are in."""
    if package.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(package) as tar:
            found = {entry.name: tar.extractfile(entry).read() for entry in tar if entry.isfile()}
    elif zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
    else:
        return {}
    folder = f"{re.sub(r'[.](zip|tar[.]gz)$', '', package.name)}/"
    return {path.removeprefix(folder): content for path, content in found.items()}


def check_native(place: platforms.Place, path: str, content: bytes) -> None:
    name = PurePosixPath(path).name
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (place.library if name.startswith(f"{place.library}.") else name)
        file.write_bytes(content)
        platforms.check(place, file)
        if file.suffix in (".so", ".dll", ".dylib"):
            checked = subprocess.run([HERE / "check_native.sh", file], capture_output=True, text=True)
            if checked.returncode != 0:
                raise platforms.Unfit(checked.stderr.strip())
    machine = PATHS.search(content)
    if machine:
        raise platforms.Unfit(f"it tells a path of the machine that built it: {machine[0].decode(errors='replace')}")


def said(place: platforms.Place, natives: dict[str, bytes]) -> str:
    newest = [found for found in map(platforms.newest_glibc, natives.values()) if found]
    return f"{place.name} (glibc {newest[0]})" if newest else place.name


def check(package: Path) -> tuple[str, str]:
    """What it holds, and what was checked."""
    kind = next((one for one in KINDS if re.fullmatch(one.name.format(re.escape(project.version())), package.name)), None)
    if kind is None:
        raise platforms.Unfit(f"{package.name} is no package of {project.version()}")
    found = opened(package)
    missing = [path for path in kind.needs if path not in found]
    if missing:
        raise platforms.Unfit(f"{package.name} lacks {', '.join(missing)}")
    natives: dict[platforms.Place, dict[str, bytes]] = {}
    for path, content in found.items():
        # An assembly of .NET is a PE file too, and has no place.
        if content.startswith(NATIVE) and not re.match(r"lib/net[^/]*/\w[\w.]*\.dll", path):
            place = kind.place(package.name, path)
            if place is None:
                raise platforms.Unfit(f"{package.name}: {path} is for no platform that is known")
            try:
                check_native(place, path, content)
            except platforms.Unfit as unfit:
                raise platforms.Unfit(f"{package.name}: {path}: {unfit}") from unfit
            natives.setdefault(place, {})[path] = content
    checked = [f"{len(found)} files"] if found else []
    if natives:
        checked.append(f"{sum(map(len, natives.values()))} native: processor, alignment, exports, no path, notices")
    return ", ".join(said(place, files) for place, files in natives.items()), "; ".join(checked)


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    refused, rows = [], []
    for package in sorted(Path(sys.argv[1]).iterdir()):
        try:
            rows.append((package.name, f"{package.stat().st_size:,}", *check(package)))
        except platforms.Unfit as unfit:
            refused.append(str(unfit))
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    for name, size, holds, checked in rows:
        print(f"{name:{widths[0]}}  {size:>{widths[1]}}  {checked}")
        if holds:
            print(f"{'':{widths[0] + widths[1] + 4}}{holds}")
    for one in refused:
        print(f"check_packages.py: {one}", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
