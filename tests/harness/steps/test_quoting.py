"""Bytes as words of a shell: what comes out is what went in."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.redaction.visible import visible
from harness.steps.quoting import Filled, Piece, assigned, comment, is_plain, printing, word
from tests.harness.steps.shell import printed

HOSTILE = [
    b"",
    b"plain",
    b"it's",
    b'"; rm -rf / #',
    b"$(touch owned) `touch owned` $HOME ${HOME} $'x'",
    b"\\n \\\\ \\' \\0",
    b"%s %n %d %%",
    b"line\nline\n\n",
    b"\r\n\t\x1b[31m",
    b"!history !! !$",
    b"::error::x ##[section] ##vso[x]",
    "é \u202e \u200b 💥".encode(),
    b"\xff\xfe\x80",
    b"a" * 5_000,
    b"[" * 300 + b"x" + b"'" * 300,
    b"-n",
    b"*? ~ {a,b} [x] | & ; < > ( )",
]
ANY = st.binary(max_size=60) | st.text("'\"\\$`!%#:\n\r\0 aé", max_size=30).map(str.encode)


def of(literals: list[bytes]) -> str:
    """A script that prints each text twice, once as a word, between marks."""
    lines = ["word() { printf '%s|' \"$1\"; }"]
    for each in literals:
        lines += [f"{{ {printing([each])}; }}", "printf '|'"]
        if b"\0" not in each and not each.endswith(b"\n"):
            lines.append(f"word {word([each])}")
    return "\n".join(lines)


def wanted(literals: list[bytes]) -> bytes:
    once = [
        [each, each] if b"\0" not in each and not each.endswith(b"\n") else [each]
        for each in literals
    ]
    return b"".join(part + b"|" for each in once for part in each)


@pytest.mark.starts_process
def test_hostile_text_is_never_obeyed():
    assert printed(of(HOSTILE)) == wanted(HOSTILE)


@pytest.mark.starts_process
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ANY, max_size=40))
def test_any_bytes_come_out_as_they_went_in(literals):
    assert printed(of(literals)) == wanted(literals)


@pytest.mark.starts_process
def test_variables_are_filled_in_and_not_read_again():
    hostile = "$(touch owned) '\"\\"
    pieces: list[Piece] = [b"a'", Filled.of("VALUE"), b"$VALUE"]

    script = f'{assigned("MADE", pieces)}; printf %s "$MADE"; {printing(pieces)}'

    assert printed(script, VALUE=hostile) == f"a'{hostile}$VALUE".encode() * 2


@pytest.mark.parametrize("literal", HOSTILE, ids=range(len(HOSTILE)))
def test_script_is_not_changed_by_what_makes_it_safe_to_look_at(literal):
    script = f"x {word([literal])}; {printing([literal])}"

    assert visible(script) == script
    assert script.isascii()
    assert script.isprintable()


def test_what_is_repeated_is_written_by_its_count():
    assert len(word([b"a" * 100_000])) < 100
    assert not is_plain([b"a" * 100_000])


def test_comment_is_one_line():
    assert comment("a\nrm -rf /\r\nb\u2028 é\x1b") == "a rm -rf / b \\xe9\\x1b"
