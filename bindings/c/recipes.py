#!/usr/bin/env python3
"""Writes how package managers take the archives of a release: vcpkg's port, Conan's recipe, and a file for CMake's
FetchContent. Each names the archives' addresses and sums, so they are written when the archives are. Same input, same
bytes.

usage: recipes.py DIRECTORY [--url URL]      DIRECTORY holds the archives that archive.py wrote, and gets the recipes;
                                             URL is where the archives will be, else the release of this version

Prints the paths.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import archive  # noqa: E402
import platforms  # noqa: E402
import project  # noqa: E402

SYSTEMS = {"linux": "linux", "win": "windows", "osx": "osx", "android": "android"}


def released(directory: Path) -> dict[str, Path]:
    """The archives, by place."""
    name = f"cognito-native-{project.version()}-"
    found = {file.name.removeprefix(name).removesuffix(".zip").removesuffix(".tar.gz"): file
             for file in sorted(directory.glob(f"{name}*"))}
    return {place.name: found[place.name] for place in platforms.PLACES if place.name in found}


def digest(algorithm: str, file: Path) -> str:
    return hashlib.new(algorithm, file.read_bytes()).hexdigest()


def configured(template: str, url: str, sums: dict[str, str]) -> bytes:
    """A template of CMake's, with the sum of each place in a variable."""
    prefix = "_cognito_sum_" if template.startswith("fetch") else "sum_"
    values = {"VERSION": project.version(), "URL": url, "PLACES": ";".join(sums),
              "SUMS": "\n".join(f"set({prefix}{place} {sum})" for place, sum in sums.items())}
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], (HERE / template).read_text()).encode()


def supports(places: list[str]) -> str:
    """The platforms, as vcpkg says them."""
    found = {(SYSTEMS[place.partition("-")[0]], place.rpartition("-")[2]) for place in places if place != "osx"}
    return " | ".join(f"({system} & {processor})" for system, processor in sorted(found))


def vcpkg(url: str, there: dict[str, Path]) -> dict[str, bytes]:
    about = {"name": "cognito-native", "version": project.version(),
             "description": "Amazon Cognito identities and temporary AWS credentials, without an AWS SDK",
             "homepage": project.repository(), "license": "MIT OR Apache-2.0", "supports": supports(list(there))}
    sums = {place: digest("sha512", file) for place, file in there.items()}
    port = "ports/cognito-native"
    return {f"{port}/vcpkg.json": (json.dumps(about, indent=2) + "\n").encode(),
            f"{port}/portfile.cmake": configured("vcpkg/portfile.cmake.in", url, sums),
            f"{port}/usage": (HERE / "vcpkg/usage").read_bytes()}


def conan(url: str, there: dict[str, Path]) -> dict[str, bytes]:
    lines = ["sources:", f'  "{project.version()}":']
    for place, file in there.items():
        lines += [f"    {place}:", f'      url: "{url}/{file.name}"', f'      sha256: "{digest("sha256", file)}"']
    return {"conanfile.py": (HERE / "conan/conanfile.py").read_bytes(),
            "conandata.yml": ("\n".join(lines) + "\n").encode()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--url", default=project.download())
    given = parser.parse_args()
    there = released(given.directory)
    if not there:
        print(f"recipes.py: {given.directory} holds no archive of {project.version()}: archive.py packs them", file=sys.stderr)
        return 1
    name = f"cognito-native-{project.version()}"
    fetch = given.directory / f"{name}-fetch.cmake"
    fetch.write_bytes(configured("fetch.cmake.in", given.url, {place: digest("sha256", file) for place, file in there.items()}))
    print(fetch)
    for kind, files in (("vcpkg", vcpkg(given.url, there)), ("conan", conan(given.url, there))):
        print(archive.tarball(given.directory / f"{name}-{kind}.tar.gz", files, {}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
