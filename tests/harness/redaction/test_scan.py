"""Secrets are looked for in all that was written."""

import base64
import gzip
import io
import json
from urllib.parse import quote

import pytest

from harness.redaction import scan
from harness.redaction.scan import leaking
from harness.redaction.search import KeysAlone
from tests.harness.making import CANARY

FORMS = {
    "plain": f"leak: {CANARY};",
    "quoted": quote(f"{CANARY}+/="),
    "base64": base64.b64encode(CANARY.encode()).decode(),
    "broken": f"{CANARY[:12]}\n    {CANARY[12:]}",
    "glued": f"x{CANARY}x",
}


@pytest.mark.parametrize("form", FORMS)
def test_file_with_a_secret_is_named(tmp_path, form):
    file = tmp_path / "report.html"
    file.write_text(FORMS[form])

    assert leaking([file], [], [CANARY]) == [file]
    if form != "glued":
        assert leaking([file], [CANARY], []) == [file]


def test_file_without_a_secret_is_not_named(tmp_path):
    file = tmp_path / "report.html"
    file.write_text(f"masked: $TOKEN {CANARY[:-1]}")

    assert leaking([file, tmp_path / "missing"], [CANARY, "short"], [CANARY]) == []


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"log": f"line\n{CANARY}\tend"}),
        json.dumps({"log": json.dumps(CANARY)}),
        f"E   b'x {CANARY[:9]}'\nE          b'{CANARY[9:]}'",
        json.dumps(f"b'x {CANARY[:9]}'\n b'{CANARY[9:]}'"),
    ],
    ids=["own line", "json in json", "locals", "locals in json"],
)
def test_secret_is_found_behind_what_is_none_of_its_letters(tmp_path, text):
    file = tmp_path / "results.json"
    file.write_text(text)

    assert leaking([file], [CANARY], []) == [file]


def test_word_of_the_suite_is_no_leak_and_its_encoded_form_is(tmp_path):
    plain, encoded = tmp_path / "junit.xml", tmp_path / "report.html"
    plain.write_text('<testcase name="a wrong password is refused">')
    encoded.write_text(base64.b64encode(b"qa:password").decode())

    assert leaking([plain, encoded], [], ["password"]) == [encoded]


def test_what_every_output_shows_is_no_leak(tmp_path):
    file = tmp_path / "results.json"
    file.write_text('{"targets": [{"name": "kestrel7"}]}')

    assert leaking([file], [], ["kestrel7"]) == [file]
    assert leaking([file], [], ["kestrel7"], ["kestrel7"]) == []


def test_file_that_is_no_text_is_looked_through(tmp_path):
    file = tmp_path / "cache"
    file.write_bytes(b"\xff\xfe\0" + CANARY.encode("utf-16-le") + b"\0\xff")

    assert leaking([file], [CANARY], []) == [file]


@pytest.mark.parametrize("before", [scan.PART - 4, 2 * scan.PART - scan.ACROSS - 4, 3 * scan.PART])
def test_secret_is_found_in_a_large_file_and_across_its_parts(tmp_path, before):
    file, clean = tmp_path / "large", tmp_path / "clean"
    file.write_bytes(b" " * before + CANARY.encode() + b" " * scan.PART)
    clean.write_bytes(b" " * before)

    assert leaking([file, clean], [CANARY], []) == [file]


@pytest.mark.parametrize(
    "damage",
    [lambda packed: packed[:-4], lambda packed: packed[:10] + b"\xff" + packed[11:]],
    ids=["cut", "wrong"],
)
def test_secret_is_found_in_a_packed_file(tmp_path, damage):
    file, clean, damaged = (tmp_path / f"{name}.har.gz" for name in "abc")
    file.write_bytes(gzip.compress(f"x {CANARY} x".encode()))
    clean.write_bytes(gzip.compress(b"x"))
    damaged.write_bytes(damage(gzip.compress(b"x")))

    assert leaking([file, clean, damaged], [CANARY], []) == [file]


@pytest.mark.parametrize("length", [6, 7])
def test_short_secret_is_found(tmp_path, length):
    file = tmp_path / "report.html"
    file.write_text(f"<b>{CANARY[:length]}</b>")

    assert leaking([file], [CANARY[:length]], []) == [file]
    assert leaking([file], [], [CANARY[:length]]) == [file]


def test_password_that_is_a_word_is_none_of_the_secrets_either(tmp_path):
    file = tmp_path / "junit.xml"
    file.write_text('<testcase name="a wrong password is refused">')

    assert leaking([file], ["password"], ["password"]) == []


class Dripping(io.BytesIO):
    """A file that gives three bytes at a time."""

    def read(self, size=-1, /):
        return super().read(min(size, 3))


def test_secret_is_found_in_what_comes_in_small_parts():
    index = KeysAlone()
    index.add(CANARY, "TOKEN")

    assert scan._has(Dripping(f"it is {CANARY}".encode()), index)
    assert not scan._has(Dripping(f"it is {CANARY[1:]}".encode()), index)
