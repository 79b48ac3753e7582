"""What a target offers, and which of its parts are secret or get secrets."""

from dataclasses import replace

import pytest

from harness.targets.model import Account, Helper, MailboxAddress, Probe
from spec.rules import Need
from tests.harness.making import ACCOUNT, CANARY, a_target


@pytest.mark.parametrize(
    ("host", "is_remote"),
    [
        ("acme.meiro.io", True),
        ("10.0.0.1", True),
        ("[2001:db8::1]", True),
        ("localhost.acme.test", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("[::1]", False),
        ("localhost", False),
        ("acme.localhost", False),
    ],
)
def test_remote_is_another_machine(host, is_remote):
    assert a_target(url=f"http://{host}:8080/api").is_remote is is_remote


FULL = {
    "limited_account": ACCOUNT,
    "token_ager": Helper(url="http://a"),
    "sso_code": Helper(url="http://a"),
    "mailbox": MailboxAddress(mailpit="http://a"),
    "probe": Probe("GET", "/"),
}
FEATURES = frozenset({"reports/edit"})


@pytest.mark.parametrize("need", Need)
def test_full_target_offers_what_every_rule_needs(need):
    assert a_target(**FULL).offers(need, FEATURES)


@pytest.mark.parametrize("need", Need)
def test_bare_target_offers_nothing(need):
    bare = a_target(url="http://127.0.0.1", account=None)

    assert not bare.offers(need, FEATURES)


def test_account_without_the_feature_does_not_offer_it():
    plain = a_target(account=replace(ACCOUNT, features=frozenset()))

    assert not plain.offers(Need.FEATURE, FEATURES)
    assert plain.offers(Need.FEATURE)


def test_passwords_are_those_of_accounts_and_mailbox():
    target = a_target(
        limited_account=Account("l@acme.test", "second"),
        mailbox=MailboxAddress(imap="imaps://x", password="third"),
    )

    assert target.passwords() == [CANARY, "second", "third"]
    assert a_target(account=None).passwords() == []


def test_passwords_are_not_part_of_a_repr():
    assert CANARY not in repr(a_target(mailbox=MailboxAddress(imap="x", password=CANARY)))


REMOTE = "http://acme.test/x"


@pytest.mark.parametrize("sso_code", [None, Helper(command=("x",))], ids=["without", "with"])
def test_code_alone_makes_the_url_one_that_gets_secrets(sso_code):
    target = a_target(url=REMOTE, account=None, sso_code=sso_code)

    assert list(target.urls_of_secrets()) == ([("url", REMOTE)] if sso_code else [])
