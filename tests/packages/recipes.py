"""How package managers take the archives: CMake's FetchContent, Conan, and vcpkg's port by functions that stand in for its
own. The archives are where nobody but these tests has them, so their address is a file's."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from consumer import CONAN, ROOT, VERSION, WORK, Case, archives, own_package, run, unpack

import stand_ins

GAME = """cmake_minimum_required(VERSION 3.14)
project(game C CXX)
{}
add_executable(guest guest.c)
target_link_libraries(guest PRIVATE cognito_native::cognito_native)
"""
FIND = "find_package(cognito_native CONFIG REQUIRED)"
BY_ADDRESS = """include(FetchContent)
FetchContent_Declare(cognito_native URL ${ARCHIVE})
FetchContent_MakeAvailable(cognito_native)
add_executable(plusplus guest.cpp)
target_compile_features(plusplus PRIVATE cxx_std_17)
target_link_libraries(plusplus PRIVATE cognito_native::cognito_native)
add_executable(static guest.c)
target_link_libraries(static PRIVATE cognito_native::static)"""


def recipes(directory: Path) -> dict[str, Path]:
    """Those of the archives in a directory, by kind."""
    made = run(sys.executable, ROOT / "bindings/c/recipes.py", directory, "--url", directory.as_uri())
    return {re.search(rf"{re.escape(VERSION)}-(\w+)", line)[1]: Path(line) for line in made.split()}


@functools.cache
def own_recipes() -> dict[str, Path]:
    return recipes(own_package().parent)


class ForCMake(Case):
    def test_fetch_content_takes_the_archive_itself(self) -> None:
        build = self.built(self.game(GAME.format(BY_ADDRESS)), f"-DARCHIVE={own_package()}")
        self.plays(*(build / name for name in ("guest", "plusplus", "static")))
        self.assert_alone(build / "static")

    def test_the_file_for_it_takes_the_archive_of_the_platform(self) -> None:
        build = self.built(self.game(GAME.format(f'include("{own_recipes()["fetch"]}")')))
        self.plays(build / "guest")

    def test_an_archive_that_is_not_the_releases_is_refused(self) -> None:
        (self.folder / own_package().name).write_bytes(own_package().read_bytes() + b"\0")
        fetch, game = own_recipes()["fetch"], self.game(GAME.format('include("${FETCH}")'))
        said = self.refused(game, f"-DFETCH={fetch}", f"-DCOGNITO_NATIVE_URL={self.folder.as_uri()}")
        self.assertIn("does not match expected value", said)

    def test_a_platform_that_was_not_released_is_told_with_those_that_were(self) -> None:
        fetch, game = own_recipes()["fetch"], self.game(GAME.format('include("${FETCH}")'))
        said = self.refused(game, f"-DFETCH={fetch}", "-DCMAKE_SYSTEM_NAME=Linux", "-DCMAKE_SYSTEM_PROCESSOR=aarch64")
        self.assertIn(f"cognito-native {VERSION} was released for linux-x64, and not for linux-arm64", said)

    def refused(self, game: Path, *arguments: str) -> str:
        made = subprocess.run(["cmake", "-S", game, "-B", game / "build", *arguments], capture_output=True, text=True)
        self.assertNotEqual(made.returncode, 0, made.stdout)
        return " ".join((made.stdout + made.stderr).split())


class ForConan(Case):
    def conan(self, *arguments: object) -> str:
        return run(CONAN, *arguments, env={**os.environ, "CONAN_HOME": str(WORK / "conan")}, stdin=subprocess.DEVNULL)

    def test_a_project_has_it_shared_and_static(self) -> None:
        recipe = unpack(own_recipes()["conan"], self.folder)
        self.conan("profile", "detect", "--exist-ok")
        for shared in (True, False):
            option = f"cognito-native/*:shared={shared}"
            self.conan("create", recipe, "-o", option)
            game = self.game(GAME.format(FIND))
            (game / "conanfile.txt").write_text(f"[requires]\ncognito-native/{VERSION}\n[generators]\nCMakeDeps\n")
            self.conan("install", game, "-o", option, "--output-folder", game / "conan")
            build = self.built(game, f"-DCMAKE_PREFIX_PATH={game / 'conan'}", "-DCMAKE_BUILD_TYPE=Release")
            self.plays(build / "guest")
            if not shared:
                self.assert_alone(build / "guest")
            shutil.rmtree(game)

    def test_a_platform_that_was_not_released_is_told_with_those_that_were(self) -> None:
        recipe = unpack(own_recipes()["conan"], self.folder)
        self.conan("profile", "detect", "--exist-ok")
        with self.assertRaisesRegex(AssertionError, "was released for linux-x64, and not for linux-musl-x64"):
            self.conan("create", recipe, "-o", "cognito-native/*:libc=musl")


class ForVcpkg(Case):
    def installed(self, port: Path, *settings: str) -> Path:
        """What the portfile makes of a triplet, without vcpkg: tests/packages/vcpkg.cmake plays its functions."""
        package = self.folder / "package"
        run("cmake", f"-DPORTFILE={port}/portfile.cmake", f"-DCURRENT_PACKAGES_DIR={package}",
            f"-DCURRENT_BUILDTREES_DIR={self.folder / 'trees'}", *settings, "-P", ROOT / "tests/packages/vcpkg.cmake")
        return package

    LINUX = ("-DVCPKG_TARGET_IS_LINUX=1", "-DVCPKG_TARGET_ARCHITECTURE=x64", "-DTARGET_TRIPLET=x64-linux")

    def test_the_port_installs_what_the_triplet_links(self) -> None:
        port = unpack(own_recipes()["vcpkg"], self.folder) / "ports/cognito-native"
        for linkage, there, missing in (("dynamic", "so", "a"), ("static", "a", "so")):
            package = self.installed(port, *self.LINUX, f"-DVCPKG_LIBRARY_LINKAGE={linkage}")
            self.assertTrue((package / f"lib/libcognito_native.{there}").exists())
            self.assertFalse((package / f"lib/libcognito_native.{missing}").exists())
            for wanted in ("include/cognito_native.h", "lib/pkgconfig/cognito_native.pc", "share/cognito-native/usage",
                           "share/cognito-native/copyright", "share/cognito_native/cognito_native-config.cmake"):
                self.assertTrue((package / wanted).is_file(), wanted)
            game = self.game(GAME.format(FIND))
            build = self.built(game, f"-DCMAKE_PREFIX_PATH={package}")
            self.plays(build / "guest")
            for folder in (game, package):
                shutil.rmtree(folder)

    def test_every_platform_has_its_place_in_the_port(self) -> None:
        stand_ins.fill(self.folder / "natives")
        made = archives(self.folder / "natives", self.folder / "out")
        port = unpack(recipes(self.folder / "out")["vcpkg"], self.folder) / "ports/cognito-native"
        about = json.loads((port / "vcpkg.json").read_text())
        self.assertEqual((about["name"], about["version"]), ("cognito-native", VERSION))
        self.assertIn("(windows & arm64)", about["supports"])
        self.assertEqual(set(re.findall(r"^set\(sum_(\S+) [0-9a-f]{128}\)$", (port / "portfile.cmake").read_text(), re.M)),
                         set(made))
        package = self.installed(port, "-DVCPKG_TARGET_IS_WINDOWS=1", "-DVCPKG_TARGET_ARCHITECTURE=arm64",
                                 "-DTARGET_TRIPLET=arm64-windows", "-DVCPKG_LIBRARY_LINKAGE=dynamic")
        self.assertTrue((package / "bin/cognito_native.dll").is_file())
        with self.assertRaisesRegex(AssertionError, "no static library for Visual Studio; take the triplet\\s+x64-windows"):
            self.installed(port, "-DVCPKG_TARGET_IS_WINDOWS=1", "-DVCPKG_TARGET_ARCHITECTURE=x64",
                           "-DTARGET_TRIPLET=x64-windows-static", "-DVCPKG_LIBRARY_LINKAGE=static")


class OfARelease(Case):
    def test_the_same_archives_give_the_same_recipes(self) -> None:
        first = {kind: file.read_bytes() for kind, file in own_recipes().items()}
        self.assertEqual(set(first), {"fetch", "vcpkg", "conan"})
        again = recipes(own_package().parent)
        self.assertEqual({kind: file.read_bytes() for kind, file in again.items()}, first)

    def test_the_address_is_that_of_the_release(self) -> None:
        shutil.copy(own_package(), self.folder)
        run(sys.executable, ROOT / "bindings/c/recipes.py", self.folder)
        text = (self.folder / f"cognito-native-{VERSION}-fetch.cmake").read_text()
        home = re.search(r'^repository = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
        self.assertIn(f"{home}/releases/download/v{VERSION}\"", text)

    def test_the_address_of_the_project_is_one(self) -> None:
        home = re.search(r'^repository = "https://(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
        found = subprocess.run(["git", "grep", "-lF", home], cwd=ROOT, capture_output=True, text=True).stdout
        readmes = {str(file.relative_to(ROOT)) for file in (ROOT / "bindings/csharp/readme").glob("*.md")}
        self.assertEqual(set(found.split()) - readmes, {"Cargo.toml"})
        for readme in readmes:
            for address in re.findall(r"https://(github\.com/[^/]+/[^/)]+)", (ROOT / readme).read_text()):
                self.assertEqual(address, home, readme)
