"""Sequences: what they find on instances with and without faults, and how they tell it."""

from __future__ import annotations

import re

import pytest

from harness.core.errors import NoAnswer, SourceFailed
from harness.core.outcomes import AnswerLost, Broken, Excluded, Unproven
from harness.core.rule_ids import SSO_DIES
from harness.run.settings import Depth, Generation
from harness.run.target_run import TargetRun
from harness.sequences.exploration import explored
from harness.sequences.model import ACTIVE, DIES, ENDS, EXPIRED, LIVES, NEW_LIFE, TOO_OLD
from harness.sequences.shared import MOST_REQUESTS, Step
from reference.faults import FAULTS
from spec import rules
from tests.harness.making import ACCOUNT, a_target, an_answer
from tests.harness.sequences.standing import HOUR, Instance, explore, explore_nothing
from tests.matrix import check_directly, reference_instances, run_suite, write_targets
from tests.products import PRODUCTS

RULES = {LIVES, DIES, ACTIVE, EXPIRED, TOO_OLD, NEW_LIFE, ENDS}

# An exploration, of an instance that is none


def test_honest_instance_keeps_every_promise():
    instance = Instance()

    exploration = explore(instance)

    assert not exploration.failures
    for each in RULES:
        exploration.expect(each)
    assert instance.client.count <= MOST_REQUESTS
    assert instance.evidence == "ager"


def test_quick_run_plays_the_known_sequences_alone():
    quick, standard = Instance(), Instance()
    quick.generation = Generation(Depth.QUICK)

    explore(quick)
    explore(standard)

    assert 0 < quick.client.count < standard.client.count


def test_same_sequences_are_played_again():
    first, second = Instance(), Instance()

    explore(first)
    explore(second)

    assert first.aged_by == second.aged_by
    assert len(set(first.aged_by)) > 15


class Losing(Instance):
    """The answers to some refreshes are lost: to one in ``out_of``."""

    out_of = 10

    def refresh(self, token):
        self.refreshed = getattr(self, "refreshed", 0) + 1
        if self.refreshed % self.out_of == 0:
            raise AnswerLost("closed without an answer")
        return super().refresh(token)


def test_lost_answer_ends_its_sequence_alone():
    exploration = explore(Losing())

    for each in RULES:
        exploration.expect(each)
    assert not exploration.failures


def test_promise_whose_answers_are_all_lost_is_unproven():
    instance = Losing()
    instance.out_of = 1
    exploration = explore(instance)

    with pytest.raises(AnswerLost):
        exploration.expect(ACTIVE)
    exploration.expect(LIVES)


class Reviving(Instance):
    """A token that was logged out lives again once its refresh was refused."""

    def refresh(self, token):
        answer = super().refresh(token)
        if self.ages[token] < 0 * HOUR:
            self.ages[token] = HOUR
        return answer


def test_failure_says_the_shortest_sequence_what_was_expected_and_what_came():
    exploration = explore(Reviving())

    with pytest.raises(Broken) as caught:
        exploration.expect(ENDS)

    assert caught.value.expected == (
        "a refusal (4xx) by POST /users/login to the last of these steps: log in (token A), "
        "log out A (answered 200), refresh A (answered 401), use A"
    )
    assert caught.value.came.startswith("200 ")
    assert caught.value.exchange is not None
    for each in RULES - {ENDS}:
        exploration.expect(each)


class Forgetful(Instance):
    """Answers some refreshes with a success that gives no token: one ``of`` so many."""

    def __init__(self, of, *, active=True):
        super().__init__()
        self.of, self.active, self.times = of, active, 0

    def refresh(self, token):
        counts = self.active or not self.is_alive(token, 8 * HOUR)
        self.times += counts
        answer = super().refresh(token)
        is_forgotten = answer.succeeded and counts and self.times % self.of == 0
        return an_answer("refreshToken", json={}) if is_forgotten else answer


@pytest.mark.parametrize("of", [1, 2, 3, 5])
def test_success_without_a_token_now_and_then_is_no_matter_of_age(of):
    failures = explore(Forgetful(of)).failures

    assert ACTIVE in failures
    assert EXPIRED not in failures


def test_success_without_a_token_to_expired_ones_alone_is_a_matter_of_age():
    failures = explore(Forgetful(1, active=False)).failures

    assert EXPIRED in failures
    assert ACTIVE not in failures


def test_shortening_ends_with_its_requests():
    instance = Reviving()

    explore(instance)

    assert instance.client.count <= 2 * MOST_REQUESTS


class Failing(Instance):
    """Fails at the fifth time that a token is made older."""

    def __init__(self, failure):
        super().__init__()
        self.failure = failure

    def older(self, token, by):
        if len(self.aged_by) == 4:
            raise self.failure
        return super().older(token, by)


@pytest.mark.parametrize("failure", [SourceFailed("no hook"), NoAnswer("gone")])
def test_failure_of_a_helper_or_the_network_is_an_error(failure):
    exploration = explore(Failing(failure))

    assert exploration.kept
    for each in RULES:
        with pytest.raises(type(failure), match=str(failure)):
            exploration.expect(each)


def test_what_was_proven_before_the_instance_asked_to_be_left_alone_is_kept():
    exploration = explore(Failing(Unproven("answered 429")))

    exploration.expect(NEW_LIFE)
    with pytest.raises(Unproven, match="429"):
        exploration.expect(ENDS)


class Repeating(Instance):
    """Each log-in gives the token that the first one gave."""

    def fresh(self):
        super().fresh()
        return "token-0"

    def refresh(self, token):
        answer = super().refresh(token)
        if not answer.succeeded:
            return answer
        return an_answer("refreshToken", json={"token": list(self.ages)[-1]})


def test_log_in_that_gives_a_token_again_leaves_the_rest_unproven():
    exploration = explore(Repeating())

    with pytest.raises(Unproven, match="given before"):
        exploration.expect(TOO_OLD)


class Respelling(Instance):
    """A token that is made older is spelt by its age; one that was logged out stays ended."""

    def older(self, token, by):
        age = self.ages.pop(token) + by
        self.ages.setdefault(f"older by {age}", age)
        return f"older by {age}"


def test_session_of_a_token_that_was_logged_out_promises_nothing():
    exploration = explore(Respelling())

    assert not exploration.failures
    exploration.expect(EXPIRED)


class Forbidding(Instance):
    """Another user is let in, and refused everything."""

    def __init__(self):
        super().__init__(limited_account=ACCOUNT)
        self.others = set()

    def fresh(self, account=None):
        token = super().fresh()
        self.others |= {token} if account else set()
        return token

    def refresh(self, token):
        answer = super().refresh(token)
        self.others |= {answer.token} if token in self.others and answer.succeeded else set()
        return answer

    def look_up(self, token):
        return super().look_up("" if token in self.others else token)


def test_token_of_who_may_do_nothing_promises_nothing():
    instance = Forbidding()
    exploration = explore_nothing(instance)
    exploration._look_at_gate()

    exploration._play([Step("log_other_in", {}), Step("refresh", {}), Step("use", {})])

    assert instance.others
    assert not exploration.failures


class Open(Instance):
    """The gate is open to everybody."""

    def look_up(self, _token):
        self.client.count += 1
        return an_answer(json={})


def test_gate_that_tells_nothing_leaves_what_rests_on_it_unproven():
    exploration = explore(Open())

    for each in (ACTIVE, EXPIRED, TOO_OLD, ENDS):
        exploration.expect(each)
    with pytest.raises(Unproven, match=r"rests on token\.refuses-forged"):
        exploration.expect(DIES)


def test_rule_that_no_sequence_came_to_is_unproven():
    with pytest.raises(Unproven, match="no sequence got there"):
        explore_nothing(Instance()).expect(ENDS)


def test_target_without_an_ager_is_excluded():
    with pytest.raises(Excluded, match="token_ager"):
        explored(TargetRun(a_target()))


# Explorations of reference instances, by the contracts

CONTRACTS = "contracts/test_sequences.py"
HONEST = {f"honest.{product}": product for product in PRODUCTS}
VARIANTS = {
    f"{variant}.{product}": f"{product}+{variant}"
    for variant, products in {
        "single-session": PRODUCTS,
        "ten-sessions": ["mi"],
        "refresh-ends-old": ["cdp", "me"],
        "refresh-ends-all": ["mi"],
        "refresh-same-token": ["cdp", "mi"],
        "stateless-logout": ["me"],
        "jwt": PRODUCTS,
        "missing-token-403": ["cdp"],
    }.items()
    for product in products
}
FAULTY = {
    "refresh-keeps-age": "cdp",
    "refresh-twice-inherits": "me",
    "refresh-half-life": "mi",
    "refresh-window-3h": "cdp",
    "refresh-endless": "me",
    "refresh-too-old-rejuvenates": "mi",
    "refresh-undoes-logout": "cdp",
    "token-renewed-by-use": "me",
    "token-lives-7h": "mi",
    "token-never-dies": "cdp",
    "expired-use-revives": "me",
    "logout-keeps-used-token": "mi",
}
FAULT_NAMES = {f"{fault}.{product}": f"{product}+{fault}" for fault, product in FAULTY.items()}


class Bench:
    """A run of these contracts alone, and the results by target and rule."""

    def __init__(self, run):
        self.results = [each for each in run.results["results"] if CONTRACTS in each["test"]]

    def of(self, target):
        return {each["rule"]: each for each in self.results if each["target"] == target}

    def outcomes(self, target):
        return {rule: each["outcome"] for rule, each in self.of(target).items()}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    names = HONEST | VARIANTS | FAULT_NAMES
    arguments = (CONTRACTS, "-p", "no:html", "--tb=no")
    return Bench(check_directly(names, tmp_path_factory.mktemp("sequences"), *arguments))


@pytest.mark.starts_process
@pytest.mark.parametrize("target", [*HONEST, *VARIANTS])
def test_allowed_instance_is_proven(bench, target):
    product = target.rpartition(".")[2]
    outcomes = bench.outcomes(target)
    advised = {each for each in RULES if rules.load()[each].strength(product) == "advised"}

    assert outcomes.keys() == {*RULES, SSO_DIES}
    assert outcomes[SSO_DIES] == "kept"
    assert {outcomes[each] for each in RULES - advised} == {"kept"}
    assert target.startswith("stateless") or {outcomes[each] for each in RULES} == {"kept"}


@pytest.mark.starts_process
@pytest.mark.parametrize("target", HONEST)
def test_honest_instance_gets_few_requests(bench, target):
    assert sum(each["requests"] for each in bench.of(target).values()) <= MOST_REQUESTS


@pytest.mark.starts_process
@pytest.mark.parametrize(("fault", "product"), FAULTY.items())
def test_sequences_alone_find_the_fault(bench, fault, product):
    outcomes = bench.outcomes(f"{fault}.{product}")
    broken = {rule for rule, outcome in outcomes.items() if outcome == "broken"}

    assert RULES & {*FAULTS[fault].breaks} <= broken
    assert broken <= {*FAULTS[fault].breaks, *FAULTS[fault].may_break}
    assert "error" not in outcomes.values()


@pytest.mark.starts_process
def test_failure_is_told_by_its_sequence(bench):
    told = bench.of("refresh-keeps-age.cdp")[NEW_LIFE]["detail"]

    assert (
        "log in (token A), make A older by 4 h, refresh A (gives B), make B older by 4 h 2 min, "
        "use B; came 401"
    ) in told


@pytest.fixture(scope="module")
def without_probe(tmp_path_factory):
    """A run at session effects, where success is a 404 (me) or a 403 (cdp), or not to be told."""
    directory = tmp_path_factory.mktemp("without-probe")
    names = HONEST | {"forbidding": "cdp+missing-token-403+single-session"}
    with reference_instances(names) as instances:
        file, environment = write_targets(directory, instances, "session")
        text = re.sub(r"\[targets\.\S+\.probe\]\npath = .*\n", "", file.read_text())
        file.write_text(text.replace('["reports/edit"]', "[]"))
        storage = {"HYPOTHESIS_STORAGE_DIRECTORY": str(directory / "storage")}
        arguments = [CONTRACTS, "--targets-file", str(file), "--target", "all", "-p", "no:html"]
        run = run_suite(arguments, directory / "reports", environment | storage)
    assert not (directory / "storage" / "examples").exists(), "Hypothesis kept what it drew"
    return Bench(run)


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("target", "unseen"),
    [
        ("honest.cdp", set()),
        ("honest.me", set()),
        ("honest.mi", {LIVES, DIES, NEW_LIFE, SSO_DIES}),
        ("forbidding", set()),
    ],
)
def test_ambiguous_gate_proves_what_it_can(without_probe, target, unseen):
    outcomes = without_probe.outcomes(target)

    assert {rule for rule, outcome in outcomes.items() if outcome != "kept"} == unseen
    assert {outcomes[each] for each in unseen} <= {"excluded"}
