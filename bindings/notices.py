#!/usr/bin/env python3
"""Writes what every package says of other people's work in the library: their licence texts, and a bill of materials.

usage: notices.py DIRECTORY      writes THIRD-PARTY-NOTICES.txt and sbom.cdx.json (CycloneDX 1.5)

Taken from cargo, for all platforms that the packages have: what is linked into the library, and neither what builds it
nor what tests it. Same Cargo.lock, same bytes. Prints the paths.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One for each place of natives.sh whose crates differ.
TARGETS = ("x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl", "aarch64-apple-darwin", "aarch64-apple-ios",
           "x86_64-pc-windows-gnu", "i686-pc-windows-gnu", "aarch64-linux-android")
TEXTS = re.compile(r"(licen[cs]e|copying|notice|copyright|unlicense)", re.IGNORECASE)


def cargo(*arguments: str) -> str:
    return subprocess.run(["cargo", *arguments, "--locked"], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def linked() -> set[tuple[str, str]]:
    """Name and version of every crate that ends up in a shipped library."""
    found = set()
    for target in TARGETS:
        tree = cargo("tree", "--target", target, "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}")
        found |= {(name, version) for name, version in re.findall(r"^(\S+) v(\S+)", tree, re.MULTILINE)}
    return found


def packages() -> list[dict]:
    metadata = json.loads(cargo("metadata", "--format-version", "1"))
    wanted = linked()
    found = [one for one in metadata["packages"] if (one["name"], one["version"]) in wanted]
    return sorted(found, key=lambda one: (one["name"], one["version"]))


def licence_texts(package: dict) -> list[tuple[str, str]]:
    folder = Path(package["manifest_path"]).parent
    files = sorted(file for file in folder.iterdir() if file.is_file() and TEXTS.match(file.name))
    return [(file.name, file.read_text(encoding="utf-8", errors="replace").strip()) for file in files]


def notices(crates: list[dict]) -> str:
    lines = [
        "The library of this package contains the work of others, under these licences.", "",
        "Rust's standard library: MIT OR Apache-2.0, The Rust Project Contributors.",
        "LLVM's libunwind, in the libraries for Linux: Apache-2.0 WITH LLVM-exception.",
        "mingw-w64's runtime, in the libraries for Windows: public domain and ZPL-2.1.", "",
    ]
    lines += [f"{one['name']} {one['version']}: {one['license']}" for one in crates]
    # Most crates have the same text of the Apache licence: each text once, with those it is of.
    owners: dict[str, list[str]] = {}
    for one in crates:
        for name, text in licence_texts(one):
            owners.setdefault(text, []).append(f"{one['name']} {one['version']} ({name})")
    for text, names in sorted(owners.items(), key=lambda pair: pair[1]):
        lines += ["", "-" * 78, ", ".join(names), "", text]
    return "\n".join(lines) + "\n"


def bill_of_materials(crates: list[dict], version: str) -> str:
    locked = r'name = "([^"]+)"\nversion = "([^"]+)"\nsource = "[^"]+"\nchecksum = "([0-9a-f]+)"'
    checksums = {(name, number): sum for name, number, sum in re.findall(locked, (ROOT / "Cargo.lock").read_text())}
    components = []
    for one in crates:
        component = {
            "type": "library", "bom-ref": f"{one['name']}@{one['version']}", "name": one["name"],
            "version": one["version"], "licenses": [{"expression": one["license"].replace("/", " OR ")}],
            "purl": f"pkg:cargo/{one['name']}@{one['version']}",
        }
        checksum = checksums.get((one["name"], one["version"]))
        if checksum:
            component["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        components.append(component)
    itself = {"type": "library", "bom-ref": f"cognito-native@{version}", "name": "cognito-native", "version": version,
              "licenses": [{"expression": "MIT OR Apache-2.0"}], "purl": f"pkg:cargo/cognito-native@{version}"}
    # A serial number is to be different in each document, and the same for the same content.
    digest = hashlib.sha256(json.dumps([itself, components]).encode()).hexdigest()
    serial = f"urn:uuid:{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": serial, "version": 1,
                "metadata": {"component": itself}, "components": components,
                "dependencies": [{"ref": itself["bom-ref"], "dependsOn": [one["bom-ref"] for one in components]}]}
    return json.dumps(document, indent=2) + "\n"


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    found = packages()
    version = next(one["version"] for one in found if one["name"] == "cognito-native")
    crates = [one for one in found if one["name"] != "cognito-native"]
    silent = [one["name"] for one in crates if not licence_texts(one)]
    if silent:
        print(f"notices.py: without a licence text of its own: {', '.join(silent)}", file=sys.stderr)
    for name, text in (("THIRD-PARTY-NOTICES.txt", notices(crates)), ("sbom.cdx.json", bill_of_materials(crates, version))):
        (out / name).write_text(text, encoding="utf-8")
        print(out / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
