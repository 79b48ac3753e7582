"""Any overlay on any document: a document or an error comes out, and nothing else."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from spec.compiler import overlay
from tests.spec.overlays import read

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "$"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.fixed_dictionaries({}, optional={"a": inner, "b": inner})
    ),
    max_leaves=8,
)
PATHS = st.sampled_from(["$", "$.a", "$.*", "$..*", "$..[0]", "$..a", "$.b[?@.a]", "$['a','a']"])
ACTIONS = st.lists(
    st.fixed_dictionaries(
        {"target": PATHS}, optional={"update": JSON, "copy": PATHS, "remove": st.booleans()}
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, derandomize=True, database=None)
@given(
    document=st.fixed_dictionaries({}, optional={"a": JSON, "b": JSON}),
    actions=ACTIONS,
    minor=st.integers(0, 2),
)
def test_any_action_gives_a_document_or_an_error(
    document: dict[str, Any], actions: list[dict[str, Any]], minor: int
) -> None:
    before = copy.deepcopy(document)
    info = {"title": "t", "version": "1"}
    text = json.dumps({"overlay": f"1.{minor}.0", "info": info, "actions": actions})
    actions_read, diagnostics = read(text)

    result = overlay.apply(document, actions_read, diagnostics)

    assert document == before
    assert json.loads(json.dumps(result)) == result
    assert all(line.startswith("o.yaml:1:") for line in diagnostics.lines())
