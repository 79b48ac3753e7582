"""What a contract expects of an answer. Each raises Broken with what was expected and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness import conformance
from harness.outcomes import Broken

if TYPE_CHECKING:
    from harness.exchange import Answer


def expect_documented(answer: Answer) -> None:
    """Expect the documented status of success, and the message where the page gives one."""
    assert answer.operation is not None
    documented = answer.operation.success()
    if answer.status != int(documented.status):
        raise answer.lacks(f"the documented {documented.status}")
    if documented.message is not None and answer.message != documented.message:
        raise answer.lacks(f"the documented message {documented.message!r}")


def expect_documented_token(answer: Answer) -> None:
    """Expect the documented status of success, and a token that a header can carry."""
    expect_documented(answer)
    _ = answer.token


def expect_success(answer: Answer) -> None:
    """Expect any success (2xx): what a step needs that only comes before a rule."""
    if not answer.succeeded:
        raise answer.lacks("a success (2xx)")


def expect_flags(answer: Answer) -> None:
    """Expect the flags of the authentication options where the page shows them, and booleans.

    A page that shows the whole body demands each flag; a named type leaves its members optional.
    """
    assert answer.operation is not None
    fields = answer.operation.success().fields
    flags = {each.enabled_by for each in answer.spec.operations.values()} - {None}
    wrapper = None if flags & set(fields) else fields[0]
    holder = answer.find(wrapper) if wrapper else answer.json
    if not isinstance(holder, dict):
        raise answer.lacks(f"an object `{wrapper}`" if wrapper else "a JSON object")
    for flag in sorted(flag for flag in flags if flag):
        if flag in holder and not isinstance(holder[flag], bool):
            raise answer.lacks(f"a boolean `{flag}`")
        if flag not in holder and (wrapper or _is_wrapped(holder, flag)):
            raise answer.lacks(f"`{flag}` {f'in `{wrapper}`' if wrapper else 'unwrapped'}")


def _is_wrapped(body: dict[str, object], name: str) -> bool:
    return any(isinstance(each, dict) and name in each for each in body.values())


def expect_documented_refusal(answer: Answer) -> None:
    """Expect the documented refusal; any refusal without a token where the page is silent."""
    assert answer.operation is not None
    documented = answer.operation.refusal()
    if documented is None:
        expect_refused(answer)
        return
    answer.exchange.violations += conformance.refusal_violations(
        answer.spec, answer.operation, documented, answer.exchange
    )
    if answer.status != int(documented.status) or answer.find("message") != documented.message:
        raise answer.lacks(f"the documented {documented.status} {documented.message!r}")
    expect_no_token(answer)


def expect_refused(answer: Answer) -> None:
    """Expect a refusal (any 4xx) that gives no token."""
    expect_no_token(answer)
    if not 400 <= answer.status < 500:
        raise answer.lacks("a refusal (4xx)")


def expect_no_log_in(answer: Answer) -> None:
    """Expect that the answer logs nobody in: no success, and no token under any status."""
    expect_no_token(answer)
    if answer.succeeded:
        raise answer.lacks("no log-in")


def expect_no_token(answer: Answer) -> None:
    """Expect that the answer holds no access token, under any status."""
    if answer.gives_token():
        raise answer.lacks("no token")


def expect_no_crash(answer: Answer) -> None:
    """Expect no server error, and no token."""
    if answer.status >= 500:
        raise answer.lacks("no server error")
    expect_no_token(answer)


def expect(condition: bool, expected: str, answer: Answer) -> None:  # noqa: FBT001 - reads as a sentence
    """Expect ``condition`` of the answer; ``expected`` says it in words."""
    if not condition:
        raise answer.lacks(expected)


def expect_alike(first: Answer, second: Answer) -> None:
    """Expect two answers that look the same, ids and times left out."""
    if not first.looks_like(second):
        expected = f"the same answer as before: {first.in_words()}"
        raise Broken(expected, second.in_words(), second.exchange)
