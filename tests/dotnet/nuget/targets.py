#!/usr/bin/env python3
"""What the package does to a build, evaluated by xbuild, and what pack.py refuses to pack.

usage: targets.py WORK
WORK holds what compile.sh and stand_ins.py wrote. Ends with "N passed, N failed". xbuild speaks MSBuild's language as far
as these targets use it; the SDK's own targets, which would run them, are not here.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

WORK = Path(sys.argv.pop(1)).resolve()
ROOT = Path(__file__).resolve().parents[3]
PROJECTS = ROOT / "bindings/csharp"
sys.path.insert(0, str(ROOT / "bindings"))
sys.path.insert(0, str(ROOT / "tests"))
import platforms  # noqa: E402
import stand_ins  # noqa: E402

FRAMEWORKS = ("netstandard2.0", "net8.0", "net8.0-ios17.0", "net8.0-android34.0")
SAID = ("place=$(CognitoNativePlace) libraries=@(NativeLibrary->'%(FullPath)') pinvoke=@(DirectPInvoke) "
        "copied=@(None->'%(Link)', ',') android=@(AndroidNativeLibrary->'%(Abi)', ',') "
        "ios=@(NativeReference->'%(Kind) %(Filename)%(Extension)')")


def pack(natives: Path, out: Path, **frameworks: Path) -> subprocess.CompletedProcess:
    libraries = {**{name: WORK / name for name in FRAMEWORKS}, **frameworks}
    return subprocess.run(
        [sys.executable, PROJECTS / "pack.py", PROJECTS / "CognitoNative.csproj", "--out", out,
         *(f"--lib={name}={folder}" for name, folder in libraries.items()),
         f"--property=CognitoNatives={natives}/", f"--property=CognitoNotices={WORK / 'notices'}/"],
        capture_output=True, text=True)


class Builds(unittest.TestCase):
    """A package with every place but Linux arm64 and the Mac."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp())
        natives = cls.folder / "natives"
        shutil.copytree(WORK / "all-natives", natives)
        for place in ("linux-arm64", "osx", "osx-x64", "osx-arm64"):
            shutil.rmtree(natives / place)
        (natives / "CognitoNative.xcframework").mkdir()
        (natives / "CognitoNative.xcframework" / "Info.plist").write_text("<plist/>")
        made = pack(natives, cls.folder)
        assert made.returncode == 0, made.stderr
        with zipfile.ZipFile(made.stdout.split()[0]) as archive:
            archive.extractall(cls.folder / "package")
        # What the SDK calls the moment before it builds.
        (cls.folder / "game.proj").write_text(
            '<Project DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">'
            '<Import Project="package/build/CognitoNative.targets" /><Target Name="PrepareForBuild" />'
            '<Target Name="ComputeResolvedFilesToPublishList"><ItemGroup>'
            '<ResolvedFileToPublish Include="libcognito_native.so;game.dll" /></ItemGroup></Target>'
            '<Target Name="Build" DependsOnTargets="PrepareForBuild;ComputeResolvedFilesToPublishList">'
            f'<Message Importance="high" Text="{SAID} published=@(ResolvedFileToPublish)." /></Target></Project>')

    @classmethod
    def tearDownClass(cls) -> None:
        shutil.rmtree(cls.folder)

    def build(self, **properties: str) -> str:
        return subprocess.run(
            ["xbuild", "/nologo", "/verbosity:minimal", *(f"/p:{name}={value}" for name, value in properties.items()),
             self.folder / "game.proj"], capture_output=True, text=True).stdout

    def test_a_runtime_identifier_gets_its_own_place(self) -> None:
        for identifier, place in (("linux-x64", "linux-x64"), ("linux-musl-x64", "linux-musl-x64"),
                                  ("alpine.3.17-x64", "linux-musl-x64"), ("ubuntu.22.04-x64", "linux-x64"),
                                  ("win10-x86", "win-x86"), ("win-arm64", "win-arm64"),
                                  ("android-arm64", "android-arm64")):
            said = self.build(RuntimeIdentifier=identifier)
            self.assertIn(f"place={place} ", said)
            self.assertNotIn("COGNITO01", said, identifier)

    def test_one_without_a_library_is_warned_of_in_words(self) -> None:
        for identifier, place in (("linux-arm64", "linux-arm64"), ("osx-arm64", "osx-arm64"),
                                  ("linux-bionic-x64", "linux-bionic-x64"), ("maccatalyst-arm64", "maccatalyst-arm64")):
            said = self.build(RuntimeIdentifier=identifier)
            self.assertIn(f"warning COGNITO012: CognitoNative has no native library for the runtime identifier {identifier}",
                          said)
            self.assertIn("linux-musl-x64/native/", said)
            self.assertIn(f"take a package that has {place}", said)
        self.assertNotIn("COGNITO", self.build(RuntimeIdentifier="linux-arm64", CognitoNativeCheck="false"))

    def test_webassembly_is_refused(self) -> None:
        self.assertIn("error COGNITO011: CognitoNative has no library for WebAssembly (browser-wasm)",
                      self.build(RuntimeIdentifier="browser-wasm"))

    def test_a_program_compiled_ahead_of_time_may_have_it_inside(self) -> None:
        said = self.build(RuntimeIdentifier="linux-musl-x64", PublishAot="true", CognitoNativeStatic="true")
        self.assertRegex(said, r"libraries=\S+/static/linux-musl-x64/libcognito_native.a pinvoke=cognito_native ")
        self.assertIn("published=game.dll.", said)
        shared = self.build(RuntimeIdentifier="linux-musl-x64", PublishAot="true")
        self.assertIn("libraries= pinvoke= ", shared)
        self.assertIn("published=libcognito_native.so;game.dll.", shared)
        self.assertIn("error COGNITO013", self.build(
            RuntimeIdentifier="win-x64", PublishAot="true", CognitoNativeStatic="true"))

    def test_the_net_framework_gets_a_folder_for_each_processor(self) -> None:
        said = self.build(TargetFrameworkIdentifier=".NETFramework")
        self.assertIn(r"copied=libcognito_native.so,x86\cognito_native.dll,x64\cognito_native.dll,"
                      r"arm64\cognito_native.dll ", said)

    def test_mobile_gets_what_is_there(self) -> None:
        self.assertIn("android=arm64-v8a,armeabi-v7a,x86_64 ", self.build(TargetFrameworkIdentifier="MonoAndroid"))
        self.assertIn("ios=Static CognitoNative.xcframework", self.build(TargetPlatformIdentifier="ios"))
        self.assertNotIn("COGNITO01", self.build(TargetPlatformIdentifier="ios", RuntimeIdentifier="iossimulator-arm64"))

    def test_every_place_is_where_nuget_looks(self) -> None:
        for place in platforms.PLACES:
            file = self.folder / "package/runtimes" / place.name / "native" / (place.library or "none")
            is_there = bool(place.library) and place.name not in ("linux-arm64", "osx", "osx-x64", "osx-arm64")
            self.assertEqual(file.is_file(), is_there, place.name)
        self.assertTrue((self.folder / "package/static/linux-musl-arm64/libcognito_native.a").is_file())
        self.assertFalse((self.folder / "package/static/win-x64").exists(), "mingw's archive is not MSVC's")


class Refusals(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def refusal(self, place: str, content: bytes, **frameworks: Path) -> str:
        file = self.folder / "natives" / place / platforms.BY_NAME[place].library
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        made = pack(self.folder / "natives", self.folder / "out", **frameworks)
        self.assertEqual(made.returncode, 1, made.stdout + made.stderr)
        self.assertFalse((self.folder / "out").exists())
        return made.stderr

    def stand_in(self, place: str) -> bytes:
        return (WORK / "all-natives" / place / platforms.BY_NAME[place].library).read_bytes()

    def test_a_wrong_native_file_in_the_right_place(self) -> None:
        for place, content, reason in (
                ("linux-x64", self.stand_in("win-x64"), "is no ELF file"),
                ("win-x64", self.stand_in("linux-x64"), "is no DLL"),
                ("win-x86", self.stand_in("win-x64"), "another processor"),
                ("linux-arm64", self.stand_in("linux-x64"), "another processor"),
                ("linux-musl-x64", self.stand_in("linux-x64"), "is made for glibc, which is not Linux x86-64, musl"),
                ("linux-x64", self.stand_in("linux-musl-x64"), "is made for musl"),
                ("osx-arm64", b"\x7fELF", "is no Mach-O file")):
            self.assertIn(reason, self.refusal(place, content), place)
            shutil.rmtree(self.folder / "natives")

    def test_a_library_for_small_pages_only(self) -> None:
        small = stand_ins.elf("arm64", b"libc.so", 4096)
        self.assertRegex(self.refusal("android-arm64", small), r"aligned to 4096 bytes.*max-page-size=16384")

    def test_an_assembly_that_calls_the_library_by_another_name(self) -> None:
        said = self.refusal("linux-x64", self.stand_in("linux-x64"), **{"net8.0-ios17.0": WORK / "net8.0"})
        self.assertRegex(said, r"calls cognito_native; for net8.0-ios17.0 that must be __Internal")

    def test_an_assembly_that_knows_only_an_unsigned_stand_in(self) -> None:
        sdk, bridge = self.folder / "AWSSDK.Core.dll", self.folder / "CognitoNative.AwsSdk.dll"
        (self.folder / "sdk.cs").write_text("namespace Amazon { public class A { } }")
        version = re.search(r'^version = "([0-9.]+)', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
        (self.folder / "bridge.cs").write_text(
            f'[assembly: System.Reflection.AssemblyVersion("{version}.0")] public class B : Amazon.A {{ }}')
        subprocess.run(["mcs", "-target:library", f"-out:{sdk}", self.folder / "sdk.cs"], check=True)
        subprocess.run(["mcs", "-target:library", f"-r:{sdk}", f"-doc:{bridge.with_suffix('.xml')}", "-nowarn:1591",
                        f"-out:{bridge}", self.folder / "bridge.cs"], check=True)
        made = subprocess.run([sys.executable, PROJECTS / "pack.py", PROJECTS / "CognitoNative.AwsSdk.csproj", "--out",
                               self.folder, f"--lib=netstandard2.0={self.folder}"], capture_output=True, text=True)
        self.assertEqual(made.returncode, 1, made.stdout)
        self.assertIn("knows AWSSDK.Core without its public key", made.stderr)

    def test_a_framework_that_was_not_compiled(self) -> None:
        said = self.refusal("linux-x64", self.stand_in("linux-x64"), **{"net8.0": self.folder / "nowhere"})
        self.assertRegex(said, r"there is no .*/nowhere/CognitoNative.dll; compile the project for net8.0 first")


class Languages(unittest.TestCase):
    def test_the_evaluator_refuses_what_it_does_not_know(self) -> None:
        sys.path.insert(0, str(PROJECTS))
        from msbuild import NotUnderstood, Project
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "odd.csproj"
            for body in ("<Choose><When /></Choose>",
                         "<PropertyGroup Condition=\"HasTrailingSlash('a')\"><A>1</A></PropertyGroup>"):
                file.write_text(f"<Project>{body}</Project>")
                with self.assertRaises(NotUnderstood):
                    Project(file, {})

    def test_the_projects_say_no_path_of_their_own(self) -> None:
        for file in PROJECTS.glob("*.csproj"):
            self.assertFalse(re.search(r'(Include|PackagePath)="/(?!")', file.read_text()), file)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
