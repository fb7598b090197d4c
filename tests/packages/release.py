"""bindings/release.sh, and what bindings/check_packages.py refuses of what it made. The library is one that only has the
exports: packing takes what natives.sh wrote, whatever it does."""

import functools
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from consumer import ROOT, VERSION, WORK, Case, run
import check_packages
import platforms

C_ARCHIVE = f"cognito-native-{VERSION}-linux-x64.tar.gz"
OF_ALL = {C_ARCHIVE, "SHA256SUMS", "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json",
          f"CognitoNative-{VERSION}.xcframework.zip", f"com.cognitonative.credentials-{VERSION}.tgz",
          *(f"cognito-native-{VERSION}-{recipe}" for recipe in ("conan.tar.gz", "fetch.cmake", "vcpkg.tar.gz"))}
APPLE = "int stat(const char *, void *); int f(void) { return stat(\"\", 0); }"


def checkout(folder: Path) -> Path:
    """The work tree as git would have it elsewhere, without a history."""
    for name in run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\n"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def natives(folder: Path, text: str = "") -> None:
    """A library for Linux with our exports, which says the text, and archives for iOS and for web pages."""
    own, ios, webgl = folder / "linux-x64", folder / "ios", folder / "webgl"
    for place in (own, ios, webgl):
        place.mkdir(parents=True)
    names = (ROOT / "bindings/symbols.txt").read_text().split()
    (WORK / "a.c").write_text("".join(f'const char *{name}(void) {{ return "{text}"; }}\n' for name in names))
    run("cc", "-c", "-fPIC", "-ffunction-sections", WORK / "a.c", "-o", WORK / "a.o")
    run("ar", "rcsD", WORK / "a.a", WORK / "a.o")
    run(ROOT / "bindings/c/prelink-static.sh", WORK / "a.a", own / "libcognito_native.a")
    run(ROOT / "bindings/c/link-shared.sh", own / "libcognito_native.a", own / "libcognito_native.so")
    (WORK / "b.c").write_text(APPLE)
    run("clang-22", "-target", "arm64-apple-ios12", "-c", WORK / "b.c", "-o", WORK / "b.o")
    run("llvm-ar-22", "rcsD", ios / "libcognito_native.a", WORK / "b.o")
    run("clang-22", "-target", "wasm32", "-c", WORK / "a.c", "-o", WORK / "c.o")
    run("llvm-ar-22", "rcsD", webgl / "libcognito_native.a", WORK / "c.o")


def release(tree: Path) -> str:
    """Where release.sh writes, it says in its last line."""
    return run(tree / "bindings/release.sh", env={**os.environ, "CARGO_TARGET_DIR": str(tree / "target")})


@functools.cache
def released() -> tuple[Path, str]:
    tree = checkout(WORK / "first")
    natives(tree / "target/natives")
    return tree, release(tree)


class Release(Case):
    def test_one_command_makes_every_package_and_says_what_it_opened(self) -> None:
        tree, said = released()
        out = tree / "target/packages"
        self.assertEqual({file.name for file in out.iterdir()}, OF_ALL)
        self.assertRegex(said, rf"(?m)^{re.escape(C_ARCHIVE)} +[\d,]+  \d+ files; 2 native: processor, alignment, exports")
        self.assertRegex(said, r"(?m)^ +linux-x64, webgl, ios$", "Unity's package holds it, and it was looked at")
        run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=out)
        self.assertEqual(len((out / "SHA256SUMS").read_text().splitlines()), len(OF_ALL) - 1)

    def test_two_folders_give_the_same_sums(self) -> None:
        tree, _ = released()
        other = checkout(self.folder / "elsewhere" / "checked out")
        shutil.copytree(tree / "target/natives", other / "target/natives")
        release(other)
        sums = [(one / "target/packages/SHA256SUMS").read_text() for one in (tree, other)]
        self.assertEqual(sums[0], sums[1])


class Refused(Case):
    """What does not get out."""

    def checked(self, **changed: bytes | None) -> str:
        """The words about a release whose archive for C has other content in some files, or none."""
        folder = self.folder / "packages"
        folder.mkdir()
        with tarfile.open(released()[0] / "target/packages" / C_ARCHIVE) as tar:
            tar.extractall(self.folder)
        tree = self.folder / C_ARCHIVE.removesuffix(".tar.gz")
        for name, content in changed.items():
            (tree / name).write_bytes(content) if content is not None else (tree / name).unlink()
        with tarfile.open(folder / C_ARCHIVE, "w:gz") as tar:
            tar.add(tree, tree.name)
        made = subprocess.run([sys.executable, ROOT / "bindings/check_packages.py", folder], capture_output=True, text=True)
        self.assertEqual(made.returncode, 1 if made.stderr else 0, made.stderr)
        return made.stderr

    def library(self, text: str = "") -> bytes:
        natives(self.folder / "natives", text)
        return (self.folder / "natives/linux-x64/libcognito_native.so").read_bytes()

    def test_a_package_as_it_was_made_is_not(self) -> None:
        self.assertEqual(self.checked(), "")

    def test_a_path_of_the_machine_is(self) -> None:
        said = self.checked(**{"lib/libcognito_native.so.1": self.library("/home/somebody/src/lib.rs")})
        self.assertIn("lib/libcognito_native.so.1: it tells a path of the machine that built it: /home/somebody", said)

    def test_the_path_of_another_machine_that_is_in_a_crate_is_not(self) -> None:
        self.assertIsNone(check_packages.PATHS.search(rb"C:\Users\b\p\ring\.text"))
        self.assertIsNotNone(check_packages.PATHS.search(rb"C:\Users\builder\ring\.text"))

    def test_a_path_in_the_archive_for_web_pages_is(self) -> None:
        self.library("/home/somebody/src/lib.rs")
        content = (self.folder / "natives/webgl/libcognito_native.a").read_bytes()
        with self.assertRaisesRegex(platforms.Unfit, "it tells a path .*: /home/somebody"):
            check_packages.check_native(platforms.BY_NAME["webgl"], "libcognito_native.a", content)

    def test_another_export_is(self) -> None:
        changed = self.library().replace(b"cognito_queue_new\0", b"cognito_queue_old\0")
        self.assertIn("its exports are not bindings/symbols.txt", self.checked(**{"lib/libcognito_native.so.1": changed}))

    def test_a_package_without_the_licences_is(self) -> None:
        self.assertIn("lacks THIRD-PARTY-NOTICES.txt", self.checked(**{"THIRD-PARTY-NOTICES.txt": None}))

    def test_another_processors_library_is(self) -> None:
        library = bytearray(self.library())
        library[18] = 183
        said = self.checked(**{"lib/libcognito_native.so.1": bytes(library)})
        self.assertIn("is made for another processor than Linux x86-64", said)

    def test_assemblies_without_one_of_the_projects_are_before_anything_is_made(self) -> None:
        assemblies = self.folder / "assemblies"
        (assemblies / "net8.0").mkdir(parents=True)
        projects = sorted(project.stem for project in (ROOT / "bindings/csharp").glob("*.csproj"))
        for name in projects[1:]:
            (assemblies / "net8.0" / f"{name}.dll").touch()
        made = subprocess.run([ROOT / "bindings/release.sh", "--assemblies", assemblies], capture_output=True, text=True,
                              env={**os.environ, "CARGO_TARGET_DIR": str(self.folder / "target")})
        self.assertEqual(made.returncode, 1)
        self.assertIn(f"/FRAMEWORK holds no {projects[0]}.dll; compile", made.stderr)
        self.assertFalse((self.folder / "target").exists())
