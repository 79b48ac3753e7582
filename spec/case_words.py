"""Words of a page which say that upper and lower case are the same."""

from __future__ import annotations

import re

_SMALL, _CAPITAL = r"(small|lower[- ]?case)", r"(capitals?|upper[- ]?case)"
_BOTH = (
    rf"({_SMALL} (and|or) {_CAPITAL}|{_CAPITAL} (and|or) {_SMALL}|"
    r"upper (and|or) lower[- ]?case|lower (and|or) upper[- ]?case)"
)
CASE = re.compile(
    r"(?i)(, ?)?\b(upper (and|or) lower |letter )?case( is| being)? ignored\b|"
    r"\b(regardless of|irrespective of|ignor\w+|without regard to|insensitive to|whatever|"
    r"in (any|either))"
    r"( the)?( upper (and|or) lower)? case\b|\bcase[- ]?insensitiv\w*|"
    r"(, ?)?\b(in )?capitals or not\b|"
    rf"(, ?)?\b(in |be it |whether )?{_BOTH}\b(?!( letters)? (matter|count|differ|are ))"
    r"( letters| ones)?( alike)?|"
    r"\b(capitals?|capital letters|upper[- ]?case|(letter )?case)( of letters)? "
    r"(do|does|is|are)(n't| not) (count|matter|consider|important|significant|told|make a diff)\w*"
)
