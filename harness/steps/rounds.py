"""A script whose steps are made again and again, until a fault shows that comes and goes.

Whoever runs the script of such a fault once is mostly told that it is not there.
"""

from __future__ import annotations

import math
import re

from harness.steps.script import IS_NOT_THERE, IS_THERE

MOST = 20
"""How often the steps are made."""
_MISSED = 0.05
"""How likely the fault may not show at all, though it is there."""
_BEGINS, _ENDS = "\n(\n", "\n)\n"
_UP_TO = re.compile(r"^# It comes and goes .* up to (\d+) times", re.MULTILINE)
_MAY_LOCK = re.compile(r"^# \d+\. .*: log in as the (?:limited )?account, with ", re.MULTILINE)
"""A log-in that fails, as it should: an account may lock after a few."""
_TAG = "* 7 + $$ + "
"""Of what makes the things of a script its own, by the second in which it begins."""


def in_rounds(script: str, rate: str) -> str:
    """Return a script that makes its steps until the fault shows; ``rate`` is ``1 of 6``.

    It stays as it is where it can't tell the fault itself, or where an account may lock by it.
    """
    head, begins, steps = script.partition(_BEGINS)
    if IS_THERE not in script or _MAY_LOCK.search(script) or not steps.endswith(_ENDS):
        return script
    count = rounds(rate)
    steps = steps.replace(f"echo '{IS_NOT_THERE}'", "echo 'not this time'")
    steps = steps.replace(_TAG, f"{_TAG}$TRY * 1000 + ")
    tries = " ".join(map(str, range(1, count + 1)))
    return (
        f"{head}\n"
        f"# It comes and goes (about {rate}): its steps are made up to {count} times,"
        " until it shows."
        f"{begins}for TRY in {tries}; do\n"
        f'echo "--- try $TRY of {count} at most"'
        f"{begins}{steps}"
        'ENDED=$?; [ "$ENDED" = 0 ] || exit "$ENDED"\n'
        "done\n"
        f"echo '{IS_NOT_THERE}: it did not show in {count} tries'{_ENDS}"
    )


def rounds(rate: str) -> int:
    """Return how often to try, so that a fault of that rate shows nearly always."""
    bad, of = map(int, rate.split(" of "))
    wanted = math.ceil(math.log(_MISSED) / math.log(1 - bad / of)) if bad < of else 1
    return min(max(wanted, 2), MOST)


def rounds_of(script: str) -> int:
    """Return how often a script makes its steps at most."""
    found = _UP_TO.search(script)
    return int(found[1]) if found else 1
