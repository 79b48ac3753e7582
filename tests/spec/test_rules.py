"""Every rule of the list is there, stated as agreed, and proven by something."""

import ast

import pytest

from harness.core.rule_ids import OBSERVED_RULES
from spec import rules
from spec.rules import Need
from spec.specification import Effects
from tests.harness.shelves import Shelves, pages, query
from tests.matrix import ROOT
from tests.products import PRODUCTS
from tests.rooms import circle, files_of


def ruled(file):
    """The ids that a file's contracts name by @rule."""
    return {
        decorator.args[0].value
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "rule"
        and isinstance(decorator.args[0], ast.Constant)
    }


def test_every_rule_is_proven_by_a_contract_or_by_every_exchange():
    proven = set().union(*map(ruled, files_of("contracts")))

    assert proven | set(OBSERVED_RULES) == set(rules.load())
    assert not proven & set(OBSERVED_RULES)


def test_every_contract_names_its_rule():
    without = [
        f"{file.name}::{node.name}"
        for file in files_of("contracts")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not any("rule" in ast.dump(decorator) for decorator in node.decorator_list)
    ]

    assert without == []


@pytest.mark.parametrize("rule", rules.load().values(), ids=rules.load())
def test_place_of_a_rule_is_a_line_of_its_page(rule):
    for product, statement in rule.statements.items():
        place = rule.place(product).removesuffix(f" ({statement.section})")
        file, _, line = place.partition(":")
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()

        assert not statement.section or lines[int(line) - 1].endswith(statement.section)


def test_place_of_no_heading_is_refused():
    with pytest.raises(LookupError, match="of me has no heading 'Sign-in'"):
        rules._heading_line("me", "authentication.apib", "Sign-in")


LETTERS = {"D": "documented", "I": "implied", "A": "advised"}
LIST = """
options.public                D   I   D   read
options.flags                 D   D   D   read
login.issues-token            D   D   D   session
login.token-authenticates     D   D   D   session  mi:probe
login.refuses-wrong-password  I   D   I   session
login.refuses-unknown-email   I   D   I   session
login.refuses-alike           A   A   A   session
login.refuses-injection       I   I   I   account
token.required                D   D   I   session  mi:probe
token.refuses-forged          I   I   I   session  mi:probe
token.lives-8h                D   D   D   session  token_ager
token.dies-after-8h           D   D   D   session  token_ager
refresh.renews-active         I   I   I   session
refresh.renews-expired        D   D   D   session  token_ager
refresh.refuses-too-old       D   D   D   session  token_ager
refresh.starts-new-life       I   I   I   session  token_ager
refresh.refuses-forged        I   I   I   session
logout.answers                D   D   D   session
logout.ends-session           I   A   I   session
logout.spares-other-sessions  A   A   A   session
logout.deletes-cookie         -   D   -   session
sso.issues-token              D   D   D   session  sso_code
sso.token-authenticates       D   D   D   session  sso_code
sso.token-dies-after-8h       I   I   I   session  sso_code token_ager
sso.refuses-bad-code          I   D   I   session
sso.code-works-once           A   A   A   session  sso_code
metabase.sets-cookie          D   -   -   session  account.features
metabase.needs-token          D   -   -   session
metabase.needs-feature        D   -   -   session  limited_account
invite.returns-user           -   D   -   account
invite.needs-token            -   D   -   account
reinvite.returns-user         -   D   -   account
link.opens-account            -   D   -   account
link.unknown-user             -   D   -   session
link.needs-token              -   D   -   session
forgot.answers                -   D   -   account
forgot.sends-mail             -   D   -   account  mailbox
forgot.mails-invited          -   A   -   account  mailbox
forgot.answers-alike          -   A   -   account
reset.sets-password           -   D   -   account
reset.refuses-bad-token       -   I   -   account
reset.token-works-once        -   A   -   account
password.changes              -   D   -   account
password.needs-old            -   I   -   account
resource.reads-back           -   I   -   account
resource.deleted-is-gone      -   I   -   account
resource.is-listed            -   I   -   account
operation.answers             -   D   -   read
operation.unknown-is-404      -   D   -   session
operation.refuses-as-documented - -   -   session
parameter.is-accepted         -   D   -   read
list.keeps-to-limit           -   D   -   read
list.skips-offset             -   D   -   read
list.counts                   -   -   -   read
list.orders                   -   D   -   read
list.filters                  -   -   -   read
list.filters-by-name          -   -   -   read
input.refused-not-crashed     I   I   I   account
answers.documented            D   D   D   read
answers.not-cached            A   A   A   session
cookies.guarded               A   A   A   session
transport.encrypted           A   A   A   read     url
"""
"""The rules as they were agreed on: id, strength in cdp, me and mi, effects, needs.

What mi needs to tell who is authenticated, a probe, goes with many of its rules: more of it may be
asked for than stands here.
"""
FILTERS = ("list.filters", "list.filters-by-name")
ROWS = {line.split()[0]: line.split()[1:] for line in LIST.strip().splitlines()}


def test_no_rule_is_dropped_and_none_is_new():
    assert set(rules.load()) == set(ROWS)


@pytest.mark.parametrize(("rule_id", "row"), ROWS.items(), ids=ROWS)
def test_rule_is_stated_as_agreed(rule_id, row):
    rule = rules.load()[rule_id]
    *letters, effects = row[:4]
    agreed = {
        product: LETTERS[letter]
        for product, letter in zip(PRODUCTS, letters, strict=True)
        if letter != "-"
    }

    assert {product: rule.strength(product) for product in rule.statements} == agreed
    assert rule.effects is Effects.named(effects)


@pytest.mark.parametrize(("rule_id", "row"), ROWS.items(), ids=ROWS)
def test_rule_needs_what_was_agreed(rule_id, row):
    shared = {Need(each) for each in row[4:] if ":" not in each}
    own = {"mi": {Need.PROBE}} if "mi:probe" in row else {}

    for product, statement in rules.load()[rule_id].statements.items():
        wanted = shared | own.get(product, set())
        more = {Need.PROBE} if product == "mi" else set()
        assert wanted <= statement.needs <= wanted | more


def test_rule_of_kinds_is_stated_where_the_pages_have_one(tmp_path, monkeypatch):
    product = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages()).product

    stated = {rule_id for rule_id, rule in rules.load().items() if product in rule.statements}

    assert {"list.orders", "operation.answers", "resource.reads-back"} <= stated
    assert not {"resource.deleted-is-gone", "login.issues-token", "reset.sets-password"} & stated


def test_rule_of_filters_is_stated_where_a_list_has_one(tmp_path, monkeypatch):
    shelves = Shelves(tmp_path, monkeypatch.setenv)
    words = {"description": "Only things of this size"}
    sizes = {"enum": [7, 8]}

    def stated(*parameters):
        product = shelves.spec_of(pages(*parameters, members={"width": sizes})).product
        return {each for each in FILTERS if product in rules.load()[each].statements}

    assert stated() == set()
    assert stated(query("width", sizes, **words)) == {"list.filters"}
    assert stated(query("width", sizes)) == {"list.filters-by-name"}


def test_no_rule_rests_on_itself():
    table = rules.load()

    assert circle({each.id: each.rests_on for each in table.values()}) == []
    assert {each for rule in table.values() for each in rule.rests_on} <= table.keys()


def test_rule_rests_on_what_its_foundations_rest_on():
    assert rules.foundations("token.required") == frozenset()
    assert {"token.refuses-forged", "token.required"} <= rules.foundations("token.dies-after-8h")
    assert "token.dies-after-8h" not in rules.foundations("token.dies-after-8h")


def test_rules_of_all_answers_rest_on_none():
    assert not any(rules.foundations(each) for each in ("answers.documented", "answers.not-cached"))
