import json
from contextlib import nullcontext
from uuid import uuid4

import pytest

from harness.core.exchange import Request
from harness.core.outcomes import Broken, Excluded, Unproven
from harness.fixtures.api import AccessToken
from harness.fixtures.gates import PROBE, Gate, Gates, gate_names
from harness.fixtures.users import User
from harness.http.answer import Answer
from harness.targets.model import Probe
from spec import specification
from spec.specification import Effects
from tests.harness.making import ACCOUNT, a_target, an_answer

GENUINE = "a-genuine-token"
OTHER = "what never was a token"


class Operation:
    """A protected operation: what it answers a genuine token, and everything else, in turn."""

    def __init__(self, genuine: Answer, *others: Answer) -> None:
        self.genuine = genuine
        self.others = list(others)
        self.tokens: list[AccessToken] = []

    def __call__(self, token: AccessToken) -> Answer:
        self.tokens.append(token)
        if token == GENUINE:
            return self.genuine
        return self.others.pop(0) if len(self.others) > 1 else self.others[0]

    def gate(self, ambiguous_success=None):
        return Gate("a gate", self, ambiguous_success)


def status(number, words=""):
    return an_answer(status=number, json={"message": words})


REFUSED, UNKNOWN = status(401), status(404, "no such user")


@pytest.mark.parametrize(
    ("operation", "ambiguous_success"),
    [
        (Operation(status(200), REFUSED), None),
        (Operation(status(204), REFUSED), 404),
        (Operation(UNKNOWN, REFUSED), 404),
        (Operation(UNKNOWN, status(404, "no")), 404),
        (Operation(status(403, "feature"), status(403, "no")), 403),
    ],
    ids=["open", "open-in-spite", "ambiguous", "by-its-words", "missing-feature"],
)
def test_genuine_token_passes(operation, ambiguous_success):
    gate = operation.gate(ambiguous_success)

    gate.expect_pass(gate.send(GENUINE))


@pytest.mark.parametrize("ambiguous_success", [None, 404], ids=["open", "ambiguous"])
def test_genuine_token_that_is_refused_like_any_other_breaks(ambiguous_success):
    gate = Operation(REFUSED, REFUSED).gate(ambiguous_success)

    with pytest.raises(Broken, match="the success of a gate, as the token is genuine"):
        gate.expect_pass(gate.send(GENUINE))


EXPIRED = status(401, "expired")


@pytest.mark.parametrize("control", [lambda: GENUINE, lambda: None], ids=["fresh", "elsewhere"])
def test_refusal_in_any_words_breaks_where_a_fresh_token_passes(control):
    gate = Operation(status(200), REFUSED).gate()

    with pytest.raises(Broken, match="the success of a gate, as the token is genuine"):
        gate.expect_pass(EXPIRED, control)


@pytest.mark.parametrize("answer", [EXPIRED, REFUSED], ids=["other words", "like a random one"])
def test_refusal_rests_on_log_in_where_a_fresh_token_is_refused_too(answer):
    gate = Operation(status(401, "whoever"), REFUSED).gate()

    with pytest.raises(Unproven, match=r"rests on login\.token-authenticates"):
        gate.expect_pass(answer, lambda: GENUINE)


def test_answer_that_is_no_refusal_says_nothing_of_the_token():
    gate = Operation(status(200), REFUSED).gate()

    with pytest.raises(Unproven, match="a gate answered 500"):
        gate.expect_pass(status(500), lambda: GENUINE)


@pytest.mark.parametrize(
    ("operation", "ambiguous_success", "words"),
    [
        (Operation(status(200), status(200)), None, "rests on token.refuses-forged"),
        (Operation(status(500), REFUSED), None, "a gate answered 500"),
        (Operation(status(403), REFUSED), None, "a gate answered 403"),
        (Operation(UNKNOWN, UNKNOWN), 404, "404 to a genuine and a random token alike"),
        (
            Operation(status(404, "x"), status(404, "y"), status(404, "z")),
            404,
            "404 to a genuine and a random token alike",
        ),
        (Operation(status(404, "#1"), status(404, "#2")), 404, "a random token alike"),
    ],
    ids=["everyone-passes", "crash", "forbidden", "all-unknown", "no-two-alike", "counter"],
)
def test_success_that_tells_nothing_leaves_unproven(operation, ambiguous_success, words):
    gate = operation.gate(ambiguous_success)

    with pytest.raises(Unproven, match=words):
        gate.expect_pass(gate.send(GENUINE))


@pytest.mark.parametrize(
    ("operation", "ambiguous_success"),
    [
        (Operation(status(200), REFUSED), None),
        (Operation(status(200), status(404)), None),
        (Operation(UNKNOWN, REFUSED), 404),
        (Operation(UNKNOWN, status(404, "no")), 404),
        (Operation(status(403, "feature"), status(403, "no")), 403),
    ],
    ids=["open", "by-any-4xx", "ambiguous", "by-its-words", "missing-feature"],
)
def test_forged_token_is_refused(operation, ambiguous_success):
    gate = operation.gate(ambiguous_success)

    gate.expect_refusal(gate.send(OTHER), control=GENUINE)


@pytest.mark.parametrize(
    ("operation", "answer", "ambiguous_success"),
    [
        (Operation(status(200), REFUSED), status(200), None),
        (Operation(status(200), REFUSED), status(302), None),
        (Operation(status(200), REFUSED), status(500), None),
        (Operation(UNKNOWN, REFUSED), UNKNOWN, 404),
        (Operation(UNKNOWN, status(404, "no")), UNKNOWN, 404),
    ],
    ids=["success", "redirect", "crash", "ambiguous", "by-its-words"],
)
def test_forged_token_that_passes_breaks(operation, answer, ambiguous_success):
    gate = operation.gate(ambiguous_success)

    with pytest.raises(Broken, match="a refusal"):
        gate.expect_refusal(answer, control=GENUINE)


@pytest.mark.parametrize(
    ("operation", "ambiguous_success", "words"),
    [
        (
            Operation(REFUSED, REFUSED),
            None,
            "token-authenticates: a gate answered 401 to a genuine",
        ),
        (Operation(status(500), REFUSED), None, "token-authenticates: a gate answered 500 to a"),
        (Operation(UNKNOWN, UNKNOWN), 404, "a gate answers 404 to a genuine and a random token"),
    ],
    ids=["refused-alike", "crash", "all-unknown"],
)
def test_refusal_proves_nothing_where_the_genuine_token_does_not_pass(
    operation, ambiguous_success, words
):
    gate = operation.gate(ambiguous_success)

    with pytest.raises(Unproven, match=words):
        gate.expect_refusal(gate.send(OTHER), control=GENUINE)


def test_control_is_sent_and_a_random_token_where_a_refusal_looks_like_success():
    opened = Operation(status(200), REFUSED)
    opened.gate().expect_refusal(REFUSED, control=GENUINE)
    assert opened.tokens == [GENUINE]

    ambiguous = Operation(status(404, "no user"), status(404, "no"))
    gate = ambiguous.gate(404)
    for _ in range(2):
        gate.expect_refusal(status(404, "no"), control=GENUINE)

    sent = [each for each in ambiguous.tokens if each != GENUINE]
    assert ambiguous.tokens.count(GENUINE) == 2
    assert len(sent) == len(set(sent)) >= 2
    assert None not in sent


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("at 12:00:01", "at 12:00:59"),
        (f"request {'0' * 15}a", f"request {'F' * 16}"),
        (f"id {uuid4()}", f"id {uuid4()}"),
    ],
    ids=["time", "hexadecimal", "uuid"],
)
def test_what_varies_in_every_answer_is_not_compared(first, second):
    gate = Operation(UNKNOWN, status(404, first)).gate(404)
    gate.expect_refusal(status(404, second), control=GENUINE)

    gate = Operation(status(404, first), REFUSED).gate(404)
    with pytest.raises(Broken, match="not what a genuine token gets"):
        gate.expect_refusal(status(404, second), control=GENUINE)


FORBIDDEN = json.dumps({"message": "feature"}).encode()


def forbidden(*headers):
    request = Request("POST", "http://acme.test", headers, None)
    return an_answer(status=403, body=FORBIDDEN, request=request)


def test_forbidden_like_the_missing_feature_breaks_for_a_token_that_was_sent():
    gate = Operation(forbidden(), status(403, "no")).gate(403)

    with pytest.raises(Broken, match="not what a genuine token gets"):
        gate.expect_refusal(forbidden(("x-access-token", OTHER)), control=GENUINE)


@pytest.mark.parametrize(
    ("headers", "refusals"),
    [
        ((), [status(403, "no")]),
        ((("X-Access-Token", OTHER),), [REFUSED, status(403, "x"), status(403, "y")]),
    ],
    ids=["no-token", "bodies-vary"],
)
def test_forbidden_like_the_missing_feature_may_prove_nothing(headers, refusals):
    gate = Operation(forbidden(), *refusals).gate(403)

    with pytest.raises(Unproven, match="answers 403 to a genuine token as well"):
        gate.expect_refusal(forbidden(*headers), control=GENUINE)


@pytest.mark.parametrize("number", [404, 405])
def test_probe_that_answers_all_alike_may_have_a_wrong_path(number):
    gate = Gate(PROBE, Operation(status(number), status(number)), None)

    with pytest.raises(Unproven, match=r"to a genuine token; is its path right\?"):
        gate.expect_pass(status(number))


def test_probe_that_refuses_a_genuine_token_breaks():
    gate = Gate(PROBE, Operation(REFUSED, REFUSED), None)

    with pytest.raises(Broken, match="the success of probe"):
        gate.expect_pass(REFUSED)


def gates(product="me", users=None, **changes):
    class Api:
        spec = specification.load(product)

        def call(self, name, *, token, path):
            assert token
            return an_answer(name, status=404, json=path)

        def metabase_login(self, token):
            assert token
            return an_answer("loginToMetabase", product="cdp", status=403, json="no")

        def probe(self, method, path, token):
            return an_answer(None, json=[method, path, token])

    class Tokens:
        account = changes.get("account", ACCOUNT)

    target = a_target(product=product, **changes)
    return Gates(Api(), target, Tokens(), users)  # type: ignore[arg-type]


class Users:
    def invite(self):
        return User("invited@acme.test", "17")


class BrokenUsers:
    def invite(self):
        raise Unproven("rests on invite.returns-user")


def test_probe_is_the_gate_of_a_target_that_has_one():
    gate = gates(probe=Probe("GET", "/components")).default

    assert gate.name == PROBE
    assert gate.send("t").json == ["GET", "/components", "t"]


@pytest.mark.parametrize(
    ("product", "name"), [("cdp", "loginToMetabase"), ("me", "getInvitationLink")]
)
def test_protected_operation_is_the_gate_where_there_is_no_probe(product, name):
    assert gates(product).default.name == name


def test_product_without_a_protected_operation_needs_a_probe():
    with pytest.raises(Excluded, match="probe"):
        _ = gates("mi").default
    with pytest.raises(Excluded, match="probe"):
        gates("mi").named(PROBE)


def test_user_of_the_run_opens_the_link_where_users_may_be_invited():
    gate = gates(effects=Effects.ACCOUNT, users=Users()).default

    assert gate.send("t").json == {"user_id": "17"}
    with pytest.raises(Broken, match="the success of getInvitationLink"):  # 404 is none here
        gate.expect_pass(gate.send("t"))


@pytest.mark.parametrize(
    ("effects", "users"),
    [(Effects.SESSION, None), (Effects.ACCOUNT, BrokenUsers())],
    ids=["none-may-be-invited", "inviting-is-broken"],
)
def test_unknown_user_opens_the_link_elsewhere(effects, users):
    gate = gates(effects=effects, users=users).default

    gate.expect_pass(status(404, "of another look"))


def test_gate_that_takes_a_user_is_unproven_where_inviting_is_broken():
    with pytest.raises(Unproven, match=r"invite\.returns-user"):
        gates(effects=Effects.ACCOUNT, users=BrokenUsers()).named("reinviteUser")


@pytest.mark.parametrize(
    ("features", "meets"),
    [
        (ACCOUNT.features, pytest.raises(Unproven, match="answered 403")),
        (frozenset(), nullcontext()),
    ],
    ids=["with-the-feature", "without"],
)
def test_missing_feature_is_a_success_of_its_own(features, meets):
    account = type(ACCOUNT)(ACCOUNT.email, ACCOUNT.password, features)
    gate = gates("cdp", account=account).default

    with meets:
        gate.expect_pass(status(403, "feature"))


def test_gate_is_made_once():
    made = gates("cdp")

    assert made.default is made.default


@pytest.mark.parametrize(
    ("product", "probe", "names"),
    [
        ("cdp", None, ("loginToMetabase",)),
        ("cdp", Probe("GET", "/"), ("loginToMetabase", PROBE)),
        ("mi", None, (PROBE,)),
        ("mi", Probe("GET", "/"), (PROBE,)),
    ],
    ids=["cdp", "cdp-with-probe", "mi", "mi-with-probe"],
)
def test_names_of_gates(product, probe, names):
    target = a_target(product=product, probe=probe)

    assert gate_names(specification.load(product), target) == names


def test_log_out_is_no_gate():
    assert "logout" not in gate_names(specification.load("me"), a_target(product="me"))


def gates_by(operation, name=PROBE):
    made = gates("cdp", probe=Probe("GET", "/"))
    made._made[name] = operation.gate()
    return made


def metabase(number):
    return an_answer("loginToMetabase", product="cdp", status=number, json={})


def test_refusal_rests_on_a_token_that_is_refused_elsewhere_too():
    made = gates_by(Operation(REFUSED, REFUSED))

    with pytest.raises(Unproven, match=r"rests on login\.token-authenticates: a gate refuses"):
        made.require_genuine(GENUINE, metabase(401))


@pytest.mark.parametrize("number", [200, 401, 500])
def test_whatever_else_is_answered_rests_on_nothing(number):
    gates_by(Operation(status(200), REFUSED)).require_genuine(GENUINE, metabase(number))


def test_only_gate_can_not_vouch_for_itself():
    gates("cdp").require_genuine(GENUINE, metabase(401))
