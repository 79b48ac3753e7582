"""Whether each target has what gives it tokens."""

from dataclasses import replace

import pytest

from harness.core.errors import BadTarget
from harness.plugin.accounts import require_accounts
from spec.specification import Effects
from tests.harness.making import a_target
from tests.harness.plugin.test_options import options

NO_ACCOUNT = a_target(account=None)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"target_url": "https://acme.test"},
            "--target-url: no account, which effects = session need: set MEIRO_EMAIL and "
            "MEIRO_PASSWORD, or say --effects read",
        ),
        (
            {"target": ["acme"]},
            "targets.acme: no account, which effects = session need: describe it under "
            "[targets.acme.account], or say --effects read",
        ),
    ],
    ids=["one-off", "of-the-file"],
)
def test_run_that_would_log_in_without_an_account_is_refused(given, words):
    with pytest.raises(BadTarget) as caught:
        require_accounts(options(**given), [a_target(), NO_ACCOUNT])

    assert str(caught.value) == words


def test_run_that_does_not_log_in_needs_no_account():
    require_accounts(options(), [a_target(), replace(NO_ACCOUNT, effects=Effects.READ)])


@pytest.mark.parametrize("given", [{"token": "a-token"}, {"tokens_from": a_target()}])
def test_tokens_of_elsewhere_need_no_account(given):
    require_accounts(options(), [a_target(account=None, **given)])
