"""The comparison is made in parts, and goes on where it was stopped. No tool is run here."""

import pytest

from tests.peers import __main__ as command
from tests.peers.__main__ import Catalogue, main, parsed
from tests.peers.making import measured
from tests.peers.measured import add, read
from tests.peers.tools import Suite
from tests.proof import Case

CATALOGUE = Catalogue(
    tuple(Case(f"f{at}.me", "me") for at in range(40)),
    tuple(Case(f"d{at}.me", "me") for at in range(20)),
)


def test_part_is_of_faults_and_of_differences_as_evenly_as_can_be():
    names = [case.name for _, case in CATALOGUE.part(10, (1, 1))]

    assert names == ["d0.me", "f0.me", "f10.me", "d10.me", "f20.me", "f30.me"]


def test_shards_are_the_whole_and_nothing_twice():
    parts = [case for at in (1, 2, 3) for _, case in CATALOGUE.part(1, (at, 3))]

    assert sorted(each.name for each in parts) == sorted(
        each.name for each in (*CATALOGUE.faults, *CATALOGUE.differences)
    )


def test_whole_catalogue_is_that_of_the_proof():
    whole = Catalogue.whole()

    assert len(whole.faults) > 1000
    assert {each.name for each in whole.differences} >= {"pairs-1.me"}


class Runs:
    """Takes the place of running tools: their baselines hold after so many honest runs."""

    def __init__(self, settle_at=3, break_at=None):
        self.settle_at, self.break_at = settle_at, break_at
        self.seen = []

    def __call__(self, tool, case, kind, _, seed=0):
        self.seen.append((tool.name, case.name, seed))
        if len(self.seen) == self.break_at:
            raise KeyboardInterrupt
        return measured(tool.name, case.name, kind, product=case.product), seed >= self.settle_at


@pytest.fixture
def runs(monkeypatch, tmp_path):
    def play(*, settle_at=3, break_at=None):
        played = Runs(settle_at, break_at)
        monkeypatch.setattr(command, "measure", played)
        monkeypatch.setattr(command, "REPORTS", tmp_path)
        return played

    return play


def test_honest_instance_is_run_until_the_baseline_holds_and_only_once(runs, tmp_path):
    results, baseline = tmp_path / "peers.jsonl", tmp_path / "peers" / "b.json"
    played = runs()

    for _ in range(2):
        command.measure_honest(Suite("quick"), "me", baseline, results)

    assert [seed for _, _, seed in played.seen] == [1, 2, 3]
    assert baseline.exists()


def test_honest_instance_is_not_run_for_ever(runs, tmp_path):
    played = runs(settle_at=99)

    command.measure_honest(Suite("quick"), "me", tmp_path / "b.json", tmp_path / "peers.jsonl")

    assert len(played.seen) == command.HONEST_RUNS


def test_baseline_that_was_cut_short_is_begun_again(runs, tmp_path):
    results, baseline = tmp_path / "peers.jsonl", tmp_path / "b.json"
    runs(break_at=2)
    with pytest.raises(KeyboardInterrupt):
        command.measure_honest(Suite("quick"), "me", baseline, results)
    played = runs()

    command.measure_honest(Suite("quick"), "me", baseline, results)

    assert [seed for _, _, seed in played.seen] == [1, 2, 3]


def test_run_goes_on_where_it_was_stopped(runs, tmp_path):
    tools, part = [Suite("quick"), Suite("standard")], CATALOGUE.part(20, (1, 1))
    runs(settle_at=1, break_at=4)
    with pytest.raises(KeyboardInterrupt):
        command.measure_all(part, tools, tmp_path / "peers.jsonl")
    played = runs(settle_at=1)

    command.measure_all(part, tools, tmp_path / "peers.jsonl")

    assert [(tool, name) for tool, name, _ in played.seen][:2] == [
        ("meiro-contracts, standard", "d0.me"),
        ("meiro-contracts, quick", "f0.me"),
    ]
    kept = [(each.tool, each.case) for each in read(tmp_path / "peers.jsonl")]
    assert len(kept) == len({*kept}) == 2 * (1 + len(part))


@pytest.mark.parametrize("wrong", [["--shard", "0/2"], ["--shard", "3/2"], ["--every", "0"]])
def test_part_that_does_not_exist_is_refused(wrong, capsys):
    with pytest.raises(SystemExit):
        parsed(wrong)

    assert "--shard is I/N" in capsys.readouterr().err


def test_part_that_exists_is_taken():
    assert parsed(["--shard", "2/2", "--every", "20"]).shard == (2, 2)


def test_tool_that_is_not_installed_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("tests.peers.__main__.DREDD", tmp_path / "dredd")

    assert main([]) == 2
    assert capsys.readouterr().err == "peers: dredd is not installed: make .venv/peers/ready\n"


def test_results_of_another_version_stop_the_run(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("tests.peers.__main__.DREDD", tmp_path)
    add(tmp_path / "peers.jsonl", measured("Dredd", version="1.0"))

    assert main(["--page", "--results", str(tmp_path / "peers.jsonl")]) == 2
    assert capsys.readouterr().err == "peers: peers.jsonl has results of Dredd 1.0: remove it\n"
