"""A product of one's own folder, whose pages have no log-in: checked by tokens of elsewhere."""

import pytest

from tests.matrix import run_suite
from tests.small_product import EMAIL, PASSWORD, a_small_instance, write_pages

pytestmark = pytest.mark.starts_process

BY_LENDER = """
[targets.acme]
url = "{origin}/small"
product = "small"
effects = "{effects}"
tokens_from = "lender"
"""
BY_TOKEN = """
[targets.acme]
url = "{origin}/small"
product = "small"
effects = "{effects}"
token = "env:THE_TOKEN"
"""
LENDER = f"""
[targets.lender]
url = "{{origin}}/cdp"
product = "cdp"
account = {{{{ email = "{EMAIL}", password = "env:THE_PASSWORD" }}}}
token_ager = {{{{ url = "{{origin}}/age" }}}}
"""


@pytest.fixture
def check(tmp_path):
    def check(described, effects="session", secrets=None, **faults):
        pages = tmp_path / "pages"
        write_pages(pages)
        with a_small_instance(**faults) as server:
            file = tmp_path / "targets.toml"
            file.write_text(described.format(origin=server.origin, effects=effects))
            environment = {
                "MEIRO_SPEC": str(pages),
                "THE_PASSWORD": PASSWORD,
                "THE_TOKEN": server.token(),
            } | (secrets or {})
            options = ["--targets-file", str(file), "--target", "acme", "-p", "no:html"]
            run = run_suite(options, tmp_path / "run", environment)
            return run, server, environment

    return check


def broken(run):
    return {each["rule"] for each in run.results["results"] if each["outcome"] == "broken"}


@pytest.mark.parametrize("effects", ["session", "account"])
def test_tokens_of_another_target_prove_its_rules(check, effects):
    run, _, _ = check(BY_LENDER + LENDER, effects)

    assert broken(run) == set(), run.console
    assert run.verdict("acme") == "conformant", run.console
    proven = {each["rule"] for each in run.results["results"] if each["outcome"] == "kept"}
    assert proven >= {
        *("login.token-authenticates", "token.required", "token.refuses-forged"),
        *("token.lives-8h", "token.dies-after-8h", "answers.documented"),
    }
    rules = {each["rule"] for each in run.results["results"]}
    assert not [each for each in rules if each.split(".")[0] in {"logout", "refresh", "sso"}]


def test_one_token_proves_what_needs_no_other_session(check):
    run, server, environment = check(BY_TOKEN, "account")

    assert broken(run) == set(), run.console
    assert run.outcomes("acme")["token.required"] == "kept"
    assert run.outcomes("acme")["token.dies-after-8h"] == "excluded"
    assert not [path for _, path in server.seen if path.startswith("/cdp")]
    assert environment["THE_TOKEN"] not in run.console
    for file in run.reports.rglob("*"):
        assert not file.is_file() or environment["THE_TOKEN"].encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("fault", "rule"), [("is_open", "token.required"), ("is_immortal", "token.dies-after-8h")]
)
def test_fault_breaks_its_rule(check, fault, rule):
    run, _, _ = check(BY_LENDER + LENDER, **{fault: True})

    assert rule in broken(run), run.console


def test_wrong_password_of_the_lender_is_told_in_one_line(check):
    run, _, _ = check(BY_LENDER + LENDER, secrets={"THE_PASSWORD": "another-Password-1!"})

    assert run.verdict("acme") == "refused"
    assert "its tokens come from lender: log-in of the configured account" in run.console


def test_read_effects_need_no_token(check):
    run, server, _ = check(BY_LENDER + LENDER, "read")

    assert broken(run) == set(), run.console
    assert {path for _, path in server.seen} <= {"/small/segments"}
