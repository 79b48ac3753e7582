"""A document of our own, and overlays as short texts that are applied to it."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import pytest

from spec.compiler import overlay
from spec.compiler.diagnostics import Diagnostics
from spec.compiler.markdown import Source

LIBRARY: dict[str, Any] = {
    "info": {"title": "Library", "version": "1"},
    "servers": [{"url": "a", "x-stage": "test"}, {"url": "b"}],
    "tags": ["old", "kept"],
    "paths": {
        "/books": {"get": {"summary": "Books", "tags": ["old"]}, "post": {"x-internal": True}},
        "/loans": {"get": {"summary": "Loans", "tags": ["old", "kept"]}},
    },
}


@dataclass(frozen=True)
class Applied:
    """What an overlay makes of a document, and remarks a line each."""

    document: Any
    remarks: list[str]

    def codes(self, level: str) -> list[str]:
        return [
            line.rpartition("[")[2].rstrip("]") for line in self.remarks if f": {level}: " in line
        ]


def read(text: str, *, strict: bool = False) -> tuple[list[overlay.Action], Diagnostics]:
    """Read an overlay's text, named `o.yaml`."""
    diagnostics = Diagnostics()
    actions = overlay.parse_overlay(Source("o.yaml", text), diagnostics, strict=strict)
    return actions, diagnostics


def apply_text(text: str, *, strict: bool = False) -> Applied:
    """Apply an overlay's text to the library."""
    actions, diagnostics = read(text, strict=strict)
    document = overlay.apply(LIBRARY, actions, diagnostics, strict=strict)
    return Applied(document, diagnostics.lines())


def overlaid(*actions: str, version: str = "1.1", strict: bool = False) -> Applied:
    """Apply actions, each a YAML flow mapping, to the library."""
    return apply_text(written(*actions, version=version), strict=strict)


def written(*actions: str, version: str = "1.1", more: str = "") -> str:
    """Return an overlay's text with these actions, and `more` lines at its top."""
    head = f"overlay: {version}.0\ninfo: {{title: t, version: '1'}}\n{more}actions:\n"
    return head + "".join(f"  - {action}\n" for action in actions)


def library(**changed: Any) -> dict[str, Any]:
    """Return the library with other values at its top."""
    return copy.deepcopy(LIBRARY) | changed


EVERY_VERSION = pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
"""What holds in each version that is read."""
