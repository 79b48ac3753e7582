import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest

from harness.core.exchange import Request
from harness.http.rendering import curl, exchange_text
from harness.redaction.redactor import SHORTEST, Redactor, secrets_of_environment
from harness.reports.har import har_entry
from harness.reports.summary import _one_line
from harness.results.judge import failure_text
from harness.sources.helper import MOST_WORDS, _head, _tail
from spec import rules
from tests.harness.making import CANARY, an_exchange

SECRET = "pä ss&'\"<w>/örd\\"
FORMS = {
    "plain": str,
    "url-quoted": lambda text: quote(text, safe=""),
    "url-quoted-in-small-letters": lambda text: quote(text, safe="").lower(),
    "form-quoted": quote_plus,
    "json": json.dumps,
    "json-as-it-is": lambda text: json.dumps(text, ensure_ascii=False),
    "json-in-json": lambda text: json.dumps(json.dumps(text)),
    "repr": repr,
    "html": html.escape,
    "html-text": lambda text: html.escape(text, quote=False),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
}


def redactor_of(**secrets):
    redactor = Redactor()
    for label, value in secrets.items():
        redactor.register(value, label)
    return redactor


@pytest.mark.parametrize("encode", FORMS.values(), ids=FORMS)
def test_secret_is_masked_in_every_form(encode):
    redactor = redactor_of(PASSWORD=SECRET)

    masked = redactor.mask(f"sent {encode(SECRET)} there")

    assert "$PASSWORD" in masked
    assert masked.replace("=", "").replace('\\"', '"').replace('"', "").replace("'", "") == (
        "sent $PASSWORD there"
    )


@pytest.mark.parametrize("encode", FORMS.values(), ids=FORMS)
def test_what_is_no_secret_is_left_alone(encode):
    redactor = redactor_of(PASSWORD="another secret")
    text = f"sent {encode(SECRET)} there"

    assert redactor.mask(text) == text


@pytest.mark.parametrize("mark", ["...", "…"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CANARY[:20], ""),
        (CANARY[:4], ""),
        ("", CANARY[-4:]),
        (CANARY[:9], CANARY[-9:]),
    ],
    ids=["long-head", "head", "tail", "both"],
)
def test_truncated_secret_is_masked(mark, before, after):
    redactor = redactor_of(TOKEN=CANARY)

    masked = redactor.mask(f"it was '{before}{mark}{after}'")

    expected = ("$TOKEN" if before else "") + mark + ("$TOKEN" if after else "")
    assert masked == f"it was '{expected}'"


@pytest.mark.parametrize(
    "text", [f"{CANARY[:3]}...", f"{CANARY[:8]} ...", CANARY[:8], "no ... at all"]
)
def test_words_beside_dots_are_left_alone(text):
    assert redactor_of(TOKEN=CANARY).mask(text) == text


def test_secret_in_a_secret_is_masked_by_the_longer():
    redactor = redactor_of(PASSWORD=CANARY, TOKEN=f"{CANARY}.signature")

    assert redactor.mask(f"{CANARY}.signature {CANARY}") == "$TOKEN $PASSWORD"


def test_first_label_of_a_secret_stays():
    redactor = redactor_of(PASSWORD=CANARY)
    redactor.register(CANARY, "TOKEN")

    assert redactor.mask(CANARY) == "$PASSWORD"


@pytest.mark.parametrize(
    ("length", "is_masked"), [(SHORTEST, True), (SHORTEST - 1, False)], ids=["long", "short"]
)
def test_short_value_is_not_masked(length, is_masked):
    value = CANARY[:length]

    assert (redactor_of(TOKEN=value).mask(f" {value} ") == " $TOKEN ") is is_masked


def test_lone_surrogates_are_written_out():
    redactor = redactor_of(TOKEN=f"{CANARY}\ud83d")

    assert redactor.mask(f"\ud83d {CANARY}\ud83d") == "\\ud83d $TOKEN"


def test_structure_is_kept():
    value = {
        "a": [CANARY, 1, None, True, 2.5],
        CANARY: {"nested": ("x", f"{CANARY}-{CANARY}")},
        "separator": "\0\n\0",
        "empty": "",
    }

    assert redactor_of(TOKEN=CANARY).mask_all(value) == {
        "a": ["$TOKEN", 1, None, True, 2.5],
        "$TOKEN": {"nested": ["x", "$TOKEN-$TOKEN"]},
        "separator": "\0\n\0",
        "empty": "",
    }


@pytest.mark.parametrize("value", [None, 17, [], {}, "plain", [{}]], ids=repr)
def test_structure_without_secrets_is_kept(value):
    assert redactor_of(TOKEN=CANARY).mask_all(value) == value


REQUEST = Request(
    "POST",
    "http://acme.test/users/login",
    (("Content-Type", "application/json"), ("X-Access-Token", CANARY), ("Cookie", f"s={CANARY}")),
    json.dumps({"email": "o'b\"@acme.test", "password": CANARY}).encode(),
)


def test_curl_line_repeats_the_request_with_secrets_as_variables():
    assert curl(an_exchange(request=REQUEST)) == (
        "curl -i -X POST http://acme.test/users/login "
        '-H "Content-Type: application/json" -H "X-Access-Token: $TOKEN" -H "Cookie: $COOKIE" '
        r"""--data-raw "{\"email\": \"o'b\\\"@acme.test\", \"password\": \"$PASSWORD\"}" """.strip()
    )


def test_curl_line_without_secrets_is_quoted_whole():
    request = Request("POST", "http://acme.test/a?b=c&d", (), b"{'a': `b`}")

    assert curl(an_exchange(request=request)).endswith(
        """ 'http://acme.test/a?b=c&d' --data-raw '{'"'"'a'"'"': `b`}'"""
    )


def test_exchange_is_shown_without_its_secrets():
    headers = (("Set-Cookie", f"s={CANARY}"), ("Server", "x"))
    exchange = an_exchange(request=REQUEST, json={"token": CANARY, "id": 1}, headers=headers)

    shown = exchange_text(exchange)

    assert CANARY not in shown
    assert '{"token": "$TOKEN", "id": 1}' in shown
    assert "Set-Cookie: $SET_COOKIE\nServer: x" in shown


def test_exchange_is_archived_without_its_secrets():
    headers = (("Set-Cookie", f"s={CANARY}"),)

    entry = har_entry(an_exchange(request=REQUEST, json={"token": CANARY}, headers=headers))

    assert CANARY not in json.dumps(entry)
    assert entry["answer_body"] == '{"token": "$TOKEN"}'
    assert entry["size"] == len(json.dumps({"token": CANARY}))


@pytest.mark.parametrize(("length", "is_cut"), [(2000, False), (2001, True)], ids=["fits", "cut"])
def test_long_body_is_cut(length, is_cut):
    shown = exchange_text(an_exchange(body=b"a" * length))

    assert ("… (2001 characters)" in shown) is is_cut


def test_failure_is_laid_out_in_the_order_of_reading():
    rule = rules.load()["login.issues-token"]

    text = failure_text(rule, "me", "a token", "500", "POST /users/login")

    assert text.splitlines() == [
        f"login.issues-token (documented): {rule.says}",
        f"stated at {rule.place('me')}",
        "",
        "expected  a token",
        "came      500",
        "",
        "POST /users/login",
    ]


def test_summary_takes_no_markup_of_an_instance():
    assert _one_line("<img>\n# [a](b) | `c`") == r"\<img\> \# \[a\](b) \| \`c\`"
    assert _one_line("plain words, 200") == "plain words, 200"


PASSWORD = "pass&word'17/\"x"


@pytest.mark.parametrize(
    "text",
    [
        "Basic " + base64.b64encode(f"qa@acme.test:{PASSWORD}".encode()).decode(),
        "Basic " + base64.b64encode(f"a@acme.test:{PASSWORD}".encode()).decode(),
        "Basic " + base64.urlsafe_b64encode(f"@acme.test:{PASSWORD}".encode()).decode(),
        PASSWORD.encode().hex(),
        json.dumps(PASSWORD).replace("&", "\\u0026"),
        json.dumps(PASSWORD).replace("/", "\\/"),
        PASSWORD.replace("&", "&#38;").replace("'", "&#39;").replace('"', "&#34;"),
        html.escape(json.dumps({"password": PASSWORD})),
        quote(PASSWORD),
    ],
)
def test_password_is_known_in_every_disguise(text):
    redactor = Redactor()
    redactor.register(PASSWORD, "PASSWORD")

    assert "$PASSWORD" in redactor.mask(text)


def test_bytes_that_are_shown_over_lines_are_joined_and_masked():
    redactor = Redactor()
    redactor.register(CANARY, "TOKEN")
    shown = f"E   body = (b'xx{CANARY[:9]}'\nE           b'{CANARY[9:]}yy')"

    assert redactor.mask(shown) == "E   body = (b'xx$TOKENyy')"


def test_environment_may_hold_secrets(monkeypatch):
    monkeypatch.setenv("MEIRO_LEDGER_KEY", "a-ledger-key")
    monkeypatch.setenv("HTTPS_PROXY", "http://qa:a-proxys-password@proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", "localhost")

    assert {*secrets_of_environment()} >= {"a-ledger-key", "a-proxys-password"}


def test_environment_without_any_holds_none(monkeypatch):
    monkeypatch.delenv("MEIRO_LEDGER_KEY", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)

    assert secrets_of_environment() == []


def test_secret_that_a_helpers_words_cut_in_two_is_masked():
    redactor = Redactor()
    redactor.register(CANARY, "TOKEN")
    answered = "x" * (MOST_WORDS - 9) + CANARY
    printed = CANARY + "y" * (MOST_WORDS - 9)

    shown = [redactor.mask(_head(answered)), redactor.mask(_tail(printed))]

    assert shown == [
        "x" * (MOST_WORDS - 9) + "$TOKEN…",
        "…$TOKEN" + "y" * (MOST_WORDS - 9),
    ]
