"""URLs in a text."""

from __future__ import annotations

import re

_URL = re.compile(r"""https?://[^\s"'<>]+""")


def urls_in(text: str) -> list[str]:
    """Return each http or https URL of a text, up to a blank, a quote or an angle bracket."""
    return _URL.findall(text)
