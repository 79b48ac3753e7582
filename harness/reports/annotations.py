"""Annotations of a forge: what is broken, shown beside the pages that say otherwise.

GitHub Actions (Gitea and Forgejo as well) makes them of lines such as
``::error file=FILE,line=N,title=TITLE::MESSAGE`` in a step's log, ten of each kind at most. All
other text is made harmless before it comes to the log (:mod:`harness.redaction.visible`); so is
what stands in these lines, which hold no more than ``results.json``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.redaction.visible import visible
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harness.causes.cause import Cause

MOST = 10
"""GitHub shows no more of a kind in a step."""
LONGEST = 1000
"""Characters of a message."""
_PLACE = re.compile(r"(?P<file>[^\s:]+\.apib)(?::(?P<line>\d+))?(?:\s|:|$)")


def are_wanted(environment: Mapping[str, str]) -> bool:
    """Whether the run's log is read by a forge that knows them."""
    return environment.get("GITHUB_ACTIONS") == "true"


def annotation_lines(causes: Sequence[Cause]) -> Iterator[str]:
    """Yield a line for each cause; where there are too many, the last says how many more."""
    advice = [each for each in causes if each.strength is Strength.ADVISED]
    broken = [each for each in causes if each.strength is not Strength.ADVISED]
    yield from _of_kind("error", broken)
    yield from _of_kind("notice", advice)


def _of_kind(kind: str, causes: Sequence[Cause]) -> Iterator[str]:
    shown = causes if len(causes) <= MOST else causes[: MOST - 1]
    for each in shown:
        yield _line(kind, _title(each), _message(each), _place(each.stated_at))
    if len(shown) < len(causes):
        left = causes[len(shown) :]
        rules = ", ".join(dict.fromkeys(f"{each.rule} ({each.target})" for each in left))
        yield _line(kind, f"and {len(left)} more", rules, {})


def _title(cause: Cause) -> str:
    return f"{cause.target}: {cause.rule}"


def _message(cause: Cause) -> str:
    """Say what is stated, what was expected and came, where, and since when."""
    failure = cause.first
    lines = [f"{cause.says} ({cause.strength})"]
    lines += [f"expected  {failure['expected']}"] if failure["expected"] else []
    lines.append(f"came      {failure['came']}")
    lines += [f"how often {cause.rate}"] if cause.rate else []
    lines += [f"at        {', '.join(cause.places)}"] if cause.places else []
    lines += [f"so broken as well: {', '.join(cause.follows)}"] if cause.follows else []
    if cause.is_new:
        lines.append("new in this run")
    elif cause.since:
        lines.append(f"since     {cause.since}")
    return "\n".join(lines)


def _place(stated_at: str) -> dict[str, str]:
    """Return where the page says it, as far as it is a file of the repository that is checked."""
    found = _PLACE.match(stated_at)
    if found is None or found["file"].startswith("/") or ".." in found["file"]:
        return {}
    return {"file": found["file"], "line": found["line"] or "1"}


def _line(kind: str, title: str, message: str, place: Mapping[str, str]) -> str:
    """Make the line: what would end a property or the line is escaped as the runner undoes it."""
    properties = ",".join(
        f"{name}={_value(each)}" for name, each in {**place, "title": title}.items()
    )
    return f"::{kind} {properties}::{_data(_short(message))}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
