"""The document's text is PyYAML's, byte for byte."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.compiler import yaml_files, yaml_writer

WORDS = ["yes", "NO", "null", "~", "1", "01", "1.5", "1e3", "2020-01-01", "a: b", "a #b", "- a", ""]
LONG = ["a" * 130, "word " * 40, "a\n", "a\n\n", " a", "a ", "\na", "=", "<<", "0x1", "é", "\x07"]
TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="ab \n:#-'\"01.,{}[]|>é\t", max_size=150),
    st.sampled_from(WORDS + LONG),
)
KEYS = st.one_of(st.text(max_size=20), st.sampled_from(["200", "yes", "/x/{a}", "", "x" * 140]))
SCALARS = st.one_of(
    TEXTS,
    st.integers(),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=10,
)


def by_pyyaml(value: Any) -> str:
    dumper = yaml_files._Dumper
    return str(yaml.dump(value, Dumper=dumper, sort_keys=False, allow_unicode=True, width=100))


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_document_is_written_as_pyyaml_writes_it(value: dict[str, Any]) -> None:
    assert yaml_writer.write(value, yaml_files._Dumper, width=100) == by_pyyaml(value)


@pytest.mark.parametrize("text", WORDS + LONG)
def test_text_is_written_as_pyyaml_writes_it(text: str) -> None:
    value = {"a": text, "b": [text, [text], {"c": text}], "d": {}, "e": []}

    written = yaml_writer.write(value, yaml_files._Dumper, width=100)
    assert written == by_pyyaml(value)
    assert yaml.safe_load(written) == value
