"""What an instance has switched off, and what is excluded by that."""

import pytest

from harness.core.outcomes import Excluded
from harness.run.target_run import TargetRun, require_enabled, switched_off
from tests.harness.making import a_target, an_answer


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
