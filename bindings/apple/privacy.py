#!/usr/bin/env python3
"""Which of the functions that Apple wants a reason for the library calls, and whether its privacy manifest says so.

usage: privacy.py ARCHIVE...      fails, and says what differs, unless bindings/apple/PrivacyInfo.xcprivacy names exactly
                                  the categories of the functions that the archives import

The lists are Apple's: "Describing use of required reason API". Each category has the reason that is true of this library.
"""

import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MANIFEST = HERE / "PrivacyInfo.xcprivacy"
CATEGORIES = {
    "NSPrivacyAccessedAPICategoryFileTimestamp": {
        "fstat", "fstatat", "getattrlist", "getattrlistat", "getattrlistbulk", "fgetattrlist", "lstat", "stat"},
    "NSPrivacyAccessedAPICategorySystemBootTime": {"mach_absolute_time", "mach_continuous_time"},
    "NSPrivacyAccessedAPICategoryDiskSpace": {"fstatfs", "fstatvfs", "statfs", "statvfs"},
    "NSPrivacyAccessedAPICategoryUserDefaults": {"OBJC_CLASS_$_NSUserDefaults"},
    "NSPrivacyAccessedAPICategoryActiveKeyboards": {"OBJC_CLASS_$_UITextInputMode"},
}


def categories(symbols: set[str]) -> set[str]:
    """Of names as Mach-O has them, with the underscore and with the variants of x86-64 ($INODE64)."""
    plain = {symbol.removeprefix("_") for symbol in symbols}
    plain |= {symbol.partition("$")[0] for symbol in plain if not symbol.startswith("OBJC_")}
    return {category for category, functions in CATEGORIES.items() if plain & functions}


def imported(archive: Path) -> set[str]:
    """What an archive wants of others, without what one of its own objects has."""
    tool = next((found for found in map(shutil.which, ("llvm-nm", "llvm-nm-22", "llvm-nm-14", "nm")) if found), None)
    if tool is None:
        raise SystemExit("privacy.py: llvm-nm is missing (Debian: llvm-22)")

    def names(option: str) -> set[str]:
        listed = subprocess.run([tool, option, "--just-symbol-name", archive], capture_output=True, text=True).stdout
        return {line.strip() for line in listed.splitlines() if line and not line.endswith(":")}

    found = names("--undefined-only") - names("--defined-only")
    if not found:
        raise SystemExit(f"privacy.py: {tool} finds no symbols in {archive}")
    return found


def declared() -> set[str]:
    manifest = plistlib.loads(MANIFEST.read_bytes())
    return {entry["NSPrivacyAccessedAPIType"] for entry in manifest["NSPrivacyAccessedAPITypes"]}


def difference(used: set[str]) -> str:
    """Empty when the manifest says what is used."""
    return "; ".join([f"{one} is used and not declared" for one in sorted(used - declared())]
                     + [f"{one} is declared and not used" for one in sorted(declared() - used)])


def main() -> int:
    used = categories(set().union(*(imported(Path(argument)) for argument in sys.argv[1:])))
    found = difference(used)
    print(found or f"{MANIFEST.name} says what is used: {', '.join(sorted(used))}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
