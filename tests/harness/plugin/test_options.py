"""Which targets the options choose, with which effects, and what is refused."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from harness.core.errors import BadTarget
from harness.plugin.options import (
    chosen_targets,
    with_effects,
    written_beside,
)
from harness.targets.file import OWN_FILE
from harness.targets.limits import Limits
from harness.targets.model import Account, AuthorizationFlow, Helper, MailboxAddress
from spec.specification import Effects
from tests.harness.making import ACCOUNT, CANARY, a_target

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


@pytest.mark.parametrize("file", ["targets.toml", str(OWN_FILE)], ids=["default", "own"])
def test_without_a_name_the_embedded_instances_are_chosen(file):
    assert chosen_targets(options(targets_file=file)) is None


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
        ({"target": [""]}, "--target: names no instance"),
        ({}, "--targets-file: chooses no instance: say --target NAME, or --target all"),
        ({"target_url": " ", "product": "me"}, "--target-url: names no instance"),
        ({"target": ["a"], "targets_file": "no.toml"}, "no.toml: there is no such file"),
    ],
    ids=[
        "both",
        "product-alone",
        "no-product",
        "no-url",
        "credentials",
        "unknown",
        "empty-name",
        "no-name",
        "empty-url",
        "no-file",
    ],
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

    with pytest.raises(BadTarget, match=r"one of them is not set: MEIRO_PASSWORD$"):
        chosen(target_url="https://a.test", product="me")


@pytest.mark.parametrize(
    ("given", "remarks"),
    [
        ("{}", ()),
        ("\ufeff{}", ()),
        ("{}\r\n", ("MEIRO_PASSWORD ends with a line end, which was taken off",)),
    ],
    ids=["plain", "mark", "line-end"],
)
def test_account_of_the_environment_is_what_was_meant(monkeypatch, given, remarks):
    monkeypatch.setenv("MEIRO_EMAIL", given.format(ACCOUNT.email))
    monkeypatch.setenv("MEIRO_PASSWORD", given.format(CANARY))

    [target] = chosen(target_url="https://a.test", product="me")

    assert target.account == Account(ACCOUNT.email, CANARY)
    assert target.remarks == remarks


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MEIRO_PASSWORD", f"{CANARY}\nx", "MEIRO_PASSWORD: holds more than one line"),
        ("MEIRO_PASSWORD", " ", "MEIRO_PASSWORD: holds nothing but blanks"),
        ("MEIRO_EMAIL", "qa @acme.test", "MEIRO_EMAIL: holds a blank"),
        ("MEIRO_EMAIL", "qa\u200b@acme.test", "MEIRO_EMAIL: holds a blank, or a character"),
    ],
)
def test_account_of_the_environment_that_is_none_is_refused(monkeypatch, name, value, words):
    monkeypatch.setenv("MEIRO_EMAIL", ACCOUNT.email)
    monkeypatch.setenv("MEIRO_PASSWORD", CANARY)
    monkeypatch.setenv(name, value)

    with pytest.raises(BadTarget, match=words) as caught:
        chosen(target_url="https://a.test", product="me")

    assert CANARY not in str(caught.value)


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


def test_directory_that_hypothesis_is_told_to_write_to_is_looked_through(pytestconfig, monkeypatch):
    monkeypatch.setenv("HYPOTHESIS_STORAGE_DIRECTORY", "elsewhere")
    trees, _ = written_beside(pytestconfig)
    monkeypatch.delenv("HYPOTHESIS_STORAGE_DIRECTORY")
    usual, _ = written_beside(pytestconfig)

    assert Path("elsewhere") in trees
    assert pytestconfig.rootpath / ".hypothesis" in usual
