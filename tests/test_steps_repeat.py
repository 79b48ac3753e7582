"""The script of a card shows the fault on the instance that has it, and on no other."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.matrix import check_directly, reference_instances

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FAULTS = {
    "login-any-password": "test_wrong_password_is_refused",
    "login-password-any-case": "test_near_miss_of_the_password_is_refused",
    "login-refusal-message": "test_wrong_password_is_refused",
    "refresh-window-5h": "test_token_is_too_old_to_refresh",
    "token-lives-9h": "test_expired_token_is_refused",
    "token-prefix": "test_forged_token_is_refused",
    "token-any": "test_random_token_is_refused_everywhere",
    "token-not-required": "test_request_without_a_token_is_refused",
    "open-by-two-slashes": "test_no_odd_request_passes_without_a_token",
    "users-list-expired-token": "test_expired_token_is_refused",
    "logout-keeps-session": "test_ended_session_does_not_authenticate",
    "logout-keeps-cookie": "test_log_out_expires_the_cookie_of_log_in",
    "cookies-for-scripts": "test_log_out_expires_the_cookie_of_log_in",
    "sso-code-reusable": "test_used_code_is_refused",
    "forgot-mail-token-dead": "test_token_of_the_mail_sets_a_password",
    "reset-token-reusable": "test_used_reset_token_changes_nothing",
    "change-password-by-any-old": "test_wrong_old_password_changes_nothing",
    "invite-of-another-address": "test_inviting_answers_with_the_user",
    "invite-without-id": "test_inviting_answers_with_the_user",
    "delete-leaves-user-found": "test_deleted_user_is_not_found",
    "users-list-refuses-limit": "test_documented_values_of_parameters_are_accepted",
    "users-list-ignores-limit": "test_list_is_as_long_as_its_limit",
    "users-modify-stores-nothing": "test_what_was_changed_reads_back",
    "users-list-crashes": "test_operation_answers_as_its_page_shows",
    "options-flags-as-text": "test_flags_are_of_their_documented_form",
    "answers-as-html": "test_right_credentials_are_answered_with_a_token",
    "answers-cacheable": "test_right_credentials_are_answered_with_a_token",
    "crash-on-null": "test_no_body_crashes_an_operation and refreshToken",
    "crash-on-header": "test_no_token_crashes_an_operation",
}
"""Cards of as many kinds as there are, and the contract that finds each."""
HONEST = "honest"


def chosen() -> str:
    """Choose the contract of each instance, and no other."""
    return " or ".join(f"({fault} and ({contract}))" for fault, contract in FAULTS.items())


@pytest.fixture(scope="module")
def causes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What was found on instances of which each has one fault."""
    names = {fault: f"me+{fault}" for fault in FAULTS}
    run = check_directly(names, tmp_path_factory.mktemp("run"), "-k", chosen(), "--depth", "quick")
    found: list[dict[str, Any]] = run.results["causes"]
    return found


@pytest.fixture(scope="module")
def instances() -> Iterator[dict[str, dict[str, Any]]]:
    """The same instances, served, and an honest one."""
    names = {fault: f"me+{fault}" for fault in FAULTS} | {HONEST: "me"}
    with reference_instances(names) as served:
        yield {each["name"]: each for each in served}


def played(script: str, instance: Mapping[str, Any]) -> int:
    """Run a script against an instance, as a colleague would, and return its exit code."""
    control, account = instance["control"], instance["account"]
    known = {
        "URL": instance["url"],
        "EMAIL": account["email"],
        "PASSWORD": account["password"],
        "TOKEN_AGER": f"{control}/age",
        "SSO_CODE": f"{control}/sso-code",
        "MAILPIT": f"{control}/mail",
    }
    done = subprocess.run(
        ["sh"], input=script, env=os.environ | known, capture_output=True, text=True, check=False
    )
    return done.returncode


@pytest.mark.starts_process
def test_script_of_each_card_shows_its_fault_and_no_other(causes, instances):
    assert {each["target"] for each in causes} == FAULTS.keys()

    ended = {
        f"{each['target']} {each['rule']}": (
            played(each["steps"], instances[each["target"]]),
            played(each["steps"], instances[HONEST]),
        )
        for each in causes
    }

    assert {name: codes for name, codes in ended.items() if codes != (1, 0)} == {}


@pytest.mark.starts_process
def test_script_of_another_fault_shows_nothing(causes, instances):
    scripts = {each["target"]: each["steps"] for each in causes}

    assert played(scripts["refresh-window-5h"], instances["logout-keeps-session"]) == 0
    assert played(scripts["logout-keeps-session"], instances["refresh-window-5h"]) == 0
