import sys
from datetime import timedelta

import pytest

from harness.ageing.by_ager import TokenAger
from harness.core.errors import SourceFailed
from harness.core.outcomes import Broken, Excluded, Unproven
from harness.fixtures.users import PREFIX
from harness.http.links import parse_link
from harness.redaction.redactor import Redactor
from harness.run.target_run import TargetRun, require_enabled, switched_off
from harness.sources.helper import ask
from harness.sources.sso_codes import SsoCodes
from harness.targets.model import Helper, Probe
from tests.harness.making import ACCOUNT, CANARY, a_target, an_answer
from tests.harness.wire import http

HOUR = timedelta(hours=1)


def python(code):
    """A helper that is a command."""
    return Helper(command=(sys.executable, "-c", code))


def test_fresh_token_is_one_of_a_log_in(run, wire):
    wire.answers = [http(200, {"token": "first"}), http(200, {"token": "second"})]

    assert [run.tokens.fresh(), run.tokens.fresh()] == ["first", "second"]
    assert wire.lines == ["POST /api/users/login"] * 2


@pytest.mark.parametrize("answer", [http(500, {}), http(200, {"token": ""})], ids=["500", "empty"])
def test_broken_log_in_leaves_what_needs_a_token_unproven(run, wire, answer):
    wire.answers = [answer]

    with pytest.raises(Unproven, match=r"rests on login\.issues-token"):
        run.tokens.fresh()


def test_target_without_an_account_has_no_tokens():
    run = TargetRun(a_target(account=None))

    with pytest.raises(Excluded, match="no account is configured"):
        run.tokens.fresh()


def test_log_in_that_is_switched_off_gives_way_to_single_sign_on(wire):
    code = python('print(\'{"code": "abcdefg"}\')')
    target = a_target(url=wire.url, product="me", sso_code=code)
    run = TargetRun(target, frozenset({"is_credentials_login_enabled"}))

    assert run.tokens.fresh() == "an-access-token"
    assert wire.lines == ["POST /api/users/okta_login"]
    with pytest.raises(Excluded, match="has switched log-in by credentials off"):
        run.tokens.fresh(ACCOUNT)
    run.client.close()


def test_token_of_an_age_needs_an_ager(run):
    with pytest.raises(Excluded, match="token_ager"):
        run.tokens.aged(HOUR)


def test_ager_gives_an_older_token():
    code = "import json, sys; said = json.load(sys.stdin); print(json.dumps({'token': str(said)}))"
    ager = TokenAger(a_target(token_ager=python(code)), Redactor())

    assert ager.age("t", HOUR) == "{'token': 't', 'seconds': 3600}"


def run_with_ager(wire, code, genuine):
    """A target whose probe lets ``genuine`` tokens pass, with an ager that runs ``code``."""
    answer = wire.answer_to

    def answer_to(request):
        if not request.startswith(b"GET /api/components"):
            return answer(request)
        passes = any(each.encode() in request for each in genuine)
        return http(200, []) if passes else http(401, {"message": "no"})

    wire.answer_to = answer_to
    probe = Probe("GET", "/components")
    return TargetRun(a_target(url=wire.url, product="mi", probe=probe, token_ager=python(code)))


ANSWER = 'print(\'{"token": "older"}\')'


def test_ager_that_answers_nonsense_is_at_fault_itself(wire):
    run = run_with_ager(wire, ANSWER, genuine={"an-access-token"})

    for _ in range(2):
        with pytest.raises(SourceFailed, match="does not authenticate"):
            run.tokens.aged(HOUR)
    run.client.close()


@pytest.mark.parametrize("genuine", [{"older", "an-access-token"}, set()], ids=["good", "all-dead"])
def test_ager_is_not_at_fault_for_what_the_instance_refuses_anyway(wire, genuine):
    run = run_with_ager(wire, ANSWER, genuine)

    assert run.tokens.aged(HOUR) == "older"
    assert run.tokens.evidence == "ager"
    run.client.close()


def test_helper_by_url_is_asked_by_post(wire):
    wire.answers = [http(200, {"code": CANARY})]
    redactor = Redactor()

    code = SsoCodes(a_target(sso_code=Helper(url=wire.url)), redactor).code()

    assert code == CANARY
    assert redactor.mask(code) == "$CODE"
    assert wire.requests[0].endswith(b"{}")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("print('no json')", "sso_code: answered no JSON"),
        ("print('[]')", "sso_code: answered no text 'code'"),
        ("print('{\"code\": 17}')", "sso_code: answered no text 'code'"),
        ('print(\'{"code": ""}\')', "sso_code: answered no text 'code'"),
        ("raise SystemExit('broken\\nhook')", "sso_code: .* ended with 1: broken hook"),
    ],
    ids=["no-json", "no-object", "no-text", "empty", "failure"],
)
def test_helper_that_fails_is_an_error_in_one_line(code, words):
    with pytest.raises(SourceFailed, match=words):
        ask(python(code), {}, "code", "sso_code", Redactor())


@pytest.mark.parametrize(
    ("helper", "words"),
    [
        (Helper(command=("no-such-hook",)), "sso_code: .*No such file"),
        (Helper(url="http://127.0.0.1:1"), "sso_code: .*refused"),
    ],
    ids=["command", "url"],
)
def test_helper_that_is_not_there_is_an_error_in_one_line(helper, words):
    with pytest.raises(SourceFailed, match=words) as caught:
        ask(helper, {}, "code", "sso_code", Redactor())

    assert "\n" not in str(caught.value)


def test_helper_that_refuses_is_an_error_in_its_own_words(wire):
    wire.answers = [http(404, {"error": "no such token"})]

    with pytest.raises(SourceFailed, match=r"answered 404 .*no such token"):
        ask(Helper(url=wire.url), {}, "token", "token_ager", Redactor())


@pytest.mark.parametrize(
    ("query", "email"),
    [
        ("email=a%2Bb%40acme.test&reset_token=t.o+k", "a+b@acme.test"),
        ("email=a+b@acme.test&reset_token=t.o+k", "a+b@acme.test"),
        ("reset_token=t.o+k&referrer=x&email=a@acme.test", "a@acme.test"),
    ],
    ids=["quoted-plus", "plain-plus", "another-order"],
)
@pytest.mark.parametrize("place", ["", "#/"], ids=["query", "fragment"])
def test_link_is_taken_apart(query, email, place):
    link = f"https://acme.test/{place}set_password/?{query}"

    found = parse_link(an_answer("getInvitationLink", json={"user_invitation_link": link}))

    assert found.email == email


@pytest.mark.parametrize(
    ("written", "token"),
    [("to.ke.n", "to.ke.n"), ("a%2Bb%2Fc%3D", "a+b/c="), ("a%25b", "a%b")],
    ids=["plain", "quoted", "percent"],
)
def test_reset_token_is_unquoted(written, token):
    link = f"https://acme.test/?email=a@acme.test&reset_token={written}"

    found = parse_link(an_answer("getInvitationLink", json={"user_invitation_link": link}))

    assert found.reset_token == token
    assert token not in repr(found)


@pytest.mark.parametrize(
    "json",
    [
        {},
        {"user_invitation_link": None},
        {"user_invitation_link": "https://acme.test/?email=a@acme.test"},
        {"user_invitation_link": "https://acme.test/?reset_token=x"},
        {"user_invitation_link": "https://acme.test/?email=&reset_token=x"},
    ],
    ids=["none", "null", "no-token", "no-email", "empty-email"],
)
def test_link_that_lacks_something_breaks(json):
    with pytest.raises(Broken):
        parse_link(an_answer("getInvitationLink", json=json))


def test_made_up_addresses_bear_the_run_and_differ(run):
    first, second = run.users.address(), run.users.address()

    assert first.startswith(f"qa+{PREFIX}-")
    assert first.endswith("@acme.test")
    assert first != second


def test_made_up_password_is_a_secret(run):
    password = run.users.password()

    assert run.redactor.mask(password) == "$PASSWORD"


def test_invited_user_is_removed_at_the_end(run, wire):
    wire.answers = [http(200, {"token": "t"}), http(200, {"id": "17", "email": "x@acme.test"})]
    assert run.users.invite().id == "17"
    wire.answers = [http(200, {"token": "t"}), http(200, {})]

    assert run.finish() == []
    assert wire.lines[-1] == "DELETE /api/users/17"
    assert run.finish() == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([http(200, {"token": "t"}), http(403, {})], "x@acme.test: DELETE answered 403"),
        ([http(500, {})], "x@acme.test: DELETE answered 500"),
    ],
    ids=["refused", "no-token"],
)
def test_user_that_stays_is_reported(run, wire, answers, words):
    wire.answers = [http(200, {"token": "t"}), http(200, {"id": "17", "email": "x@acme.test"})]
    run.users.invite()
    wire.answers = answers

    [left] = run.finish()

    assert left.startswith(words)


def test_last_token_removes_users_where_log_in_is_locked(run, wire):
    wire.answers = [http(200, {"token": "last"}), http(200, {"id": "17", "email": "x@acme.test"})]
    run.users.invite()
    wire.answers = [http(423, {}), http(200, {})]

    assert run.finish() == []
    assert wire.lines[-1] == "DELETE /api/users/17"
    assert b"X-Access-Token: last\r\n" in wire.requests[-1]


@pytest.mark.parametrize(
    "answer", [http(200, {"email": "x"}), http(200, {"user_invitation_link": "x"}), http(500, {})]
)
def test_broken_invitation_leaves_unproven(run, wire, answer):
    wire.answers = [http(200, {"token": "t"}), answer]

    with pytest.raises(Unproven, match=r"rests on invite\.returns-user"):
        run.users.invite()


USER = {"email": "a@acme.test", "id": "17"}


@pytest.mark.parametrize("json", [USER, USER | {"email": "A@ACME.test"}], ids=["same", "case"])
def test_user_is_the_expected_one(run, json):
    run.users.expect_user(an_answer("inviteUser", json=json), "a@acme.test", "17")


@pytest.mark.parametrize(
    "json", [USER | {"email": "b@acme.test"}, USER | {"id": "18"}, {"email": "a@acme.test"}]
)
def test_user_is_another(run, json):
    with pytest.raises(Broken):
        run.users.expect_user(an_answer("inviteUser", json=json), "a@acme.test", "17")


@pytest.mark.parametrize(
    ("json", "off"),
    [
        ({"authentication_options": {"a": False, "b": True, "c": None}}, {"a"}),
        ({"a": False, "b": 0}, {"a"}),
        ([False], set()),
    ],
    ids=["wrapped", "plain", "no-object"],
)
def test_flags_that_are_false_are_switched_off(json, off):
    assert switched_off(an_answer("getAuthenticationOptions", json=json)) == off


def test_rule_about_a_method_that_is_off_is_excluded():
    run = TargetRun(a_target(), frozenset({"is_credentials_login_enabled"}))

    with pytest.raises(Excluded, match="has switched is_credentials_login_enabled off"):
        require_enabled(run, ("getAuthenticationOptions", "login"))
    require_enabled(run, ("getAuthenticationOptions", "loginWithSso"))


def test_attempts_that_must_fail_are_made_once(run, wire):
    wire.answers = [http(401, {})]

    for _ in range(2):
        assert run.attempts.wrong_password.status == 401
        assert run.attempts.unknown_email.status == 401

    assert len(wire.requests) == 2
    assert CANARY.encode() not in b"".join(wire.requests)
