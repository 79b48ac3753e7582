"""What the harness names by an id is a rule."""

from harness.core import rule_ids
from spec import rules


def unknown():
    """Those of its ids that no rule has."""
    found = {value for name, value in vars(rule_ids).items() if name.isupper()}
    return {each for each in found if isinstance(each, str)} - set(rules.load())


def test_ids_are_those_of_rules():
    assert unknown() == set()


def test_id_of_no_rule_would_be_seen(monkeypatch):
    monkeypatch.setattr(rule_ids, "LIVES", "token.lives-for-ever")

    assert unknown() == {"token.lives-for-ever"}


def test_rules_of_every_exchange_are_among_them():
    assert set(rule_ids.OBSERVED_RULES) <= set(rules.load())
