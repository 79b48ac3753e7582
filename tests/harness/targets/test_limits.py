"""The limits that are safe for an account of a real instance."""

from harness.targets.limits import DEFAULTS
from spec.specification import Effects


def test_mail_and_invitations_are_none_below_account_effects():
    for effects in (Effects.READ, Effects.SESSION):
        assert DEFAULTS[effects].invitations == DEFAULTS[effects].mails == 0
    assert DEFAULTS[Effects.SESSION].failed_logins == 2
