"""Makes the mutants of some rooms and runs for each the tests that reach it: run.py WORK ROOM...

Leaves in WORK/ROOM the files caught.txt, timeout.txt, missed.txt and unviable.txt, as cargo-mutants does. Each test is
run once by itself to see which places it reaches and how long it takes; a mutant then costs no build, and only the tests
that can notice it, the fast ones first. One that no test reaches needs none to be known as missed.
"""

import collections
import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

import weave

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK, ROOMS = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
TREE = WORK / "tree"
JOBS = int(os.environ.get("MUTANTS_JOBS", os.cpu_count()))
UNITS = ["--lib"]
# Whole providers, simulated and through the C ABI. These take longer, and to build too.
WHOLE = ["--test", "simulation", "--test", "abi", "--test", "end_to_end"]
# Few inputs are enough to notice, and the same ones in every run.
ENVIRONMENT = os.environ | {
    "PROPTEST_CASES": "32", "PROPTEST_RNG_SEED": "1", "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true",
    "COGNITO_SIM_SCHEDULES": "40", "RUST_BACKTRACE": "0",
    # A mutant of a constant may be one that the compiler would refuse; the tests are asked.
    "RUSTFLAGS": os.environ.get("RUSTFLAGS", "") + " -A arithmetic_overflow",
}
# The tests of a mutant go in groups of so many seconds, so that one that is noticed at once does not wait for the slow
# ones, and one that never ends not for long.
GROUPS_S = [0.3, 3, 10]
# A group that takes so much longer than it should never ends. Machines have bad moments.
PATIENCE, PATIENCE_S = 5, 20
# Judge only what the run before this one missed.
AGAIN = "MUTANTS_AGAIN" in os.environ
MOST_MEMORY = 4 << 30
# What is not in the build that is judged: code of a web page, and of a build without HTTP (layers `browser`, `host-http`).
ELSEWHERE = ["src/store/local_storage.rs", "src/signing/digest/rust_crypto.rs"]
# What each file says without mutants.
SOURCES = {}


def main():
    copy()
    mutants = listed()
    before = judged_before()
    unviable, alone = woven(mutants, numbers(mutants, before.pop("unviable")))
    outcomes = {"unviable": sorted(unviable), "caught": [], "timeout": [], "missed": []}
    binaries = built(*UNITS, *WHOLE)
    if not binaries:
        sys.exit("the tests do not compile")
    reach, tests = traced(binaries)
    rest = [number for number in range(len(mutants)) if number not in alone | unviable]
    for outcome, names in before.items():
        again = numbers(mutants, names) & {*rest, *alone}
        outcomes[outcome] += sorted(again)
        rest, alone = [number for number in rest if number not in again], alone - again
    say(f"{len(rest)} mutants in one build, {len(alone)} in a build each, {len(unviable)} do not compile")

    def note(number, outcome):
        outcomes[outcome].append(number)
        if outcome in ("missed", "timeout"):
            say(f"{outcome}: {mutants[number]['name']}")
        if sum(map(len, outcomes.values())) % 100 == 0:
            say(", ".join(f"{len(it)} {outcome}" for outcome, it in outcomes.items()))
            write(mutants, outcomes)

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for number, outcome in pool.map(lambda number: (number, judged(number, reach[number])), rest):
            note(number, outcome)
    for number in sorted(alone):
        weave_all(mutants, {number, *rest}, number)
        binaries = built(*UNITS)
        note(number, judged(number, [test for test in tests if test[1] in binaries]) if binaries else "unviable")
    write(mutants, outcomes)


def judged_before():
    """The names of the mutants that need not be judged again, by outcome."""
    names = {outcome: set() for outcome in ("caught", "timeout", "unviable", "missed")}
    for outcome, room in itertools.product(names, ROOMS if AGAIN else []):
        names[outcome].update(plain(name) for name in (WORK / room / f"{outcome}.txt").read_text().splitlines())
    noticed = names["caught"] | names["timeout"]
    names["unviable"] -= noticed
    missed = names.pop("missed")
    return {outcome: its - missed for outcome, its in names.items()}


def numbers(mutants, names):
    return {number for number, mutant in enumerate(mutants) if plain(mutant["name"]) in names}


def plain(name):
    """Without the line and column, which any edit moves."""
    return re.sub(r"^([^:]+):\d+:\d+:", r"\1:", name)


def write(mutants, outcomes):
    for room in ROOMS:
        shutil.rmtree(WORK / room, ignore_errors=True)
        (WORK / room).mkdir()
        for outcome, numbers in outcomes.items():
            names = [mutants[number]["name"] for number in numbers if mutants[number]["file"].startswith(f"src/{room}")]
            (WORK / room / f"{outcome}.txt").write_text("".join(f"{name}\n" for name in names))


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def copy():
    """The tree as it is now, whatever is edited while this runs."""
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    shutil.rmtree(TREE, ignore_errors=True)
    for file in files.stdout.decode().splitlines():
        if (ROOT / file).is_file():
            (TREE / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, TREE / file)


def listed():
    """What cargo-mutants would change, room by room."""
    mutants = []
    for room in ROOMS:
        command = ["cargo", "mutants", "--list", "--json", "--file", f"src/{room}/**/*.rs", "--file", f"src/{room}.rs"]
        command += [word for file in ELSEWHERE for word in ("--exclude", file)]
        mutants += json.loads(subprocess.run(command, cwd=TREE, check=True, stdout=subprocess.PIPE).stdout)
    return mutants


def woven(mutants, unviable):
    """Puts all mutants that compile into the copy; the numbers of those that do not, the given ones with them, and of those
    that need a build."""
    (TREE / "src/mutant.rs").write_text(weave.SWITCH.format(count=len(mutants)))
    with (TREE / "src/lib.rs").open("a") as library:
        library.write("\n#[allow(missing_docs, clippy::all)]\nmod mutant;\n")
    while True:
        homeless, alone = weave_all(mutants, set(range(len(mutants))) - unviable)
        found = refused({mutant["file"] for mutant in mutants})
        unviable |= homeless
        if not found:
            return unviable, alone
        unviable |= found
        say(f"{len(unviable)} mutants do not compile")


def weave_all(mutants, wanted, fixed=None):
    """The numbers of those that have no place, and of those that need a build; `fixed` takes its place for good."""
    by_file = collections.defaultdict(list)
    for number, mutant in enumerate(mutants):
        by_file[mutant["file"]] += [(number, mutant)] if number in wanted else []
    homeless, alone = set(), set()
    for file, its in by_file.items():
        source = SOURCES.setdefault(file, (TREE / file).read_bytes())
        text, without_place, static = weave.Weaver(source, its, fixed, below(file)).woven()
        homeless |= without_place
        alone |= static
        if (TREE / file).read_bytes() != text:
            (TREE / file).write_bytes(text)
    return homeless, alone


def below(file):
    """The text of the modules in a file's."""
    path = TREE / file
    folder = path.parent if path.name == "mod.rs" else path.with_suffix("")
    return b"".join(it.read_bytes() for it in sorted(folder.glob("**/*.rs")) if it != path)


def refused(files):
    """The mutants whose texts the compiler refuses. What it says first hides more: so again, until it says nothing."""
    found, untraced = set(), []
    for message in cargo("check", "--lib", "--profile", "test", "--message-format", "json"):
        said = message.get("message", {})
        if message["reason"] == "compiler-message" and said["level"] == "error" and said["spans"]:
            culprits = blamed(said, files)
            found |= culprits
            if not culprits:
                untraced.append(said["rendered"])
    if untraced and not found:
        sys.exit("the mutants do not compile, and not for the sake of one:\n" + "\n".join(untraced))
    return found


def blamed(said, files):
    """The mutants in whose text an error lies, or else the arms that a match lacks."""
    inside, lacking = set(), set()
    spans = said["spans"] + [span for child in said["children"] for span in child["spans"]]
    for file in files & {span["file_name"] for span in spans}:
        text = (TREE / file).read_bytes()
        places = [(span["byte_start"], span["byte_end"]) for span in spans if span["file_name"] == file]
        for number, first, last in weave.between_marks(text):
            if any(first <= start and end <= last for start, end in places):
                inside.add(number)
            if min(places)[0] <= first and last <= max(end for _, end in places) and text[first:].startswith(b" if !"):
                lacking.add(number)
    return inside or lacking


def built(*targets):
    """The tests' binaries; none when something does not compile."""
    messages = cargo("test", *targets, "--no-run", "--message-format", "json")
    if not messages[-1].get("success"):
        return []
    return [message["executable"] for message in messages if message.get("executable") and message["profile"]["test"]]


def cargo(*arguments):
    run = subprocess.run(["cargo", *arguments, "--locked"], cwd=TREE, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    messages = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    if not messages:
        sys.exit(run.stderr)
    return messages


def traced(binaries):
    """For each mutant its tests, as (seconds, binary, name), fast ones first; and all tests. A test that fails by itself is
    left out."""
    tests = []
    for binary in binaries:
        names = subprocess.run([binary, "--list", "--format", "terse"], cwd=TREE, check=True, text=True,
                               stdout=subprocess.PIPE).stdout.splitlines()
        tests += [(binary, name.removesuffix(": test")) for name in names if name.endswith(": test")]
    reach, passing = collections.defaultdict(list), []

    def trace(number_and_test):
        number, test = number_and_test
        trace = WORK / f"trace-{number}"
        trace.unlink(missing_ok=True)
        start = time.monotonic()
        passed = run(*test, environment={"MUTANT_TRACE": str(trace)}, timeout_s=600)
        duration = time.monotonic() - start
        places = {int(line) for line in trace.read_text().split()} if trace.exists() else set()
        trace.unlink(missing_ok=True)
        return test, passed, duration, places

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for test, passed, duration, places in pool.map(trace, enumerate(tests)):
            if passed:
                passing.append((duration, *test))
                for place in places:
                    reach[place].append((duration, *test))
            else:
                say(f"fails without a mutant, and does not count: {test[1]}")
    for its in reach.values():
        its.sort()
    say(f"{len(tests)} tests")
    return reach, sorted(passing)


def judged(mutant, tests):
    """What happens to a mutant."""
    for limit in itertools.chain(GROUPS_S, itertools.repeat(GROUPS_S[-1])):
        if not tests:
            return "missed"
        group, sum_s = collections.defaultdict(list), 0
        while tests and (not group or sum_s + tests[0][0] <= limit):
            (duration_s, binary, name), *tests = tests
            sum_s += duration_s
            group[binary].append(name)
        for binary, names in group.items():
            passed = run(binary, *names, environment={"MUTANT": str(mutant)}, timeout_s=PATIENCE * sum_s + PATIENCE_S)
            if not passed:
                return "timeout" if passed is None else "caught"


def run(binary, *tests, environment, timeout_s):
    """Whether these tests pass; None when they do not end. Nothing of them is left behind."""
    scratch = WORK / "scratch" / f"{time.monotonic_ns()}"
    scratch.mkdir(parents=True)
    process = subprocess.Popen(
        [binary, "--exact", *tests], cwd=TREE, env=ENVIRONMENT | environment | {"TMPDIR": str(scratch)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY)))
    try:
        return process.wait(timeout_s) == 0
    except subprocess.TimeoutExpired:
        return None
    finally:
        end(process.pid)
        process.wait()
        shutil.rmtree(scratch, ignore_errors=True)


def end(session):
    """Whatever is left of a session: a test may start programs in groups of their own."""
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            # PID (NAME) STATE PARENT GROUP SESSION
            if int(stat.read_text().rpartition(")")[2].split()[3]) == session:
                os.kill(int(stat.parent.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            pass


main()
