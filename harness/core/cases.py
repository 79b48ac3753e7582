"""How a report tells which generated case broke a rule."""

from __future__ import annotations

ANY_CASE = "whatever is sent"
"""What stands in the place of a case where each other one fails as well."""
COMES_AND_GOES = "intermittent"
"""What a note says of a case that does not fail each time it is sent."""
EACH_TIME, IN_A_ROW = "each time", "again as request"
"""What it says of one that does."""


def of_note(note: str) -> str:
    """Tell the note of a search; a case is only claimed as the smallest where it fails each time.

    What comes and goes would come of any other case as well: it is one of those that met it.
    """
    if note.startswith(ANY_CASE):
        return f"({note})"
    return f"(for one: {note})" if COMES_AND_GOES in note else f"(the smallest case: {note})"
