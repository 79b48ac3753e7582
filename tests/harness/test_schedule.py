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


COMMAND = ".venv/bin/pytest --target production"
KEPT = ("--ledger", "kept/ledger", "--history", "kept/history.json")


def printed(capsys, *arguments, command=COMMAND):
    assert schedule.main(["--command", command, *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def refused(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        schedule.main([*arguments])
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()[-1].partition("error: ")[2]


def test_crontab_runs_the_whole_command_at_each_hour_of_the_day(capsys):
    lines = printed(capsys, *KEPT, "--directory", "/opt/a b", "--secrets", "/etc/meiro.env")

    jobs = [line.split(None, 5) for line in lines if line[0].isdigit()]
    assert [f"{hour}:{minute}" for minute, hour, *_ in jobs] == [
        *("2:10", "2:30", "6:10", "10:20", "14:20")
    ]
    assert {command for *_, command in jobs} == {
        "cd '/opt/a b' && set -a && . /etc/meiro.env && set +a && "
        ".venv/bin/pytest --target production --ledger kept/ledger --history kept/history.json"
    }
    others = [line for line in lines if not line[0].isdigit()]
    assert [line for line in others if line[0] != "#"] == ["CRON_TZ=UTC", "SHELL=/bin/sh"]


def test_crontab_begins_at_the_first_hour_that_is_told(capsys):
    lines = printed(capsys, *KEPT, "--first", "23:50")

    assert lines[5].startswith("50 23 * * * ")
    assert lines[7].startswith("10 0 * * * ")


def test_options_of_the_command_itself_are_left_as_they_are(capsys):
    command = f"{COMMAND} --ledger=mine; echo 100%"

    [line, *_] = [each for each in printed(capsys, command=command) if each[0].isdigit()]

    assert line.endswith(f"{{ {COMMAND} --ledger=mine; echo 100\\%; }}")


def test_service_runs_the_command_by_a_shell_and_fails_with_it(capsys):
    command = f'{COMMAND} -k "$X" --ledger l; echo 1%'

    lines = printed(
        capsys,
        *("--systemd", "service", "--directory", "/opt/m", "--user", "qa"),
        *("--secrets", "/etc/m.env"),
        command=command,
    )

    assert {"Type=oneshot", "User=qa", "WorkingDirectory=/opt/m", "EnvironmentFile=/etc/m.env"} <= {
        *lines
    }
    assert (f'ExecStart=/bin/sh -c "{COMMAND} -k \\"$$X\\" --ledger l; echo 1%%"') in lines
    assert not [line for line in lines if line.startswith("SuccessExitStatus")]


def test_timer_has_each_hour_of_the_day_in_utc(capsys):
    lines = printed(capsys, *KEPT, "--systemd", "timer")

    assert [line for line in lines if line.startswith("OnCalendar")] == [
        f"OnCalendar=*-*-* {hour}:00 UTC" for hour in ("02:10", "02:30", "06:10", "10:20", "14:20")
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--command", COMMAND), "--command: has no --ledger DIR: no run would find what"),
        (("--command", " "), "--command: must be one line of plain text"),
        (("--command", f"{COMMAND}\n--ledger x"), "--command: must be one line of plain text"),
        (("--command", f"{COMMAND} \x1b --ledger x"), "--command: must be one line of plain text"),
        (("--command", f"{COMMAND}; ls", *KEPT), "--command: is more than one command: say --led"),
        (("--command", f"{COMMAND} {'x' * 999}", *KEPT), "--command: cron takes no more than 990"),
        (("--command", COMMAND, *KEPT, "--user", "a\nRoot=x"), r"a\nRoot=x: holds a character"),
        (("--systemd", "timer"), "--systemd goes with --command"),
        (("--systemd", "socket"), "argument --systemd: invalid choice: 'socket'"),
    ],
)
def test_what_can_t_run_unattended_is_refused(capsys, arguments, words):
    assert refused(capsys, *arguments).startswith(words)


def test_user_without_a_name_is_asked_for_one_where_it_matters(capsys, monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(schedule, "getuser", nameless)

    assert printed(capsys, *KEPT)
    words = refused(capsys, "--command", COMMAND, *KEPT, "--systemd", "service")
    assert words == "--user: you have no name here: say whom systemd runs it as"
