from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from harness.contract import rule
from harness.core.errors import BadTarget
from harness.plugin.collection import _SUBJECTS, arrange, left_out, target_of
from harness.plugin.controller import Session
from harness.plugin.keys import CONTRACT
from harness.plugin.options import chosen_targets, with_effects
from harness.run.preflight import NoVerdict, Preflight, look_at
from harness.targets.limits import Limits
from harness.targets.model import Account, AuthorizationFlow, Helper, MailboxAddress
from spec.specification import Effects
from tests.harness.making import ACCOUNT, CANARY, a_target
from tests.harness.wire import http

FILE = """
[targets.staging]
url = "https://staging.acme.test"
product = "me"
[targets.production]
url = "https://acme.test"
product = "cdp"
effects = "read"
"""


class Options:
    """As much of pytest's configuration as is asked for options."""

    def __init__(self, **given):
        self.given = {"targets_file": "targets.toml"} | given

    def getoption(self, name):
        return self.given.get(name, "standard" if name == "depth" else None)


def options(**given):
    return cast("pytest.Config", Options(**given))


def chosen(**given):
    targets = chosen_targets(options(**given))
    assert targets is not None
    return targets


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "targets.toml"
    file.write_text(FILE)
    return str(file)


@pytest.fixture(autouse=True)
def no_account(monkeypatch):
    monkeypatch.delenv("MEIRO_EMAIL", raising=False)
    monkeypatch.delenv("MEIRO_PASSWORD", raising=False)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["production"], ["production"]),
        (["production", "staging", "production"], ["production", "staging"]),
        (["all"], ["staging", "production"]),
        (["staging", "all"], ["staging", "production"]),
    ],
    ids=" ".join,
)
def test_targets_are_chosen_by_name(file, names, found):
    targets = chosen(target=names, targets_file=file)

    assert [each.name for each in targets] == found


def test_without_a_name_the_embedded_instances_are_chosen():
    assert chosen_targets(options()) is None


def test_target_url_is_a_target_of_the_products_name(monkeypatch):
    monkeypatch.setenv("MEIRO_EMAIL", ACCOUNT.email)
    monkeypatch.setenv("MEIRO_PASSWORD", CANARY)

    [target] = chosen(target_url="https://acme.test/", product="me")

    account = Account(ACCOUNT.email, CANARY)
    assert target == a_target(
        name="me",
        url="https://acme.test",
        product="me",
        account=account,
        budget=Limits(generated=0),
    )


def test_target_url_goes_without_an_account():
    [target] = chosen(target_url="https://acme.test", product="me")

    assert target.account is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"target": ["a"], "target_url": "https://a"}, "--target and --target-url exclude"),
        ({"product": "me"}, "--product goes with --target-url"),
        ({"target_url": "https://a"}, r"--target-url needs --product \(cdp, me, mi\)"),
        ({"target_url": "acme", "product": "me"}, r"--target-url\.url: is an http or https URL"),
        ({"target_url": "https://a:b@c", "product": "me"}, "holds no credentials"),
        ({"target": ["stagin"]}, "--target: 'stagin' is unknown; did you mean 'staging'"),
        ({"target": ["a"], "targets_file": "no.toml"}, "no.toml: there is no such file"),
    ],
    ids=["both", "product-alone", "no-product", "no-url", "credentials", "unknown", "no-file"],
)
def test_options_that_contradict_are_refused(file, given, words):
    with pytest.raises(BadTarget, match=words):
        chosen(**({"targets_file": file} | given))


def test_file_without_targets_is_refused(tmp_path):
    file = tmp_path / "targets.toml"
    file.write_text("# none yet")

    with pytest.raises(BadTarget, match="holds no targets"):
        chosen(target=["all"], targets_file=str(file))


def test_half_an_account_is_refused(monkeypatch):
    monkeypatch.setenv("MEIRO_EMAIL", ACCOUNT.email)

    with pytest.raises(BadTarget, match="MEIRO_EMAIL and MEIRO_PASSWORD: one of them is not set"):
        chosen(target_url="https://a.test", product="me")


@pytest.mark.parametrize(
    ("given", "effects"),
    [({}, [Effects.SESSION, Effects.READ]), ({"effects": "account"}, [Effects.ACCOUNT] * 2)],
    ids=["of-the-file", "of-the-option"],
)
def test_effects_are_those_of_the_file_unless_the_option_says_otherwise(file, given, effects):
    targets = chosen(target=["all"], targets_file=file, **given)

    assert [each.effects for each in targets] == effects


def test_effects_of_the_embedded_instances_may_be_lowered():
    [target] = with_effects(options(effects="read"), [a_target(effects=Effects.ACCOUNT)])

    assert target.effects is Effects.READ


REMOTE, HERE, ENCRYPTED = "http://acme.test/x", "http://127.0.0.1:1/x", "https://acme.test/x"


def a_flow(issuer):
    return AuthorizationFlow(issuer, "instance", "https://acme.test/cb", "qa", CANARY)


def with_secrets_through(key, url):
    """Make a target of which one URL is ``url``, and gets secrets."""
    quiet = a_target(url=ENCRYPTED)
    return {
        "url": lambda: replace(quiet, url=url),
        "token_ager.url": lambda: replace(quiet, token_ager=Helper(url=url)),
        "sso_code.url": lambda: replace(quiet, sso_code=Helper(url=url)),
        "sso_code.issuer": lambda: replace(quiet, sso_code=a_flow(url)),
        "mailbox.mailpit": lambda: replace(quiet, mailbox=MailboxAddress(mailpit=url)),
    }[key]()


SECRET_URLS = ["url", "token_ager.url", "sso_code.url", "sso_code.issuer", "mailbox.mailpit"]


@pytest.mark.parametrize("key", SECRET_URLS)
def test_secret_does_not_leave_this_machine_in_clear(key):
    with pytest.raises(BadTarget) as caught:
        with_effects(options(), [with_secrets_through(key, REMOTE)])

    assert str(caught.value).startswith(f"targets.acme.{key}: {REMOTE} would get credentials")


@pytest.mark.parametrize("key", SECRET_URLS)
@pytest.mark.parametrize(
    ("url", "changes"),
    [
        (HERE, {}),
        (ENCRYPTED, {}),
        (REMOTE, {"allow_http": True}),
        (REMOTE, {"effects": Effects.READ}),
    ],
    ids=["this-machine", "https", "allowed", "read"],
)
def test_url_that_may_get_a_secret_is_let_through(key, url, changes):
    target = replace(with_secrets_through(key, url), **changes)

    assert [each.name for each in with_effects(options(), [target])] == ["acme"]


@pytest.mark.parametrize("sso_code", [None, Helper(command=("x",))], ids=["without", "with"])
def test_code_alone_makes_the_url_one_that_gets_secrets(sso_code):
    target = a_target(url=REMOTE, account=None, sso_code=sso_code)

    assert list(target.urls_of_secrets()) == ([("url", REMOTE)] if sso_code else [])


def look(url, **changes):
    [(preflight, _)] = look_at([a_target(url=url, **changes)])
    return preflight


def test_instance_that_logs_the_account_in_is_checked(wire):
    wire.look_up = http(200, {"authentication_options": {"is_oidc_login_enabled": False}})

    found = look(wire.url)

    assert found.no_verdict is None
    assert found.switched_off == {"is_oidc_login_enabled"}


@pytest.mark.parametrize("status", [401, 403])
def test_instance_that_refuses_the_account_is_not_checked(wire, status):
    wire.answers = [http(status, {})]

    found = look(wire.url)

    assert found.no_verdict is NoVerdict.REFUSED
    assert f"answered {status}: either its password is wrong" in found.words
    assert "or the instance's log-in is broken" in found.words


@pytest.mark.parametrize("status", [400, 404, 429, 500])
def test_instance_whose_log_in_fails_otherwise_is_checked(wire, status):
    wire.answers = [http(status, {})]

    assert look(wire.url).no_verdict is None


def test_instance_that_is_not_there_is_not_checked():
    found = look("http://127.0.0.1:1")

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert "\n" not in found.words


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({"effects": Effects.READ}, {}),
        ({"account": None}, {}),
        ({}, {"is_credentials_login_enabled": False}),
    ],
    ids=["read-only", "no-account", "switched-off"],
)
def test_first_look_does_not_log_in_where_it_must_not(wire, changes, options):
    wire.look_up = http(200, {"authentication_options": options})

    assert look(wire.url, **changes).no_verdict is None
    assert wire.lines == ["GET /api/users/auth_options"]


def session_of(*targets):
    session = Session()
    session.take([Preflight(target) for target in targets])
    return session


def a_contract(rule_id):
    return SimpleNamespace(pytestmark=[rule(rule_id).mark])


OF_CDP = a_contract("metabase.sets-cookie")


def test_contract_of_a_chosen_product_is_collected():
    session = session_of(a_target(product="me"), a_target(product="cdp"))

    assert left_out(session, "a_contract", OF_CDP) is None


def test_contract_of_no_chosen_product_is_left_out():
    assert left_out(session_of(a_target(product="me")), "a_contract", OF_CDP) == []


def test_contract_of_no_target_with_a_verdict_is_left_out():
    session = Session()
    session.take([Preflight(a_target(), no_verdict=NoVerdict.UNREACHABLE)])

    assert left_out(session, "a_contract", OF_CDP) == []


def test_what_is_no_contract_is_left_to_pytest():
    assert left_out(session_of(), "plain", SimpleNamespace()) is None


def test_unknown_rule_fails_its_collection_in_one_line():
    contract = a_contract("metabase.sets-cookies")

    with pytest.raises(pytest.fail.Exception) as caught:
        left_out(session_of(a_target()), "test_x", contract)

    assert str(caught.value) == "test_x: spec/rules.toml has no rule 'metabase.sets-cookies'"
    assert not caught.value.pytrace


def test_contracts_are_sorted_by_target_and_subject_with_input_last():
    acme, other = a_target(), a_target(name="other")
    places = [
        (target, name) for name in ("input", "passwords", "login") for target in (other, acme)
    ]
    items = [SimpleNamespace(path=Path("tests/test_login.py"), stash=pytest.Stash())]
    for target, name in places:
        item = SimpleNamespace(path=Path(f"contracts/test_{name}.py"), stash=pytest.Stash())
        run = SimpleNamespace(harvest=None)
        item.stash[CONTRACT] = SimpleNamespace(target=target, run=run)
        items.append(item)
    plain = items[0]

    arrange(session_of(acme, other), items)  # type: ignore[arg-type]

    assert [(each.stash[CONTRACT].target.name, each.path.stem) for each in items[:-1]] == [
        (name, f"test_{subject}")
        for name in ("acme", "other")
        for subject in ("login", "passwords", "input")
    ]
    assert items[-1] is plain


def test_every_room_of_contracts_has_its_place():
    files = Path(__file__).parents[2].glob("contracts/test_*.py")

    assert {each.stem.removeprefix("test_") for each in files} == set(_SUBJECTS)
    assert _SUBJECTS[-1] == "input"


@pytest.mark.parametrize(
    ("nodeid", "target"),
    [
        ("contracts/test_x.py::test_x[acme]", "acme"),
        ("contracts/test_x.py::test_x[acme-eu-cut-short]", "acme-eu"),
        ("contracts/test_x.py::test_x[acme-cut-short]", "acme"),
        ("contracts/test_x.py::test_x[acme-eu~probe-a]", "acme-eu"),
        ("contracts/test_x.py::test_x[acme2]", None),
        ("contracts/test_x.py::test_x", None),
        ("tests/test_x.py::test_x[acme]", None),
    ],
)
def test_target_of_a_node_id(nodeid, target):
    assert target_of(nodeid, ["acme", "acme-eu"]) == target
