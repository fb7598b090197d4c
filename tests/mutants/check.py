"""Judges what run.py found in a room: at least nine of ten caught, and each survivor on the room's list beside this file,
with a reason. Usage: check.py ROOM OUTCOMES

One that is listed and was caught is only told: which tests judge is a matter of the machine as well (one that fails by
itself at the time does not count), and a line too many hides nothing, as the score counts what was caught. One that is
listed and does not exist any more is an error."""

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
caught, missed = names("caught") + names("timeout"), names("missed")
score = len(caught) / max(len(caught) + len(missed), 1)
print(f"{room}: {len(caught)} of {len(caught) + len(missed)} caught ({score:.1%})")
wrong = [] if caught and score >= LEAST_CAUGHT else [f"fewer than {LEAST_CAUGHT:.0%} are caught"]

reasons = {}
for line in pathlib.Path(__file__).with_name(room).read_text().splitlines():
    if line and not line.startswith("#"):
        name, _, reason = line.partition(" # ")
        reasons[name] = reason
        if not reason:
            wrong.append(f"without a reason: {name}")
wrong += [f"survives and is not listed: {name}" for name in missed if name not in reasons]
wrong += [f"listed, and there is no such mutant: {name}" for name in reasons if name not in missed + caught]
print("\n".join(wrong + [f"listed, but caught: {name}" for name in reasons if name in caught and name not in missed]))
sys.exit(bool(wrong))
