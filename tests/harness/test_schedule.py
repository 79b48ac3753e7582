"""When runs must happen, given what is in the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from harness import schedule
from harness.ageing.ledger import Book, Ledger
from harness.ageing.stored_tokens import StoredToken

NIGHT = datetime(2027, 1, 1, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def planted(*after):
    moments = [NIGHT + each for each in after]
    return Book(
        {}, {str(at): StoredToken(str(at), "login", str(at), "t", at, at) for at in moments}
    )


def hours(book, now):
    return [f"{moment:%H:%M}" for moment, _ in schedule.upcoming(book, now)]


def test_empty_ledger_asks_for_a_whole_day():
    assert hours(planted(), NIGHT) == ["02:10", "02:30", "06:10", "10:20", "14:20"]


def test_planting_asks_for_its_pair():
    book = planted(timedelta())

    assert hours(book, NIGHT + MINUTE) == ["02:30", "06:10", "10:20", "14:20"]


def test_pair_asks_for_what_is_left():
    book = planted(timedelta(), 20 * MINUTE, 4 * HOUR)

    assert hours(book, NIGHT + 5 * HOUR) == ["10:20", "14:20"]


@pytest.mark.parametrize("passed", [HOUR, 13 * HOUR], ids=["no-pair", "spent"])
def test_what_can_prove_nothing_asks_for_a_new_day(passed):
    book = planted(timedelta()) if passed == HOUR else planted(timedelta(), 20 * MINUTE)

    assert len(hours(book, NIGHT + passed)) == len(schedule.DAY)


def test_cron_lines_hold_the_hours_of_a_day(capsys):
    assert schedule.main(["--first", "23:50"]) == 0

    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("#")]
    fields = [line.partition("#")[0].split() for line in lines]
    assert [f"{hour}:{minute}" for minute, hour, *_ in fields] == [
        *("23:50", "0:10", "3:50", "8:0", "12:0")
    ]


@pytest.fixture
def key(monkeypatch):
    made = Fernet.generate_key().decode()
    monkeypatch.setenv("MEIRO_LEDGER_KEY", f"{made}\r\n")
    return made.encode()


def test_due_runs_of_each_ledger_are_told(tmp_path, capsys, key):
    with Ledger(tmp_path / "staging.ledger", key).transaction():
        pass

    assert schedule.main(["--ledger", str(tmp_path)]) == 0

    first, *due = capsys.readouterr().out.splitlines()
    assert first == "# staging: 0 tokens; the runs to come:"
    assert len(due) > len(schedule.DAY)


def test_directory_without_a_ledger_waits_for_the_first_run(tmp_path, capsys, key):
    del key
    assert schedule.main(["--ledger", str(tmp_path)]) == 0

    first, *_ = capsys.readouterr().out.splitlines()
    assert first == f"# {tmp_path} holds no ledger yet: the first run begins it"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("leger", "leger: there is no such directory; did you mean {}/ledger?"),
        ("no/where", "no/where: there is no such directory"),
        ("file", "file can't be read: Not a directory"),
        ("ledger", "a.ledger: can't be read: "),
        ("a\x1b[2J", r"a\x1b[2J: there is no such directory"),
    ],
    ids=["misspelt", "missing", "a-file", "unreadable", "escapes"],
)
def test_directory_that_cannot_be_read_is_one_line(tmp_path, capsys, key, name, words):
    del key
    (tmp_path / "ledger" / "a.ledger").mkdir(parents=True)
    (tmp_path / "file").write_text("")

    with pytest.raises(SystemExit) as ended:
        schedule.main(["--ledger", str(tmp_path / name)])

    assert ended.value.code == 2
    *_, line = capsys.readouterr().err.splitlines()
    assert words.format(tmp_path) in line
    assert not (tmp_path / "leger").exists(), "it only looks"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--first", "noon"], "--first: 'noon' is no time"), (["--ledger", "x"], "MEIRO_LEDGER_KEY")],
)
def test_bad_argument_is_one_line(capsys, monkeypatch, arguments, words):
    monkeypatch.delenv("MEIRO_LEDGER_KEY", raising=False)

    with pytest.raises(SystemExit) as ended:
        schedule.main(arguments)

    assert ended.value.code == 2
    assert words in capsys.readouterr().err
