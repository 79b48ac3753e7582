"""Ids of the rules that the harness itself names."""

from __future__ import annotations

DOCUMENTED = "answers.documented"
NOT_CACHED = "answers.not-cached"
COOKIES = "cookies.guarded"
NOT_CRASHED = "input.refused-not-crashed"
ISSUES_TOKEN = "login.issues-token"  # noqa: S105 - a rule's id
OBSERVED_RULES = (DOCUMENTED, NOT_CACHED, COOKIES)
"""The rules that nothing but this module checks."""
