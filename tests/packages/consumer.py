"""What the tests of the packages have in common: the files that the layer names, this machine's library as natives.sh would
write it, and programs outside the repository that have nothing but a package.

Arguments: ARCHIVE, the static archive that cargo built; EMULATOR; NOTICES, what bindings/notices.py wrote; CONAN.
"""

import atexit
import functools
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

ARCHIVE, EMULATOR, NOTICES, CONAN = (Path(argument).absolute() for argument in sys.argv[1:5])
ROOT = Path(__file__).resolve().parents[2]
POOL_ID = "us-east-1:11111111-2222-3333-4444-555555555555"
for folder in ("tests", "bindings", "bindings/apple"):
    sys.path.insert(0, str(ROOT / folder))
import project  # noqa: E402

VERSION = project.version()
WORK = Path(tempfile.mkdtemp())
atexit.register(shutil.rmtree, WORK)


def run(*command, **options) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def block(language: str) -> str:
    """The README's program in a language."""
    return re.search(rf"^```{language}\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)[1]


def archives(natives: Path, out: Path, *places: str) -> dict[str, Path]:
    made = run(sys.executable, ROOT / "bindings/c/archive.py", "--natives", natives, "--notices", NOTICES, "--out", out,
               *places)
    return {re.search(rf"{re.escape(VERSION)}-(.+?)\.(tar|zip)", line)[1]: Path(line) for line in made.split()}


@functools.cache
def own_natives() -> Path:
    """This machine's library, as natives.sh would have written it."""
    own = WORK / "natives" / "linux-x64"
    own.mkdir(parents=True)
    scripts = ROOT / "bindings/c"
    run(scripts / "prelink-static.sh", ARCHIVE, own / "libcognito_native.a")
    run(scripts / "link-shared.sh", own / "libcognito_native.a", own / "libcognito_native.so")
    return own.parent


@functools.cache
def own_package() -> Path:
    """Of it, the archive for C."""
    return archives(own_natives(), WORK / "out")["linux-x64"]


def unpack(package: Path, folder: Path) -> Path:
    if package.suffix == ".zip":
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder)
    else:
        with tarfile.open(package) as tar:
            tar.extractall(folder)
    return folder / package.name.removesuffix(".zip").removesuffix(".tar.gz")


def listed(archive: Path) -> set[str]:
    """The files of an archive, without the folder that all are in."""
    if archive.suffix == ".zip":
        names = zipfile.ZipFile(archive).namelist()
    else:
        with tarfile.open(archive) as tar:
            names = tar.getnames()
    folder = archive.name.removesuffix(".zip").removesuffix(".tar.gz")
    assert all(name.startswith(f"{folder}/") for name in names), names
    return {name.removeprefix(f"{folder}/") for name in names}


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def game(self, cmake: str) -> Path:
        """A project of somebody else's, with the README's programs."""
        game = self.folder / "game"
        game.mkdir()
        (game / "CMakeLists.txt").write_text(cmake)
        (game / "guest.c").write_text(block("c"))
        (game / "guest.cpp").write_text(block("cpp"))
        return game

    def built(self, game: Path, *arguments: str) -> Path:
        run("cmake", "-S", game, "-B", game / "build", *arguments)
        run("cmake", "--build", game / "build")
        return game / "build"

    def plays(self, *programs: Path, **environment: str) -> None:
        """Each gets credentials; all are the same player."""
        emulator = subprocess.Popen([EMULATOR, "--pool-id", POOL_ID, "--until-stdin-closes"], text=True,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            endpoint = next(line[9:].strip() for line in emulator.stdout if line.startswith("endpoint="))
            home = {**os.environ, "XDG_DATA_HOME": str(self.folder / "home"), **environment}
            said = [run(program, POOL_ID, endpoint, env=home, timeout=60) for program in programs]
        finally:
            emulator.stdin.close()
            emulator.wait(timeout=30)
            emulator.stdout.close()
        for one in said:
            self.assertRegex(one, r"access key id  ASIA")
        self.assertEqual(len({re.search(r"identity id    (\S+)", one)[1] for one in said}), 1, said)

    def assert_alone(self, program: Path) -> None:
        """It has the library inside."""
        self.assertNotIn("libcognito_native", run("readelf", "-d", program))
