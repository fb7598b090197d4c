#!/usr/bin/env python3
"""Makes CognitoNative.xcframework of the static archives for Apple's systems, and the Swift package around it.

usage: xcframework.py --natives DIRECTORY --notices DIRECTORY --out DIRECTORY

Takes the places ios, ios-simulator and osx that bindings/natives.sh has filled; writes the XCFramework into the natives'
directory, from where the NuGet package takes it, and OUT/CognitoNative-VERSION.xcframework.zip: the XCFramework with its
privacy manifest, licences and bill of materials. Prints the path. Same input, same bytes.
"""

import argparse
import plistlib
import shutil
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import platforms  # noqa: E402
import privacy  # noqa: E402
from project import ROOT, version  # noqa: E402

NAME = "CognitoNative.xcframework"
ZIP_EPOCH = (1985, 10, 26, 8, 15, 0)
# By place: the folder as Xcode names it, and what Info.plist says of it.
SLICES = {
    "ios": ("ios-arm64", "ios", "", ["arm64"]),
    "ios-simulator": ("ios-arm64_x86_64-simulator", "ios", "simulator", ["arm64", "x86_64"]),
    "osx": ("macos-arm64_x86_64", "macos", "", ["arm64", "x86_64"]),
}


def info(places: list[str]) -> bytes:
    libraries = []
    for place in places:
        folder, platform, variant, architectures = SLICES[place]
        entry = {"BinaryPath": "libcognito_native.a", "HeadersPath": "Headers", "LibraryIdentifier": folder,
                 "LibraryPath": "libcognito_native.a", "SupportedArchitectures": architectures,
                 "SupportedPlatform": platform}
        if variant:
            entry["SupportedPlatformVariant"] = variant
        libraries.append(entry)
    return plistlib.dumps({"AvailableLibraries": libraries, "CFBundlePackageType": "XFWK",
                           "XCFrameworkFormatVersion": "1.0"})


def contents(natives: Path, notices: Path) -> dict[str, bytes]:
    """By the path in the XCFramework."""
    there = {place.name for place in platforms.filled(natives)}
    places = [place for place in SLICES if place in there]
    if not places:
        raise platforms.Unfit(f"{natives} holds no archive for {', '.join(SLICES)}: bindings/natives.sh builds them")
    found = {"Info.plist": info(places)}
    for place in places:
        folder, archive = SLICES[place][0], natives / place / "libcognito_native.a"
        differs = privacy.difference(privacy.categories(privacy.imported(archive)))
        if differs:
            raise platforms.Unfit(f"{archive}: {privacy.MANIFEST.name} is wrong: {differs}")
        found[f"{folder}/libcognito_native.a"] = archive.read_bytes()
        found[f"{folder}/Headers/cognito_native.h"] = (ROOT / "include/cognito_native.h").read_bytes()
        found[f"{folder}/Headers/module.modulemap"] = (ROOT / "include/module.modulemap").read_bytes()
    for file in (privacy.MANIFEST, ROOT / "LICENSE-MIT", ROOT / "LICENSE-APACHE", notices / "THIRD-PARTY-NOTICES.txt",
                 notices / "sbom.cdx.json"):
        found[file.name] = file.read_bytes()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("natives", "notices", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    try:
        found = contents(given.natives, given.notices)
    except (platforms.Unfit, OSError) as error:
        print(f"xcframework.py: {error}", file=sys.stderr)
        return 1
    folder = given.natives / NAME
    shutil.rmtree(folder, ignore_errors=True)
    given.out.mkdir(parents=True, exist_ok=True)
    package = given.out / f"CognitoNative-{version()}.xcframework.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(found):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(found[path])
            entry = zipfile.ZipInfo(f"{NAME}/{path}", ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, found[path])
    print(package)
    return 0


if __name__ == "__main__":
    sys.exit(main())
