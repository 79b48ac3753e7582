"""What of an answer departs from its page, and what does not."""

from dataclasses import replace

import pytest

from harness.http.conformance import refusal_violations, violations
from spec import specification
from tests.harness.making import an_exchange

SPEC = specification.load("me")
TOKEN = {"token": "an-access-token"}
HTML = (("Content-Type", "text/html"),)
JSON = (("Content-Type", "application/json"),)


def found(exchange, product="me"):
    return violations(specification.load(product), exchange)


@pytest.mark.parametrize(
    "exchange",
    [
        an_exchange(json=TOKEN),
        an_exchange(json=TOKEN | {"expires_in": 28800, "nested": {"a": [None]}}),
        an_exchange(
            body=b'{"token": "t"}', headers=(("content-type", "Application/JSON; Charset=UTF-8"),)
        ),
        an_exchange(body=b'{"token": "t"}', headers=(("CONTENT-TYPE", "application/json"),)),
        an_exchange(body=b'\xef\xbb\xbf{"token": "t"}', headers=JSON),
        an_exchange(status=401, json={"message": "Invalid credentials have been provided"}),
        an_exchange(status=401, body=b"<html>", headers=HTML),
        an_exchange(status=422, body=b"<html>", headers=HTML),
        an_exchange(status=429),
        an_exchange("logout"),
        an_exchange("logout", body=b"{}", headers=JSON),
        an_exchange("getInvitationLink", status=404, body=b"<html>", headers=HTML),
        an_exchange(None, status=500),
    ],
    ids=[
        "documented",
        "extra-fields",
        "charset",
        "upper-case-header",
        "byte-order-mark",
        "documented-refusal",
        "documented-refusal-as-html",
        "undocumented-refusal-as-html",
        "undocumented-refusal-without-a-body",
        "no-body-where-the-page-shows-none",
        "body-where-the-page-shows-none",
        "documented-status-without-a-body",
        "operation-that-no-page-has",
    ],
)
def test_answer_conforms(exchange):
    assert found(exchange) == []


@pytest.mark.parametrize(
    ("exchange", "violation"),
    [
        (an_exchange(status=201, json=TOKEN), "status 201 is not documented (200, 401, 4XX)"),
        (an_exchange(status=302), "status 302 is not documented (200, 401, 4XX)"),
        (an_exchange(status=500), "status 500 is not documented (200, 401, 4XX)"),
        (
            an_exchange(body=b'{"token": "t"}', headers=HTML),
            "media type is text/html, not application/json",
        ),
        (an_exchange(body=b'{"token": "t"}'), "media type is missing, not application/json"),
        (an_exchange(headers=JSON), "the documented body is missing"),
        (an_exchange(body=b"{", headers=JSON), "the body is not JSON"),
        (an_exchange(body=b"\xff", headers=JSON), "the body is not JSON"),
        (an_exchange(body=b"[" * 100_000, headers=JSON), "the body is not JSON"),
        (an_exchange(json={}), "body at $: 'token' is a required property"),
        (an_exchange(json=[]), "body at $: [] is not of type 'object'"),
        (an_exchange(json={"token": 17}), "body at $.token: 17 is not of type 'string'"),
        (
            an_exchange("reinviteUser", json={"email": "a@b.test", "id": "17"}),
            "body at $.id: '17' is not a 'uuid'",
        ),
        (
            an_exchange("logout", body=b"<html>", headers=HTML),
            "media type is text/html, not application/json",
        ),
        (an_exchange("logout", body=b"{", headers=JSON), "the body is not JSON"),
    ],
    ids=[
        "another-success",
        "redirect",
        "server-error",
        "media-type",
        "no-media-type",
        "no-body",
        "half-json",
        "no-text",
        "deep",
        "missing-field",
        "no-object",
        "mistyped-field",
        "malformed-field",
        "media-type-where-the-page-shows-no-body",
        "no-json-where-the-page-shows-no-body",
    ],
)
def test_departure_is_named(exchange, violation):
    assert found(exchange) == [violation]


def test_every_departure_is_named():
    exchange = an_exchange("reinviteUser", json={"email": 17, "deleted": "no"})

    assert len(found(exchange)) == 3  # the id is missing


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (an_exchange(status=401, json={"message": "no"}), []),
        (an_exchange(status=400, body=b"<html>", headers=HTML), []),
        (
            an_exchange(status=401, body=b"<html>", headers=HTML),
            ["media type is text/html, not application/json"],
        ),
        (an_exchange(status=401), ["the documented body is missing"]),
        (
            an_exchange(status=401, json={"message": 17}),
            ["body at $.message: 17 is not of type 'string'"],
        ),
    ],
    ids=["as-documented", "another-status", "html", "no-body", "mistyped"],
)
def test_refusal_is_held_to_its_form_where_its_reason_applies(exchange, expected):
    operation = SPEC.operation("login")
    documented = operation.refusal()
    assert documented is not None

    assert refusal_violations(SPEC, operation, documented, exchange) == expected


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (an_exchange(headers=JSON), []),
        (an_exchange(), ["media type is missing, not application/json"]),
        (an_exchange(headers=HTML), ["media type is text/html, not application/json"]),
        (an_exchange(status=202), ["status 202 is not documented (200, 401, 4XX)"]),
    ],
    ids=["conforms", "no-media-type", "other-media-type", "other-status"],
)
def test_body_that_cannot_be_read_departs_from_nothing(exchange, expected):
    assert found(replace(exchange, unreadable="is coded (br)")) == expected


@pytest.mark.parametrize("text", ["NaN", '{"token": "t", "x": Infinity}'])
def test_what_only_python_takes_for_json_is_none(text):
    assert found(an_exchange(body=text.encode(), headers=JSON)) == ["the body is not JSON"]


def test_number_of_any_length_is_json():
    body = b'{"token": "t", "x": %s, "y": 1e400}' % (b"9" * 5_000)

    assert found(an_exchange(body=body, headers=JSON)) == []


def test_error_does_not_quote_a_whole_body():
    [error] = found(an_exchange(json={"token": ["x y " * 25_000]}))

    assert error.startswith("body at $.token: ['x y")
    assert error.endswith("…")
    assert len(error) < 1_000


def of_a_refusal(exchange, spec=SPEC, **changes):
    operation = SPEC.operation("login")
    documented = operation.refusal()
    assert documented is not None
    return refusal_violations(spec, operation, replace(documented, **changes), exchange)


NEEDED = {"X-One": True, "X-Two": False}
ONE, TWO = ("x-one", "1"), ("x-two", "2")
NO_ONE = "header X-One is missing"


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (an_exchange(status=401, json={"message": "no"}, headers=(ONE,)), []),
        (an_exchange(status=401, json={"message": "no"}, headers=(TWO,)), [NO_ONE]),
        (an_exchange(status=401), [NO_ONE, "the documented body is missing"]),
        (
            an_exchange(status=401, body=b"<html>", headers=HTML),
            [NO_ONE, "media type is text/html, not application/json"],
        ),
        (
            an_exchange(status=401, json={"message": 17}),
            [NO_ONE, "body at $.message: 17 is not of type 'string'"],
        ),
    ],
    ids=["there", "another", "nothing", "media-type", "body"],
)
def test_header_that_the_page_needs_is_missed_whatever_else_is(exchange, expected):
    assert of_a_refusal(exchange, header_schemas=NEEDED) == expected


def test_header_is_all_that_a_page_without_a_body_needs():
    exchange = an_exchange(status=401, body=b"<html>", headers=HTML)

    assert of_a_refusal(exchange, header_schemas=NEEDED, media_types=()) == [NO_ONE]


def test_body_of_another_documented_type_is_not_read():
    exchange = an_exchange(status=401, body=b"<html>", headers=HTML)

    assert of_a_refusal(exchange, media_types=("application/json", "text/html")) == []


def of_a_page_with(exchange, **answers):
    operation = replace(SPEC.operation("login"), answers=answers)
    return violations(SPEC, replace(exchange, operation=operation))


def answer_like(status, **changes):
    return replace(SPEC.operation("login").answers["200"], **({"status": status} | changes))


def test_where_the_page_is_silent_everything_conforms():
    silent = {"200": answer_like("200", undocumented=True)}

    assert of_a_page_with(an_exchange(body=b"{", headers=JSON), **silent) == []


@pytest.mark.parametrize(("status", "count"), [(399, 1), (400, 0), (401, 0)], ids=str)
def test_documented_refusal_is_not_held_to_its_form_by_itself(status, count):
    page = {str(status): answer_like(str(status))}

    assert len(of_a_page_with(an_exchange(status=status, body=b"{", headers=JSON), **page)) == count


def test_documented_statuses_are_named_in_order():
    page = {each: answer_like(each) for each in ("401", "200")}

    assert of_a_page_with(an_exchange(status=204), **page) == [
        "status 204 is not documented (200, 401)"
    ]


class Strict:
    """A specification that finds the same thing amiss thirty times."""

    document = SPEC.document

    def body_errors(self, *arguments):
        return [*SPEC.body_errors(*arguments)] * 30


class Silent:
    """A specification that a message may be left out of, or be null, as its page says."""

    def __init__(self, words):
        said = {"properties": {"message": {"description": words}}}
        self.document = {"components": {"schemas": {"Message": said}}}

    def body_errors(self, operation, answer, media_type, body):
        return SPEC.body_errors(operation, answer, media_type, {"message": "none", **body})


@pytest.mark.parametrize(("words", "count"), [("Null, or left out", 0), ("What is wrong", 1)])
def test_null_is_as_if_left_out_where_the_page_says_so(words, count):
    exchange = an_exchange(status=401, json={"message": None})

    assert len(of_a_refusal(exchange, spec=Silent(words))) == count


def test_twenty_errors_of_a_body_are_named():
    exchange = an_exchange(status=401, json={"message": 17})

    assert len(of_a_refusal(exchange, spec=Strict())) == 20


@pytest.mark.parametrize(("length", "is_cut"), [(500, False), (501, True)], ids=["all", "cut"])
def test_long_error_is_cut_and_says_so(length, is_cut):
    value = "x" * (length - len("[''] is not of type 'string'"))
    body = {"email": [value], "id": "5f0c8a43-97a1-4c61-9f0e-0f5d3d1d0c11"}

    [error] = found(an_exchange("reinviteUser", json=body))

    assert error.endswith("…") is is_cut
    assert len(error) == len("body at $.email: ") + length


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"token": ["s3cr3t-1"]}, "body at $.token: what it holds is not of type 'string'"),
        (
            {"token": [{"a": 'the password="s3cr3t-1"'}]},
            "body at $.token: what it holds is not of type 'string'",
        ),
        ({"token": 17}, "body at $.token: 17 is not of type 'string'"),
    ],
    ids=["opaque", "assigned", "number"],
)
def test_error_holds_no_secret(body, told):
    assert found(an_exchange(json=body)) == [told]
