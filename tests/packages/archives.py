"""The archives for C and C++, the XCFramework and the notices: opened, and programs that have nothing but them."""

import json
import os
import plistlib
import shutil
import subprocess
import sys
import unittest
import zipfile

from consumer import NOTICES, ROOT, Case, archives, listed, own_natives, own_package, run, unpack

import platforms
import privacy
import stand_ins

CMAKE = """cmake_minimum_required(VERSION 3.13)
project(game C CXX)
find_package(cognito_native CONFIG REQUIRED)
add_executable(shared guest.c)
target_link_libraries(shared PRIVATE cognito_native::cognito_native)
add_executable(static guest.c)
target_link_libraries(static PRIVATE cognito_native::static)
add_executable(plusplus guest.cpp)
target_compile_features(plusplus PRIVATE cxx_std_17)
target_link_libraries(plusplus PRIVATE cognito_native::cognito_native)
"""


class ForC(Case):
    """This machine's archive, with the library that cargo built."""

    def test_cmake_has_programs_with_the_shared_and_the_static_library(self) -> None:
        prefix = unpack(own_package(), self.folder)
        build = self.built(self.game(CMAKE), f"-DCMAKE_PREFIX_PATH={prefix}")
        self.plays(*(build / name for name in ("shared", "static", "plusplus")))
        self.assert_alone(build / "static")

    def test_pkg_config_has_a_program(self) -> None:
        prefix, game = unpack(own_package(), self.folder), self.game(CMAKE)
        environment = {**os.environ, "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}
        flags = run("pkg-config", "--cflags", "--libs", "cognito_native", env=environment).split()
        run("cc", game / "guest.c", "-o", game / "guest", *flags)
        self.plays(game / "guest", LD_LIBRARY_PATH=str(prefix / "lib"))

    def test_the_paths_and_the_links_are_the_packages_own(self) -> None:
        prefix = unpack(own_package(), self.folder)
        for file in (*prefix.rglob("*.cmake"), *prefix.rglob("*.pc"), prefix / "README.md"):
            self.assertNotIn(str(ROOT), file.read_text(), file)
            self.assertNotRegex(file.read_text(), "@[A-Z_]+@", file)
        self.assertEqual(os.readlink(prefix / "lib/libcognito_native.so"), "libcognito_native.so.1")

    def test_two_archives_of_the_same_files_are_the_same(self) -> None:
        again = archives(own_natives(), self.folder)["linux-x64"]
        self.assertEqual(again.read_bytes(), own_package().read_bytes())


class EveryPlatform(Case):
    """Stand-ins for every place."""

    def setUp(self) -> None:
        super().setUp()
        stand_ins.fill(self.folder / "natives")

    def test_each_holds_what_its_users_need(self) -> None:
        made = archives(self.folder / "natives", self.folder / "out")
        self.assertEqual(set(made), {place.name for place in platforms.PLACES if place.library})
        for name, package in made.items():
            found = listed(package)
            for wanted in ("include/cognito_native.h", "include/cognito_native.hpp", "include/cognito_native/provider.hpp",
                           "include/cognito_native/cognito_native.json", "include/cognito_native/module.modulemap",
                           "lib/libcognito_native.a", "lib/pkgconfig/cognito_native.pc", "README.md", "LICENSE-MIT",
                           "lib/cmake/cognito_native/cognito_native-config.cmake", "THIRD-PARTY-NOTICES.txt",
                           "sbom.cdx.json"):
                self.assertIn(wanted, found, name)
            library = {"win": "bin/cognito_native.dll", "osx": "lib/libcognito_native.dylib"}.get(
                name.split("-")[0], "lib/libcognito_native.so" if name.startswith("android") else "lib/libcognito_native.so.1")
            self.assertIn(library, found, name)

    def test_each_says_its_platform_and_a_build_for_another_is_told_so(self) -> None:
        package = archives(self.folder / "natives", self.folder / "out", "win-x64")["win-x64"]
        prefix = unpack(package, self.folder)
        self.assertIn("Windows 10 and later, x86-64", (prefix / "README.md").read_text())
        (self.folder / "CMakeLists.txt").write_text(CMAKE)
        made = subprocess.run(["cmake", "-S", self.folder, "-B", self.folder / "build", f"-DCMAKE_PREFIX_PATH={prefix}"],
                              capture_output=True, text=True)
        self.assertNotEqual(made.returncode, 0)
        said = " ".join(made.stderr.split())
        self.assertIn("This cognito_native is for Windows 10 and later, x86-64; the build is for Linux x86_64.", said)

    def test_a_platform_that_was_not_built_is_refused(self) -> None:
        shutil.rmtree(self.folder / "natives/linux-arm64")
        with self.assertRaisesRegex(AssertionError, "there is no library for linux-arm64: bindings/natives.sh builds it"):
            archives(self.folder / "natives", self.folder / "out", "linux-arm64")


class ForApple(Case):
    def archive(self, place: str, source: str, triple: str) -> None:
        """A static archive as the place would have it."""
        folder = self.folder / "natives" / place
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "a.c").write_text(source)
        run("clang-22", "-target", triple, "-c", folder / "a.c", "-o", folder / "a.o")
        run("llvm-ar-22", "rcsD", folder / "libcognito_native.a", folder / "a.o")

    def framework(self) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, ROOT / "bindings/apple/xcframework.py", "--natives", self.folder / "natives", "--notices",
             NOTICES, "--out", self.folder / "out"], capture_output=True, text=True)

    FILES = "int stat(const char *, void *); int f(void) { return stat(\"\", 0); }"
    BOOT = "long mach_absolute_time(void); long f(void) { return mach_absolute_time(); }"

    def test_the_framework_holds_a_slice_for_each_place(self) -> None:
        self.archive("ios", self.FILES, "arm64-apple-ios12")
        self.archive("ios-simulator", self.FILES, "arm64-apple-ios14-simulator")
        made = self.framework()
        self.assertEqual(made.returncode, 0, made.stderr)
        with zipfile.ZipFile(made.stdout.strip()) as archive:
            names = set(archive.namelist())
            about = plistlib.loads(archive.read("CognitoNative.xcframework/Info.plist"))
        for entry in about["AvailableLibraries"]:
            folder = f"CognitoNative.xcframework/{entry['LibraryIdentifier']}"
            self.assertIn(f"{folder}/{entry['LibraryPath']}", names)
            self.assertIn(f"{folder}/{entry['HeadersPath']}/module.modulemap", names)
        self.assertEqual([entry.get("SupportedPlatformVariant") for entry in about["AvailableLibraries"]],
                         [None, "simulator"])
        for file in ("PrivacyInfo.xcprivacy", "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json", "LICENSE-MIT"):
            self.assertIn(f"CognitoNative.xcframework/{file}", names)

    def test_a_function_that_the_privacy_manifest_does_not_name_is_refused(self) -> None:
        self.archive("ios", self.FILES + self.BOOT.replace("f(", "g("), "arm64-apple-ios12")
        self.assertIn("NSPrivacyAccessedAPICategorySystemBootTime is used and not declared", self.framework().stderr)
        self.archive("ios", "int getpid(void); int f(void) { return getpid(); }", "arm64-apple-ios12")
        self.assertIn("NSPrivacyAccessedAPICategoryFileTimestamp is declared and not used", self.framework().stderr)

    def test_names_are_read_as_mach_o_has_them(self) -> None:
        self.assertEqual(privacy.categories({"_stat$INODE64", "_getpid"}), {"NSPrivacyAccessedAPICategoryFileTimestamp"})
        self.assertEqual(privacy.categories({"_OBJC_CLASS_$_NSUserDefaults"}), {"NSPrivacyAccessedAPICategoryUserDefaults"})


class Notices(Case):
    def test_the_bill_names_what_is_linked_in_and_nothing_that_builds_it(self) -> None:
        bill = json.loads((NOTICES / "sbom.cdx.json").read_text())
        names = {component["name"] for component in bill["components"]}
        self.assertLessEqual({"ring", "rustls", "ureq", "webpki-roots", "libc", "schannel", "security-framework"}, names)
        self.assertFalse(names & {"cbindgen", "csbindgen", "criterion", "proptest", "rcgen", "syn", "serde_derive"})
        self.assertTrue(all(component["licenses"] for component in bill["components"]))
        self.assertEqual(len({component["bom-ref"] for component in bill["components"]}), len(bill["components"]))

    def test_the_licence_of_each_is_there(self) -> None:
        text = (NOTICES / "THIRD-PARTY-NOTICES.txt").read_text()
        for component in json.loads((NOTICES / "sbom.cdx.json").read_text())["components"]:
            self.assertIn(f"\n{component['name']} {component['version']}: ", text)
        for words in ("to use, copy, modify, and", "Apache License", "Redistribution and use in source"):
            self.assertIn(words.lower(), text.lower())
