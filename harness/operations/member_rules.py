"""What a page says that a value must be, beside its member, and values that break that.

``1 to 60 characters``, ``Between 1 and 40``, ``A whole number, 0 or more``, ``At most 5 tags``, and
the values of an enum. Words that let a value be anything under a condition, or that have it changed
rather than refused, are no rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.operations.arguments import FOR_A_VALUE
from harness.operations.told_limits import limits_in
from harness.operations.values import PREFIX, given_by, type_of
from spec.member_words import BY_DEFAULT, STANDS_FOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SOFT = re.compile(
    r"(?i)\b(?:where|when|if|unless|except|depend\w*|ignor\w+|otherwise|else|cut|truncat\w+|"
    r"clamp\w*|capped|shorten\w*|taken (?:as|for|to be)|treated as|counts? as|lowered|raised|"
    r"reduced|adjusted|about|around|roughly|usual\w*|typical\w*|normal\w*|recommend\w*|expected|"
    r"should (?:not )?(?:exceed|be (?:at|no|less|more|between|from|up|\d))|(?:be|and) others|"
    r"e\.g|for (?:example|instance)|such as|of them|shown|counted|4\d\d|"
    r"\d+(?: \w+)? (?:per|an?|each|every) \w+)\b"
)
"""Words by which a value beyond a limit may be taken."""
_BEHIND = re.compile(
    r"(?i)\W*(?:must be |has to be |is )?(?:(?:later|greater|larger|higher|more) than|after) "
    r"`?(?P<name>\w+)`?(?=$|[.;,])"
)
"""Words of a value that is greater than another one, and not the same."""
_OF_BLANKS = re.compile(
    r"(?i)[^.;]*\b(?:spaces?|blanks?|whitespace)\b[^.;]*\b(?:cut|removed|trimmed|stripped|off|"
    r"ignored|do(?:es)? not count)\b[^.;]*"
)
_OF_LENGTH = re.compile(r"(?i)\b(?:characters?|letters?|digits?|long|length)\b")
_SPELLED = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")
_VALUES_OF = {each: str(n) for n, each in enumerate(_SPELLED[:-1], start=2)} | {"twelve": "12"}
_IN_WORDS = re.compile(rf"(?i)\b(?:{'|'.join(_SPELLED)})\b")
_NUMBER = r"(-?\d+(?:\.\d+)?)(?![\d.]*[\d:/-])"
_OR_MORE = re.compile(
    rf"(?i){_NUMBER} (?:or (?:more|greater|higher|above|later)|and (?:up|above))\b"
)
_OR_LESS = re.compile(rf"(?i){_NUMBER} or (?:less|fewer|lower|smaller|below)\b")
_ABOVE = re.compile(rf"(?i)\b(?:above|over|(?:more|greater|larger|higher) than) {_NUMBER}")
_BELOW = re.compile(rf"(?i)\b(?:below|under|(?:less|fewer|smaller|lower) than) {_NUMBER}")
_POSITIVE = re.compile(r"(?i)\bpositive\b")
_NOT_NEGATIVE = re.compile(r"(?i)\b(?:not|non|never|n't)[ -](?:be )?negative\b")
_WHOLE = re.compile(r"(?i)\bwhole (?:number|euros?|cents?|days?|hours?|minutes?)|\binteger\b")
_ITEMS = re.compile(
    r"(?i)(?:\bat most|\bup to|\bno more than|\bmaximum(?: of)?|"
    r"\bbetween \d+ and|\b\d+ (?:to|-|\u2013)) ?(\d+)\b"
    r"(?! ?(?:characters?|letters?|digits?|long))"
)
_LONG_ITEMS = re.compile(
    r"(?i)\b(?:of|with|each(?: of| has| is)?|an? \w+ has) "
    r"(?:at most |up to |\d+ (?:to|-|\u2013) ?)(\d+) (?:characters?|letters?)\b"
)
_EXACTLY = re.compile(
    r"(?i)^\W*(?:an? \w+ (?:is|has) |exactly )?(\d+) (?:characters?|letters?|digits?)\b"
)
_MADE_OF = (
    (re.compile(r"(?i)\bletters (?:from A to Z|only)(?=$|[.;])"), "7"),
    (re.compile(r"(?i)(?<!and )(?<!or )\bdigits(?: only)?(?=$|[.;])"), "a"),
    (re.compile(r"(?i)\bletters (?:and|or) digits(?: only)?(?=$|[.;])"), "!"),
    (re.compile(r"(?i)\b(?:lower[- ]?case|small) letters\b(?![^.;]*(?:capital|upper))"), "A"),
    (re.compile(r"(?i)\b(?:upper[- ]?case|capital) letters\b(?![^.;]*(?:small|lower))"), "a"),
)
"""Of what alone a text is made, and something else."""
_LONGEST, _MOST_ITEMS = 5000, 100
"""Characters of a text, and items of an array, that are sent at most."""


class Breach(NamedTuple):
    """A value that breaks a rule, and the words of that rule."""

    value: object
    rule: str


def breaches(
    schema: Mapping[str, Any],
    whole: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    beside: Mapping[str, object],
) -> list[Breach]:
    """Return values that break the rules of a member, too much before too little.

    ``schema`` is the member's, as ``whole`` gives it; ``beside`` has the members that it is sent
    with.
    """
    told = str(schema.get("description", ""))
    words = BY_DEFAULT.sub("", _OF_BLANKS.sub("", told))
    tied = FOR_A_VALUE.search(words)
    if tied is not None:
        if str(beside.get(tied["name"], "")).lower() != tied["value"].lower():
            return []
        words = words.replace(tied.group(), "")
    if _SOFT.search(words):
        return []
    other = beside.get((_BEHIND.match(words) or {"name": ""})["name"])
    if other is not None:
        return [Breach(other, told.strip())]
    words = _IN_WORDS.sub(lambda found: _VALUES_OF[found.group().lower()], words)
    rule = told.strip() or "what it may be"
    known = {int(each) for each in STANDS_FOR.findall(told)}
    wrong = (e for e in _values(schema, words, whole) if isinstance(e, list) or e not in known)
    return [Breach(value, rule) for value in wrong]


def needed_for(words: str) -> tuple[str, str] | None:
    """Return the member and its value for which another is needed; None where it is not so."""
    tied = FOR_A_VALUE.search(words)
    is_needed = tied is not None and tied.group().lower().startswith(("needed", "required"))
    return (tied["name"], tied["value"]) if tied is not None and is_needed else None


def _values(
    schema: Mapping[str, Any],
    words: str,
    whole: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> Iterator[object]:
    kind = type_of(schema)
    if kind == "array":
        yield from _too_many(schema, words, whole)
    elif "enum" in schema:
        yield from [f"{PREFIX}-none"] if kind == "string" else []
    elif kind in {"integer", "number"}:
        yield from _numbers(schema, words)
    elif kind == "string" and "format" not in schema and _OF_LENGTH.search(words):
        yield from _texts(schema, words)


def _numbers(schema: Mapping[str, Any], words: str) -> Iterator[float]:
    """Yield numbers beyond the limits; a fraction where whole numbers are told."""
    least, most = _limits(schema, words)
    sample = given_by(schema)
    is_number = isinstance(sample, int | float) and not isinstance(sample, bool)
    if is_number and not _lies_between(sample, least, most):  # type: ignore[arg-type]
        return  # the words are of something else
    if most is not None:
        yield most + 1
    elif (below := _first(_BELOW, words)) is not None:
        yield below
    if least is not None:
        yield least - 1
    elif (above := _first(_ABOVE, words)) is not None:
        yield above
    elif _POSITIVE.search(words):
        yield 0
    elif _NOT_NEGATIVE.search(words):
        yield -1
    if _WHOLE.search(words):
        yield (least if least is not None else 1) + 0.5


def _texts(schema: Mapping[str, Any], words: str) -> Iterator[str]:
    """Yield texts that are too long, or too short, and else like the sample."""
    least, most = _limits(schema, words)
    sample = given_by(schema)
    if not isinstance(sample, str) or not sample or sample.startswith(PREFIX):
        sample = "x"
    elif not _lies_between(len(sample), least, most):
        return
    letters = re.sub(r"\s", "x", sample)
    for length in ((most or _LONGEST) + 1, (least or 0) - 1):
        if 0 <= length <= _LONGEST:
            yield (letters * (int(length) // len(letters) + 1))[: int(length)]
    for pattern, other in _MADE_OF:
        if pattern.search(words) and len(sample) > 1:
            yield sample[:-1] + other


def _too_many(
    schema: Mapping[str, Any],
    words: str,
    whole: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> Iterator[list[object]]:
    """Yield an array with one item more than it may have, and one with a text that is too long."""
    items = whole(schema.get("items", {}))
    found, long = _ITEMS.search(words), _LONG_ITEMS.search(words)
    most = schema.get("maxItems", int(found[1]) if found else None)
    longest = items.get("maxLength", int(long[1]) if long else None)
    is_plain = type_of(items) == "string" and not items.keys() & {"enum", "format", "pattern"}
    sample = given_by(schema)
    first = sample[0] if isinstance(sample, list) and sample else given_by(items)
    if most is not None and most <= _MOST_ITEMS and is_plain:
        stem = first[:12] if isinstance(first, str) else "x"
        yield [f"{stem}{chr(97 + each // 26)}{chr(97 + each % 26)}" for each in range(most + 1)]
    elif most is not None and most <= _MOST_ITEMS and isinstance(first, dict):
        yield [first] * (most + 1)
    if longest is not None and longest <= _LONGEST and is_plain:
        letters = re.sub(r"\s", "", first) if isinstance(first, str) else ""
        yield [((letters or "x") * (longest + 1))[: longest + 1]]


def _limits(schema: Mapping[str, Any], words: str) -> tuple[float | None, float | None]:
    """Return the least and the most that may be, of a number or of a text's length."""
    plain = _ABOVE.sub("", _BELOW.sub("", words))
    least, most = limits_in(plain)
    if least is None and most is None and (exact := _EXACTLY.search(words)) is not None:
        least = most = int(exact[1])
    if least is None:
        least = _first(_OR_MORE, words)
    if most is None:
        most = _first(_OR_LESS, words)
    is_text = type_of(schema) == "string"
    names = ("minLength", "maxLength") if is_text else ("minimum", "maximum")
    return schema.get(names[0], least), schema.get(names[1], most)


def _first(pattern: re.Pattern[str], words: str) -> float | None:
    found = pattern.search(words)
    if found is None:
        return None
    return float(found[1]) if "." in found[1] else int(found[1])


def _lies_between(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)
