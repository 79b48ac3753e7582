"""The words that the suite itself writes, which no password among them can be told from.

Where the account's password is ``password`` or ``reports``, masking every such word would leave no
report to read, and finding one would say nothing. It is masked by the name of its field then.
"""

from __future__ import annotations

import platform
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from harness.redaction.encodings import by_form
from harness.redaction.search import folded
from spec import rules
from spec.specification import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OURS = ("spec/rules.toml", "spec/openapi/*.yaml", "contracts/*.py", "harness/**/*.*")
_OTHERS = {
    "pytest_html": "**/*.*",
    "pytest_metadata": "*.py",
    "harfile": "*.py",
    "xdist": "*.py",
    "_pytest": "[jrt]*.py",  # what writes junit.xml, and to the terminal
}
"""Packages that write to the outputs of a run, and the files that hold their words."""
_WORD = re.compile(r"[A-Za-z_]+")
_SUFFIXES = frozenset({".py", ".toml", ".yaml", ".html", ".js", ".css"})


def own_words_that_are(value: str, also: Iterable[str] = ()) -> frozenset[str]:
    """Return the names of the encodings whose forms of ``value`` the suite writes of itself.

    ``also`` are other texts that stand in every output: a target's name and URL.
    """
    return _found(value, tuple(also))


def is_own_word(value: str) -> bool:
    """Whether a value is one word, and the suite writes it of itself, or a part of a rule's id.

    Several words, such as ``an-access-token``, may be what an instance gives as a secret.
    """
    if _WORD.fullmatch(value):
        return _folded(value) in _words()
    return any(value.lower() in each for each in rules.load())


@lru_cache(maxsize=256)
def _found(value: str, also: tuple[str, ...]) -> frozenset[str]:
    here = (str(Path.cwd()), platform.node(), platform.platform())
    texts = [_words(), *map(_folded, [*also, *here])]
    return frozenset(
        encoding.name
        for encoding in by_form()
        if any(_folded(form) in text for form in encoding.forms(value) for text in texts)
    )


@cache
def _words() -> bytes:
    """Return all that the suite may write of itself, folded as a search folds it."""
    texts = (file.read_text(encoding="utf-8", errors="replace") for file in _files())
    return _folded("\0".join(texts))


def _files() -> Iterator[Path]:
    for pattern in _OURS:
        yield from _read(ROOT.parent, pattern)
    for name, pattern in _OTHERS.items():
        found = find_spec(name)
        for directory in (found and found.submodule_search_locations) or ():
            yield from _read(Path(directory), pattern)


def _read(directory: Path, pattern: str) -> Iterator[Path]:
    return (file for file in directory.glob(pattern) if file.suffix in _SUFFIXES)


def _folded(text: str) -> bytes:
    return folded(text.encode("utf-8", "surrogatepass"))
