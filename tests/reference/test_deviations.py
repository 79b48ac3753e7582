from typing import Any

import pytest

from reference.changes import Deviation
from reference.faults import FAULTS
from reference.products import PRODUCTS
from reference.variants import VARIANTS
from tests.reference.journey import Journey

ALL, CDP, ME = {"cdp", "me", "mi"}, {"cdp"}, {"me"}
RULES: dict[str, set[str]] = {
    **dict.fromkeys(("options.public", "options.flags"), ALL),
    **dict.fromkeys(("login.issues-token", "login.token-authenticates"), ALL),
    **dict.fromkeys(("login.refuses-wrong-password", "login.refuses-unknown-email"), ALL),
    **dict.fromkeys(("login.refuses-alike", "login.refuses-injection"), ALL),
    **dict.fromkeys(("token.required", "token.refuses-forged"), ALL),
    **dict.fromkeys(("token.lives-8h", "token.dies-after-8h"), ALL),
    **dict.fromkeys(("refresh.renews-active", "refresh.renews-expired"), ALL),
    **dict.fromkeys(("refresh.refuses-too-old", "refresh.starts-new-life"), ALL),
    **dict.fromkeys(("refresh.refuses-forged", "logout.answers"), ALL),
    **dict.fromkeys(("logout.ends-session", "logout.spares-other-sessions"), ALL),
    "logout.deletes-cookie": ME,
    **dict.fromkeys(("sso.issues-token", "sso.token-authenticates"), ALL),
    **dict.fromkeys(("sso.token-dies-after-8h", "sso.refuses-bad-code"), ALL),
    "sso.code-works-once": ALL,
    **dict.fromkeys(("metabase.sets-cookie", "metabase.needs-token"), CDP),
    "metabase.needs-feature": CDP,
    **dict.fromkeys(("invite.returns-user", "invite.needs-token"), ME),
    **dict.fromkeys(("reinvite.returns-user", "link.opens-account"), ME),
    **dict.fromkeys(("link.unknown-user", "link.needs-token"), ME),
    **dict.fromkeys(("forgot.answers", "forgot.sends-mail", "forgot.answers-alike"), ME),
    "forgot.mails-invited": ME,
    **dict.fromkeys(("reset.sets-password", "reset.refuses-bad-token"), ME),
    "reset.token-works-once": ME,
    **dict.fromkeys(("password.changes", "password.needs-old"), ME),
    **dict.fromkeys(("resource.reads-back", "resource.deleted-is-gone"), ME),
    **dict.fromkeys(("operation.answers", "operation.unknown-is-404"), ME),
    **dict.fromkeys(("parameter.is-accepted", "resource.is-listed"), ME),
    **dict.fromkeys(("list.keeps-to-limit", "list.skips-offset", "list.orders"), ME),
    **dict.fromkeys(("input.refused-not-crashed", "answers.documented"), ALL),
    **dict.fromkeys(("answers.not-cached", "cookies.guarded"), ALL),
}
# It is stated of instances beyond loopback only, and a reference instance has no other address.
BEYOND_LOOPBACK = {"transport.encrypted"}
NOT_IMPLEMENTED = 501  # what some answer to a method that a path does not have
GATEWAY = 503  # what a proxy before an instance answers at times
BROKEN = 0  # what a client sees of a proxy that ends the connection on an odd line


def by_name(change: Deviation) -> str:
    return change.name


def product_of(change: Deviation) -> str:
    """Let the products of what applies to several take turns."""
    return change.products[sum(map(ord, change.name)) % len(change.products)]


@pytest.fixture(scope="session")
def honest(instances: dict[str, Any]) -> dict[str, Journey]:
    journeys = {product: Journey(instances[product]) for product in PRODUCTS}
    for journey in journeys.values():
        journey.walk()
    return journeys


def test_honest_instances_never_crash(honest: dict[str, Journey]) -> None:
    assert all(200 <= status < 500 for each in honest.values() for status in each.statuses)


@pytest.mark.parametrize("product", PRODUCTS)
def test_honest_instances_are_alike(
    product: str, fresh_instances: dict[str, Any], honest: dict[str, Journey]
) -> None:
    assert not Journey(fresh_instances[product]).differs_from(honest[product].notes)


@pytest.mark.parametrize("change", FAULTS.values(), ids=by_name)
def test_fault_shows(
    change: Deviation, instances: dict[str, Any], honest: dict[str, Journey]
) -> None:
    product = product_of(change)

    journey = Journey(instances[f"{product}.{change.name}"])

    assert journey.differs_from(honest[product].notes)


@pytest.mark.parametrize("change", VARIANTS.values(), ids=by_name)
def test_variant_never_crashes(change: Deviation, instances: dict[str, Any]) -> None:
    journey = Journey(instances[f"{product_of(change)}.{change.name}"])

    allowed = {*range(200, 500), NOT_IMPLEMENTED, GATEWAY}

    journey.walk()

    assert {*journey.statuses} <= allowed | ({BROKEN} if change.axis == "odd lines" else set())


@pytest.mark.parametrize("change", [*FAULTS.values(), *VARIANTS.values()], ids=by_name)
def test_deviation_names_rules_of_its_products(change: Deviation) -> None:
    named = {*change.breaks, *change.may_break}

    assert named <= RULES.keys() | BEYOND_LOOPBACK
    assert all(RULES[rule] & set(change.products) for rule in named)
    assert not set(change.breaks) & set(change.may_break)


@pytest.mark.parametrize("change", FAULTS.values(), ids=by_name)
def test_fault_breaks_a_rule_of_each_product(change: Deviation) -> None:
    assert all(any(each in RULES[rule] for rule in change.breaks) for each in change.products)


@pytest.mark.parametrize("change", VARIANTS.values(), ids=by_name)
def test_variant_breaks_no_rule(change: Deviation) -> None:
    assert change.breaks == ()


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_a_fault_for_each_product(rule: str) -> None:
    broken = {
        product for each in FAULTS.values() if rule in each.breaks for product in each.products
    }

    assert broken >= RULES[rule]


def test_names_are_unique() -> None:
    assert not FAULTS.keys() & VARIANTS.keys()


def test_descriptions_are_sentences() -> None:
    assert all(each.description.endswith(".") for each in (FAULTS | VARIANTS).values())
