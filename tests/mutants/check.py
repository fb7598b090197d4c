"""Judges what run.py found in a room: at least nine of ten caught, and each survivor on the room's list beside this file,
with a reason. Usage: check.py ROOM OUTCOMES"""

import pathlib
import re
import sys

LEAST_CAUGHT = 0.9

room, outcomes = sys.argv[1], pathlib.Path(sys.argv[2])


def names(kind):
    """The mutants of a kind, without the line and column, which any edit moves."""
    file = outcomes / f"{kind}.txt"
    lines = file.read_text().splitlines() if file.exists() else []
    return [re.sub(r"^([^:]+):\d+:\d+:", r"\1:", line) for line in lines if line]


# A test that never ends has noticed.
caught, missed = len(names("caught") + names("timeout")), names("missed")
score = caught / max(caught + len(missed), 1)
print(f"{room}: {caught} of {caught + len(missed)} caught ({score:.1%})")
wrong = [] if caught and score >= LEAST_CAUGHT else [f"fewer than {LEAST_CAUGHT:.0%} are caught"]

reasons = {}
for line in pathlib.Path(__file__).with_name(room).read_text().splitlines():
    if line and not line.startswith("#"):
        name, _, reason = line.partition(" # ")
        reasons[name] = reason
        if not reason:
            wrong.append(f"without a reason: {name}")
wrong += [f"survives and is not listed: {name}" for name in missed if name not in reasons]
wrong += [f"listed, but caught or gone: {name}" for name in reasons if name not in missed]
print("\n".join(wrong))
sys.exit(bool(wrong))
