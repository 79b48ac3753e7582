"""What status codes mean in words: the same whichever Python runs, which renamed some in 3.13."""

from __future__ import annotations

from http import HTTPStatus

_BEFORE = {
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Requested Range Not Satisfiable",
    422: "Unprocessable Entity",
}
_SINCE = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
"""As RFC 9110 has them."""


def phrase_of(status: str) -> str | None:
    """Return the phrase that documents show, by which committed ones stay as they are."""
    known = {str(each.value): _BEFORE.get(each, each.phrase) for each in HTTPStatus}
    return known.get(status)


def is_phrase_of(words: str, status: str) -> bool:
    """Tell whether words, in any case, are what a status is called, now or before."""
    names = [_BEFORE, _SINCE, {each.value: each.phrase for each in HTTPStatus}]
    return words.lower() in {
        name.lower() for each in names for number, name in each.items() if str(number) == status
    }
