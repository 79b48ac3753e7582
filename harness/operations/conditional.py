"""What of an operation depends on the state of its thing (RFC 9110, section 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spec.resources import Kind

if TYPE_CHECKING:
    from spec.specification import Operation

UNCHANGED, OUTDATED = 304, 412


def asks_if_changed(operation: Operation) -> bool:
    """Whether a page shows a look-up that is answered with nothing where nothing changed."""
    return operation.method == "GET" and str(UNCHANGED) in operation.answers


def changes_if_unchanged(operation: Operation) -> bool:
    """Whether a page shows a change that is refused where another one came before it."""
    is_change = operation.kind in {Kind.MODIFY, Kind.REPLACE, Kind.DELETE}
    return is_change and str(OUTDATED) in operation.answers
