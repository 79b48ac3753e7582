"""Every encoding of the table is masked, and found in what was written; and nothing else is."""

import pytest

from harness.redaction.encodings import ENCODINGS, by_form
from harness.redaction.redactor import Redactor
from harness.redaction.scan import leaking
from tests.harness.making import CANARY

SECRETS = {
    "opaque": CANARY,
    "web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxNyJ9.c2lnbmF0dXJlLW9m",
    "any character": "pä ss&'\"<w>/örd\\",
    "looks escaped": "100%25 &amp; \\u0041 x7",
    "hexadecimal": "0f1e2d3c4b5a69788796",
}
EACH_SECRET = pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
EACH_ENCODING = pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda each: each.name)
ANOTHER = "another-7Zq5T8rXw2LmN"


@EACH_SECRET
@EACH_ENCODING
def test_secret_is_masked_in_every_encoding(secret, encoding):
    redactor = Redactor()
    redactor.register(secret, "TOKEN")

    for form in encoding.forms(secret):
        masked = redactor.mask(f"sent {form} there")

        assert masked.removeprefix("sent ").removesuffix(" there").rstrip("=") == "$TOKEN" or (
            masked == "sent $TOKENthere"  # a line's end went with it
        )


@EACH_SECRET
@EACH_ENCODING
def test_secret_is_found_in_every_encoding(tmp_path, secret, encoding):
    file = tmp_path / "report.html"

    for form in encoding.forms(secret):
        file.write_text(f"<p>sent {form} there</p>", "utf-8", "surrogatepass")

        assert leaking([file], [secret], []) == [file]
        assert leaking([file], [], [secret]) == [file]


@EACH_SECRET
@EACH_ENCODING
def test_what_is_no_secret_is_left_alone_in_every_encoding(tmp_path, secret, encoding):
    redactor, file = Redactor(), tmp_path / "report.html"
    redactor.register(ANOTHER, "TOKEN")

    for form in encoding.forms(secret):
        text = f"sent {form} there"
        file.write_text(text, "utf-8", "surrogatepass")

        assert redactor.mask(text) == text
        assert leaking([file], [ANOTHER], [ANOTHER]) == []


@pytest.mark.parametrize("before", ["", "q", "qa", "qa:", "qa@acme.test:"])
@pytest.mark.parametrize("behind", ["", "!", "!!", ";role=admin"])
@pytest.mark.parametrize("name", ["base64", "base32", "hexadecimal", "UTF-16 in base64"])
def test_secret_among_other_bytes_is_known(before, behind, name):
    [encoding] = [each for each in ENCODINGS if each.name == name]
    redactor = Redactor()
    redactor.register(CANARY, "TOKEN")
    whole = max(encoding.forms(f"{before}{CANARY}{behind}"), key=len)

    assert "$TOKEN" in redactor.mask(whole)


def test_encodings_have_names_of_their_own():
    assert len({each.name for each in ENCODINGS}) == len(ENCODINGS)


def test_only_what_is_not_undone_is_looked_for_by_its_form():
    assert {each.is_read for each in by_form()} == {False}
    assert {each.name for each in by_form()} >= {"plain", "reversed", "base64"}
