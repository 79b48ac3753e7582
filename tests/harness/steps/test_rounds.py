"""A script makes its steps as often as a fault that comes and goes needs to show."""

import pytest

from harness.steps.rounds import MOST, in_rounds, rounds, rounds_of
from harness.steps.script import IS_NOT_THERE, IS_THERE
from tests.harness.steps.playing import Played
from tests.harness.steps.shell import run

SCRIPT = f"""# a.rule: It is so.
# Set first: LOG.
(
echo "$(( (1 * 7 + $$ + 0) % 100000000 ))" >> "$LOG"

# 1. GET /users (answered 200): here it shows
N=$(wc -l < "$LOG")
if [ "$N" -ge "$SHOWS" ]; then echo '{IS_THERE}'; exit ${{ENDS:-1}}; fi
echo '{IS_NOT_THERE}'
)
"""


@pytest.mark.parametrize(
    ("rate", "count"),
    [("1 of 2", 5), ("1 of 6", 17), ("3 of 4", 3), ("99 of 100", 2), ("1 of 500", MOST)],
)
def test_fault_shows_nearly_always(rate, count):
    bad, of = map(int, rate.split(" of "))

    assert rounds(rate) == count
    assert count == MOST or (1 - bad / of) ** count <= 0.05


def test_script_says_how_often_it_tries():
    made = in_rounds(SCRIPT, "1 of 6")

    assert made.startswith(
        "# a.rule: It is so.\n# Set first: LOG.\n# It comes and goes (about 1 of"
    )
    assert (rounds_of(made), rounds_of(SCRIPT)) == (17, 1)


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("shows", "ends", "tries", "code"),
    [(3, 1, 3, 1), (99, 1, 5, 0), (2, 2, 2, 2)],
    ids=["at-the-third", "never", "not-repeated"],
)
def test_script_ends_at_the_first_fault(tmp_path, shows, ends, tries, code):
    log = tmp_path / "log"
    log.touch()

    done = run(in_rounds(SCRIPT, "1 of 2"), LOG=str(log), SHOWS=str(shows), ENDS=str(ends))

    made = log.read_text().split()
    assert (done.returncode, len(made), len({*made})) == (code, tries, tries)
    assert (IS_THERE.encode() in done.stdout) == (code > 0)
    assert (f"{IS_NOT_THERE}: it did not show in 5 tries".encode() in done.stdout) == (code == 0)


def test_real_script_is_made_in_rounds():
    played = Played()
    played.log_in()
    played.exchange("listUsers", {}, status=500)
    script = played.script()

    assert in_rounds(script, "1 of 2").count(IS_THERE) == 1
    assert rounds_of(in_rounds(script, "1 of 2")) == 5


@pytest.mark.parametrize(
    "script",
    [
        SCRIPT.replace(IS_THERE, "compare"),
        SCRIPT.replace("# 1. GET /users", "# 1. POST /login: log in as the account, with another"),
        "curl x\n",
        "",
    ],
    ids=["tells-nothing", "may-lock", "no-steps", "none"],
)
def test_script_stays_where_it_can_not_or_must_not_be_repeated(script):
    assert in_rounds(script, "1 of 2") == script
