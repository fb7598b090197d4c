#!/usr/bin/env python3
"""The Unity package as files: metas, manifests, versions, and the archive that package.py makes."""

import json
import os
import platform
import plistlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent.parent
UNITY = ROOT / "bindings" / "unity"
PACKAGE = UNITY / "com.cognitonative.credentials"
SAMPLE = ROOT / "unity-sample"
MOST_LINES = 450

sys.dont_write_bytecode = True
sys.path.insert(0, str(UNITY))
sys.path.insert(0, str(ROOT / "tests"))
import meta  # noqa: E402
import plugins  # noqa: E402
import stand_ins  # noqa: E402
from stand_ins import platforms  # noqa: E402

# What natives.sh would write for each slot.
LIBRARIES = {slot.name: stand_ins.native(platforms.BY_NAME[slot.place]) for slot in plugins.SLOTS}


def crate_version() -> str:
    return re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE).group(1)


def files_in_git(*folders: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *folders],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).exists()]


def definitions() -> dict[str, dict]:
    return {file.stem: json.loads(file.read_text()) for file in PACKAGE.rglob("*.asmdef")}


def guid_of(text: str) -> str:
    return re.search(r"^guid: ([0-9a-f]{32})$", text, re.MULTILINE).group(1)


class Metas(unittest.TestCase):
    def test_every_file_and_folder_has_the_one_that_meta_py_writes(self) -> None:
        for root, seed in meta.ROOTS:
            self.assertTrue(meta.expected(root, seed))
            self.assertEqual(meta.differences(root, seed), [])

    def test_check_finds_what_is_missing_orphaned_or_changed(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "package"
            shutil.copytree(PACKAGE, root)
            (root / "package.json.meta").unlink()
            (root / "Gone.cs.meta").write_text("guid: 0\n")
            (root / "CHANGELOG.md.meta").write_text("guid: 0\n")
            self.assertEqual(
                meta.differences(root, meta.ROOTS[0][1]),
                ["missing: package.json.meta", "belongs to nothing: Gone.cs.meta",
                 "not as meta.py writes it: CHANGELOG.md.meta"],
            )

    def test_guids_are_unique_in_a_project_that_has_both(self) -> None:
        guids = [guid_of(text) for root, seed in meta.ROOTS for text in meta.expected(root, seed).values()]
        guids += [meta.guid(meta.ROOTS[0][1], slot.path) for slot in plugins.SLOTS]
        self.assertEqual(len(guids), len(set(guids)))

    def test_guids_never_change(self) -> None:
        """A project's scenes know the files by these."""
        self.assertEqual(guid_of((PACKAGE / "package.json.meta").read_text()), "6a23e90cc0903b231bb00469d33d18e8")
        self.assertEqual(guid_of((PACKAGE / "Runtime/CognitoNative.asmdef.meta").read_text()), "c73035ba8f99d56fed72fb560039025f")


class Slots(unittest.TestCase):
    def test_each_is_for_its_own_platform_only(self) -> None:
        for slot in plugins.SLOTS:
            enabled = re.findall(
                r"- first:\n      ([^\n]*)\n    second:\n      enabled: 1\n", plugins.importer(slot))
            names = {line.split(": ")[1] for line in enabled}
            self.assertEqual(names, {slot.platform} | ({"Editor"} if slot.editor_os else set()), slot.name)

    def test_each_editor_and_each_processor_has_one(self) -> None:
        editors = [slot.editor_os for slot in plugins.SLOTS if slot.editor_os]
        self.assertEqual(sorted(editors), ["Linux", "OSX", "Windows"])
        targets = [(slot.platform, slot.cpu) for slot in plugins.SLOTS]
        self.assertEqual(len(targets), len(set(targets)))

    def test_android_says_the_processor_as_the_importer_knows_it(self) -> None:
        for slot in plugins.SLOTS:
            if slot.platform == "Android":
                folder = PurePosixPath(slot.path).parent.name
                wanted = {"arm64-v8a": "ARM64", "armeabi-v7a": "ARMv7", "x86_64": "X86_64"}[folder]
                self.assertRegex(plugins.importer(slot), rf"Android: Android\n[^-]*CPU: {wanted}\n")

    def test_android_says_which_are_made_for_pages_of_16_kb(self) -> None:
        """Unity from 6000.0.38 warns of the others; a 32-bit processor has no such pages."""
        aligned = {slot.cpu for slot in plugins.SLOTS if "        Is16KbAligned: true\n" in plugins.importer(slot)}
        self.assertEqual(aligned, {"ARM64", "X86_64"})

    def test_a_static_library_is_linked_and_not_embedded(self) -> None:
        for slot in plugins.SLOTS:
            if slot.path.endswith(".a"):
                self.assertNotIn("AddToEmbeddedBinaries: true", plugins.importer(slot))
                self.assertIn("AddToEmbeddedBinaries: false", plugins.importer(slot))


class Tree(unittest.TestCase):
    def test_the_version_is_the_crates(self) -> None:
        self.assertEqual(json.loads((PACKAGE / "package.json").read_text())["version"], crate_version())
        first = re.search(r"^## \[([^]]+)\]", (PACKAGE / "CHANGELOG.md").read_text(), re.MULTILINE).group(1)
        self.assertEqual(first, crate_version())

    def test_it_asks_for_the_first_unity_that_has_every_processor_of_android(self) -> None:
        manifest = json.loads((PACKAGE / "package.json").read_text())
        self.assertEqual((manifest["unity"], manifest["unityRelease"]), ("2019.4", "31f1"))

    def test_what_is_json_can_be_read(self) -> None:
        read = [json.loads(file.read_text()) for folder in (PACKAGE, SAMPLE) for file in folder.rglob("*.json")]
        self.assertGreaterEqual(len(read), 2)

    def test_assemblies_refer_to_ones_that_exist(self) -> None:
        known = definitions().keys() | {
            "UnityEngine.TestRunner", "UnityEditor.TestRunner", "UnityEngine.UI", "Unity.InputSystem", "UniTask"}
        for name, definition in definitions().items():
            self.assertEqual(definition["name"], name)
            self.assertLessEqual(set(definition["references"]), known, name)

    def test_only_the_runtime_is_unsafe_and_tests_are_only_for_tests(self) -> None:
        for name, definition in definitions().items():
            self.assertEqual(definition["allowUnsafeCode"], name == "CognitoNative", name)
            self.assertEqual("UNITY_INCLUDE_TESTS" in definition["defineConstraints"], "Tests" in name, name)
            is_for_all = "Tests" not in name and "Samples" not in name
            self.assertEqual(definition["autoReferenced"], is_for_all, name)

    def test_what_is_for_another_package_compiles_with_it_only(self) -> None:
        optional = [one for one in definitions().values() if one["versionDefines"]]
        self.assertTrue(optional)
        for definition in optional:
            self.assertEqual(definition["defineConstraints"], [one["define"] for one in definition["versionDefines"]])

    def test_no_script_leaves_its_faults_to_whatever_context_it_runs_in(self) -> None:
        for folder in (PACKAGE, SAMPLE):
            for script in folder.rglob("*.cs"):
                self.assertNotIn("async void", script.read_text(), script)

    def test_the_samples_are_there(self) -> None:
        samples = json.loads((PACKAGE / "package.json").read_text())["samples"]
        self.assertTrue(samples)
        for sample in samples:
            self.assertTrue(list((PACKAGE / sample["path"]).glob("*.cs")), sample["path"])

    def test_the_sample_project_has_the_very_script_of_the_package(self) -> None:
        scripts = [{file.name: file.read_bytes() for file in folder.glob("*.cs")}
                   for folder in (SAMPLE / "Assets/Scripts", PACKAGE / "Samples~/CredentialsPanel")]
        self.assertIn("CredentialsPanel.cs", scripts[0])
        self.assertEqual(*scripts)

    def test_a_sample_clashes_with_no_script_of_the_project(self) -> None:
        """The sample project has the same one: each is in an assembly that the other does not refer to."""
        for sample in json.loads((PACKAGE / "package.json").read_text())["samples"]:
            folder = PACKAGE / sample["path"]
            self.assertEqual(len(list(folder.glob("*.asmdef"))), 1, folder)
            for script in folder.rglob("*.cs"):
                self.assertRegex(script.read_text(), r"(?m)^namespace CognitoNative\.Samples$")

    def test_the_sample_project_says_its_input_mode(self) -> None:
        settings = (SAMPLE / "ProjectSettings/ProjectSettings.asset").read_text()
        self.assertRegex(settings, r"(?m)^  activeInputHandler: 0$", "its manifest has no Input System")

    def test_the_scene_has_the_script_and_the_project_has_the_package(self) -> None:
        scene = (SAMPLE / "Assets/Scenes/Credentials.unity").read_text()
        script = guid_of((SAMPLE / "Assets/Scripts/CredentialsPanel.cs.meta").read_text())
        self.assertIn(f"m_Script: {{fileID: 11500000, guid: {script}, type: 3}}", scene)
        fields = re.findall(r"private string (\w+) =", (SAMPLE / "Assets/Scripts/CredentialsPanel.cs").read_text())
        for field in fields[:6]:
            self.assertRegex(scene, rf"(?m)^  {field}:", "a field that the scene does not set")
        settings = (SAMPLE / "ProjectSettings/EditorBuildSettings.asset").read_text()
        self.assertIn(guid_of((SAMPLE / "Assets/Scenes/Credentials.unity.meta").read_text()), settings)
        source = json.loads((SAMPLE / "Packages/manifest.json").read_text())["dependencies"][PACKAGE.name]
        self.assertEqual((SAMPLE / "Packages" / source.removeprefix("file:")).resolve(), PACKAGE)

    def test_no_file_is_somewhere_else_or_long(self) -> None:
        for file in files_in_git("bindings/unity", "unity-sample"):
            content = file.read_bytes()
            self.assertFalse(content.startswith(b"version https://git-lfs"), file)
            self.assertNotEqual(file.suffix, ".so", file)
            if file.suffix == ".cs" and not file.name.endswith(".g.cs"):
                self.assertLessEqual(content.count(b"\n"), MOST_LINES, file)
            if file.name == ".gitattributes":
                self.assertNotIn(b"filter=", content, file)
        self.assertFalse(files_in_git(f"{PACKAGE.relative_to(ROOT)}/{plugins.FOLDER}"), "binaries are not in git")

    def test_the_licence_is_the_repositorys(self) -> None:
        text = (PACKAGE / "LICENSE.md").read_text()
        for name in ("LICENSE-MIT", "LICENSE-APACHE"):
            self.assertIn((ROOT / name).read_text(), text)


class Archive(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.natives = {}
        for name, content in LIBRARIES.items():
            self.natives[name] = self.folder / f"{name}.native"
            self.natives[name].write_bytes(content)
        self.notices = self.folder / "notices"
        self.notices.mkdir()
        for file in ("THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"):
            (self.notices / file).write_text(file)

    def pack(self, output: str, *slots: str) -> Path:
        arguments = [f"--native={name}={self.natives[name]}" for name in slots]
        made = subprocess.run(
            [sys.executable, UNITY / "package.py", "--notices", self.notices, "--output", self.folder / output, *arguments],
            check=True, capture_output=True, text=True,
        )
        return Path(made.stdout.strip())

    def refusal(self, argument: str) -> str:
        made = subprocess.run(
            [sys.executable, UNITY / "package.py", "--output", self.folder / "refused", f"--native={argument}"],
            capture_output=True, text=True,
        )
        self.assertEqual(made.returncode, 1, made.stdout)
        self.assertFalse((self.folder / "refused").exists())
        return made.stderr

    def test_it_holds_the_package_and_each_library_with_its_meta(self) -> None:
        archive = self.pack("all", *LIBRARIES)
        self.assertEqual(archive.name, f"com.cognitonative.credentials-{crate_version()}.tgz")
        with tarfile.open(archive) as tar:
            names = tar.getnames()
            tar.extractall(self.folder / "unpacked")
        unpacked = self.folder / "unpacked" / "package"
        self.assertEqual(meta.differences(unpacked, meta.ROOTS[0][1]), [])
        for slot in plugins.SLOTS:
            self.assertEqual((unpacked / slot.path).read_bytes(), LIBRARIES[slot.name])
            self.assertIn("PluginImporter", (unpacked / f"{slot.path}.meta").read_text())
        in_git = {
            f"package/{file.relative_to(PACKAGE).as_posix()}" for file in files_in_git(str(PACKAGE.relative_to(ROOT)))
        }
        self.assertLessEqual(in_git, set(names))
        self.assertTrue(any(name.startswith("package/Samples~/") for name in names))

    def test_a_slot_that_is_not_filled_leaves_nothing(self) -> None:
        with tarfile.open(self.pack("one", "linux-x86_64")) as tar:
            self.assertNotIn(f"package/{plugins.PRIVACY.path}", tar.getnames())
            plugin_files = [name for name in tar.getnames() if plugins.FOLDER in name]
        self.assertEqual(
            sorted(plugin_files),
            sorted(f"package/{plugins.FOLDER}{rest}" for rest in (
                ".meta", "/Linux.meta", "/Linux/x86_64.meta", "/Linux/x86_64/libcognito_native.so",
                "/Linux/x86_64/libcognito_native.so.meta")),
        )

    def test_it_says_what_it_holds(self) -> None:
        newer = stand_ins.elf("x64", b"libc.so.6") + b"GLIBC_2.2.5\0GLIBC_2.34\0"
        self.natives["linux-x86_64"].write_bytes(newer)
        with tarfile.open(self.pack("two", "linux-x86_64", "windows-x86_64")) as tar:
            readme = tar.extractfile("package/README.md").read().decode()
            manifest = json.load(tar.extractfile("package/package.json"))
            notices = tar.extractfile("package/Third Party Notices.md").read()
            self.assertIn("package/Third Party Notices.md.meta", tar.getnames())
            self.assertIn("package/Documentation~/sbom.cdx.json", tar.getnames())
        self.assertTrue(readme.endswith(
            "## In this package\n\nNative libraries for\n\n- Windows 10 and later, x86-64\n"
            "- Linux x86-64, glibc 2.34 and later\n"), readme[-200:])
        self.assertTrue(manifest["description"].endswith("glibc 2.34 and later."), manifest["description"])
        self.assertEqual(notices, b"THIRD-PARTY-NOTICES.txt")

    def test_its_manifest_leads_to_pages_of_this_tree(self) -> None:
        with tarfile.open(self.pack("pages", "linux-x86_64")) as tar:
            manifest = json.load(tar.extractfile("package/package.json"))
        home = re.search(r'^repository = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE).group(1)
        for name in ("documentationUrl", "changelogUrl", "licensesUrl"):
            page = manifest[name].removeprefix(f"{home}/blob/main/")
            self.assertTrue((ROOT / page).is_file(), manifest[name])

    def test_apple_is_told_what_the_library_does_with_data(self) -> None:
        with tarfile.open(self.pack("ios", "ios")) as tar:
            manifest = plistlib.load(tar.extractfile(f"package/{plugins.PRIVACY.path}"))
            self.assertIn("PluginImporter", tar.extractfile(f"package/{plugins.PRIVACY.path}.meta").read().decode())
        self.assertFalse(manifest["NSPrivacyTracking"])

    def test_a_page_gets_the_functions_that_work_for_it(self) -> None:
        with tarfile.open(self.pack("webgl", "webgl")) as tar:
            functions = tar.extractfile(f"package/{plugins.PAGE.path}").read()
            imported = tar.extractfile(f"package/{plugins.PAGE.path}.meta").read().decode()
        self.assertEqual(functions, (ROOT / "bindings/web/cognito_native.jslib").read_bytes())
        self.assertIn("      WebGL: WebGL\n    second:\n      enabled: 1\n", imported)

    def test_a_library_of_another_system_is_refused_for_a_page(self) -> None:
        self.natives["webgl"].write_bytes(LIBRARIES["ios"])
        self.assertIn("is not made for web pages", self.refusal(f"webgl={self.natives['webgl']}"))

    def test_it_takes_all_that_natives_sh_has_built_and_makes_a_branch_of_it(self) -> None:
        stand_ins.fill(self.folder / "natives")
        tree = self.folder / "branch"
        command = [sys.executable, UNITY / "package.py", "--notices", self.notices, "--natives", self.folder / "natives",
                   "--tree", tree]
        subprocess.run(command, check=True, capture_output=True)
        self.assertEqual(meta.differences(tree, meta.ROOTS[0][1]), [])
        for slot in plugins.SLOTS:
            self.assertEqual((tree / slot.path).read_bytes(), LIBRARIES[slot.name], slot.name)
        # A branch that is taken by its address has the manifest at its top.
        self.assertEqual(json.loads((tree / "package.json").read_text())["name"], PACKAGE.name)
        again = subprocess.run(command, capture_output=True, text=True)
        self.assertIn("is not empty", again.stderr)

    def test_the_same_files_give_the_same_bytes(self) -> None:
        first, second = self.pack("first", *LIBRARIES), self.pack("second", *reversed(LIBRARIES))
        self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_a_library_of_another_kind_or_processor_is_refused(self) -> None:
        self.assertIn("it is no DLL", self.refusal(f"windows-x86_64={self.natives['linux-x86_64']}"))
        self.assertIn("another processor", self.refusal(f"android-arm64-v8a={self.natives['android-x86_64']}"))
        self.assertIn("there is no", self.refusal("linux-x86_64=nowhere"))
        self.assertIn("--list", self.refusal("amiga=nowhere"))

    @unittest.skipUnless(sys.platform == "linux" and platform.machine() == "x86_64", "the library here is another one")
    def test_without_a_slot_it_takes_what_cargo_built_here(self) -> None:
        target = self.folder / "elsewhere"
        command = [sys.executable, UNITY / "package.py", "--notices", self.notices, "--output", self.folder / "own"]

        def make(target_dir: str) -> subprocess.CompletedProcess:
            environment = {**os.environ, "CARGO_TARGET_DIR": target_dir}
            return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)

        missing = make(str(target))
        self.assertEqual(missing.returncode, 1, missing.stdout)
        self.assertIn(f"there is no {target}/release/libcognito_native.so", missing.stderr)
        self.assertIn("--native linux-x86_64=FILE", missing.stderr)

        (target / "release").mkdir(parents=True)
        (target / "release" / "libcognito_native.so").write_bytes(LIBRARIES["linux-x86_64"])
        for target_dir in (str(target), target.name):
            made = make(target_dir)
            self.assertEqual(made.returncode, 0, made.stderr)
            with tarfile.open(made.stdout.strip()) as tar:
                native = tar.extractfile(f"package/{plugins.FOLDER}/Linux/x86_64/libcognito_native.so")
                self.assertEqual(native.read(), LIBRARIES["linux-x86_64"])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
