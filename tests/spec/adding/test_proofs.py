"""What it would take to prove the rest of an operation."""

from __future__ import annotations

from spec.adding.proofs import proof
from tests.spec.test_resources import BODY, CRUD, THING, spec_of


def test_change_of_what_there_is_but_once_needs_leave() -> None:
    of_things = ("GET /things/{id}/settings", THING), ("PUT /things/{id}/settings", BODY + THING)
    spec = spec_of(*CRUD, ("GET /settings", THING), ("PUT /settings", BODY + THING), *of_things)
    lacking = {
        path: proof(spec, operation).lacking
        for path in ("/settings", "/things/1/settings", "/things/1")
        if (operation := spec.find("PUT", path) or spec.find("PATCH", path))
    }

    assert lacking == {
        "/settings": ('effects = "account"', 'may_change = ["/settings"]'),
        "/things/1/settings": ('effects = "account"',),
        "/things/1": ('effects = "account"',),
    }
