"""Runs the job again and again with the 1st, 2nd, … nth call of each kind refused, and prints what came of it.

usage: torture.py JOB SHIM EMULATOR [--seconds N] [--kinds KIND…] [--only KIND:NTH:HOW]

With --seconds as many points as that allows, spread evenly over all; otherwise each. A point is a call that is refused
once, that and every later one until the refusal is over ("forever"), or cut short as by a signal ("interrupted").
Refused memory may end the process as Rust ends it, and in no other way.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import os
import subprocess
import sys
import tempfile
import time

HANG_S = 60
ABORTED = -6
# Rust's words and those of its C library: neither can go on without memory, and both say so.
WORDS_OF_AN_ABORT = ("memory allocation of ", "Fatal glibc error: failed to register TLS destructor: out of memory")
AT_ONCE = 6

# What a signal may cut short.
INTERRUPTIBLE = ("open", "fsync", "flock", "connect", "send", "receive", "write", "read", "poll")

CLEAN, ABORT, HANG, CRASH, BROKEN, NOISE = "clean", "documented abort", "hang", "crash", "broken promise", "stderr"


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("job")
    parser.add_argument("shim")
    parser.add_argument("emulator")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--kinds", nargs="*")
    parser.add_argument("--only")
    return parser.parse_args()


@contextlib.contextmanager
def emulator(program, directory):
    ca_file = f"{directory}/ca.pem"
    process = subprocess.Popen(
        [program, "--until-stdin-closes", "--https", "--ca-file", ca_file, "--login-provider", "login.example.com"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = dict(line.strip().split("=", 1) for line in iter(process.stdout.readline, "ready\n"))
    # By name, so that there is a name to resolve.
    yield said["endpoint"].replace("127.0.0.1", "localhost"), said["pool-id"], ca_file
    process.stdin.close()
    process.wait()


class Torture:
    def __init__(self, arguments, world):
        self.arguments, self.world, self.most_descriptors = arguments, world, 1000

    def run(self, kind="", nth=0, how="once"):
        """How one run ended, and what it said."""
        endpoint, pool_id, ca_file = self.world
        # Where the kernel gives no random bytes, /dev/urandom is opened once and kept.
        most_descriptors = self.most_descriptors + (kind == "random")
        refusal = {"REFUSE": kind, "NTH": str(nth), "HOW": how} if nth else {}
        environment = {**os.environ, "LD_PRELOAD": self.arguments.shim, **refusal}
        with tempfile.TemporaryDirectory(prefix="cognito-torture-") as directory:
            command = [self.arguments.job, endpoint, pool_id, f"{directory}/new", ca_file, str(most_descriptors)]
            try:
                done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANG_S)
            except subprocess.TimeoutExpired as hung:
                return HANG, (hung.stdout or b"").decode(), ""
        ended = f"ended with {done.returncode}\n" if done.returncode < 0 else ""
        return self._judge(kind, done), done.stdout, ended + done.stderr

    def _judge(self, kind, done):
        if done.returncode == ABORTED and kind == "allocation" and done.stderr.startswith(WORDS_OF_AN_ABORT):
            return ABORT
        if done.returncode < 0:
            return CRASH
        if done.returncode:
            return BROKEN
        return NOISE if done.stderr else CLEAN

    def calls(self):
        """How many calls of each kind an undisturbed run makes: the most of a few."""
        calls = collections.Counter()
        descriptors = 0
        for _ in range(3):
            outcome, said, noise = self.run()
            if outcome != CLEAN:
                sys.exit(f"the undisturbed job: {outcome}\n{said}{noise}")
            words = [line.split() for line in said.splitlines()]
            calls |= collections.Counter({word[1]: int(word[2]) for word in words if word[0] == "calls"})
            descriptors = max(descriptors, *(int(word[1]) for word in words if word[0] == "descriptors"))
        self.most_descriptors = descriptors
        return calls


def points(calls, kinds):
    for kind, count in calls.items():
        if not kinds or kind in kinds:
            for nth in range(1, count + 1):
                yield kind, nth, "once"
                yield kind, nth, "forever"
                if kind in INTERRUPTIBLE:
                    yield kind, nth, "interrupted"


def slice_of(everything, seconds, each_s):
    """As many as the time allows; every kind keeps its first call, which is the likeliest to be refused."""
    most = max(1, int(seconds * AT_ONCE / each_s))
    step = max(1, -(-len(everything) // most))
    return [point for index, point in enumerate(everything) if index % step == 0 or point[1] == 1]


def main():
    arguments = parse()
    with tempfile.TemporaryDirectory(prefix="cognito-torture-") as directory:
        with emulator(arguments.emulator, directory) as world:
            return torture(arguments, Torture(arguments, world))


def torture(arguments, job):
    if arguments.only:
        kind, nth, how = arguments.only.split(":")
        print(*job.run(kind, int(nth), how), sep="\n")
        return 0
    start = time.monotonic()
    calls = job.calls()
    each_s = (time.monotonic() - start) / 3
    chosen = list(points(calls, arguments.kinds))
    if arguments.seconds:
        chosen = slice_of(chosen, arguments.seconds, each_s)
    outcomes = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for point, (outcome, said, noise) in zip(chosen, pool.map(lambda point: job.run(*point), chosen)):
            kind, nth, how = point
            outcomes[kind][outcome] += 1
            if outcome not in (CLEAN, ABORT):
                print(f"--- {kind}:{nth}:{how}: {outcome}\n{said}{noise[:2000]}")
    return report(calls, outcomes)


def report(calls, outcomes):
    columns = (CLEAN, ABORT, HANG, CRASH, BROKEN, NOISE)
    print(f"{'refused':12} {'calls':>6} {'points':>7} " + " ".join(f"{column:>16}" for column in columns))
    total = collections.Counter()
    for kind, count in calls.items():
        of_kind = outcomes[kind]
        total += of_kind
        row = " ".join(f"{of_kind[column]:16}" for column in columns)
        print(f"{kind:12} {count:6} {of_kind.total():7} {row}")
    failed = total[HANG] + total[CRASH] + total[BROKEN] + total[NOISE]
    print(f"report: {total.total()} refusals, {total[HANG]} hangs, {total[CRASH]} crashes, {total[BROKEN]} broken promises")
    print(f"{total.total() - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
