"""What a broken result looks like: by it, failures of one cause are told from those of another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.core.rule_ids import DOCUMENTED, NOT_CRASHED
from harness.results.failure import untold

if TYPE_CHECKING:
    from harness.results.failure import Failure
    from harness.results.record import TargetRecord
    from harness.results.result import Result

GENERIC = (NOT_CRASHED, DOCUMENTED)
"""Rules of every exchange, the narrower one first: one that breaks them breaks others as well."""
_ANSWER = re.compile(r"(\d)(\d\d)[ ,] ?")
_CASE = re.compile(r" \((?:the smallest case:|for one:|whatever is sent;) .*", re.DOTALL)
_VALUES = re.compile(r'\{.*\}|"[^"]*"|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\S+@\S+|\(\d[^)]*\)|\d{4,}')
_IDS = re.compile(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Symptom:
    """One broken result, and what it is told by."""

    result: Result
    failure: Failure

    @property
    def rule(self) -> str:
        """The id of its rule."""
        return self.result["rule"]

    @property
    def operation(self) -> str | None:
        """The operation that the result is about."""
        return self.result["operation"]

    @cached_property
    def came(self) -> str:
        """What came, without what differs from one request to the next."""
        return bare(self.failure["came"])

    @property
    def kind(self) -> str:
        """What came, roughly: whether somebody was let in, refused, or met a server error."""
        return self.came[0] if re.fullmatch(r"\d\S\S", self.came) else self.came

    @cached_property
    def answer(self) -> tuple[str, int] | None:
        """The operation that was answered, and with which status; None where none is shown."""
        exchange = self.failure["exchange"]
        if exchange is None:
            return None
        path = _NUMBERS.sub("", urlsplit(exchange["url"]).path)
        return exchange["operation"] or f"{exchange['method']} {path}", exchange["status"]

    @property
    def answered(self) -> str | None:
        """The id of the operation that was answered; None where the pages have no such one."""
        exchange = self.failure["exchange"]
        return (exchange["operation"] or None) if exchange is not None else None

    @property
    def is_crash(self) -> bool:
        """Whether the answer is a server error."""
        return self.answer is not None and self.answer[1] >= 500

    @cached_property
    def crash(self) -> tuple[int, str]:
        """Its status and what the answer says, without values."""
        exchange = self.failure["exchange"] or {"status": 0, "answer_body": ""}
        return exchange["status"], _NUMBERS.sub("", _IDS.sub("", exchange["answer_body"]))


def bare(came: str) -> str:
    """Return what came without values: of an answer that is described, its status alone.

    Successes are alike: that an operation lets somebody in is one thing, whatever it then says.
    """
    if answer := _ANSWER.match(came):
        return "2xx" if answer[1] == "2" else answer[1] + answer[2]
    return _VALUES.sub("…", without_case(came))


def without_case(came: str) -> str:
    """Return what came without the case of generated input that it came of."""
    return _CASE.sub("", came)


def symptoms_of(record: TargetRecord, results: list[Result]) -> list[Symptom]:
    """Return the symptoms of broken results."""
    return [
        Symptom(each, record.failures.get(each["test"]) or untold(each["detail"]))
        for each in results
    ]
