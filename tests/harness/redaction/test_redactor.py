"""Secrets are masked in every form that they may take, and nothing else is."""

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest

from harness.redaction.redactor import SHORTEST, Redactor, secrets_of_environment
from spec.rules import load
from tests.harness.making import CANARY
from tests.harness.wire import http

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


def test_longer_secret_that_comes_later_is_masked_first():
    redactor = redactor_of(PASSWORD=CANARY)
    redactor.mask(CANARY)
    redactor.register(f"{CANARY}.signature", "TOKEN")

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


def test_six_characters_are_enough():
    assert redactor_of(TOKEN="s3cr3t").mask("a s3cr3t") == "a $TOKEN"


@pytest.mark.parametrize(
    ("length", "is_masked"), [(SHORTEST, True), (SHORTEST - 1, False)], ids=["long", "short"]
)
def test_short_password_is_not_masked(length, is_masked):
    redactor = Redactor()
    redactor.register_chosen(CANARY[:length], "PASSWORD")

    assert (redactor.mask(CANARY[:length]) == "$PASSWORD") is is_masked


OVERLAPPING = "it is zqxjkvbpygfwmucltrhsniodae there"


@pytest.mark.parametrize(
    ("lengths", "label"),
    [
        ((8, 15, 10), "SECOND"),
        ((8, 10, 12), "THIRD"),
        ((12, 8, 10), "FIRST"),
        ((10, 10, 10), "FIRST"),
    ],
    ids=["second", "third", "first", "equal"],
)
def test_longest_of_those_that_overlap_names_them_all(lengths, label):
    redactor, start = Redactor(), OVERLAPPING.index("zqx")
    for length, name in zip(lengths, ("FIRST", "SECOND", "THIRD"), strict=True):
        redactor.register(OVERLAPPING[start : start + length], name)
        start += length - 2

    assert redactor.mask(OVERLAPPING) == f"it is ${label}{OVERLAPPING[start + 2 :]}"


def test_secrets_side_by_side_have_their_own_labels():
    redactor = redactor_of(PASSWORD="a-password", TOKEN="another-token")

    assert redactor.mask("a-passwordanother-token") == "$PASSWORD$TOKEN"


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


def test_password_of_a_proxy_is_read_as_urls_are(monkeypatch):
    url = "http://qa:p@ss:word@proxy.test:3128/of/http://any@where"
    monkeypatch.setenv("HTTPS_PROXY", url)

    assert "p@ss:word" in secrets_of_environment()


def test_environment_without_any_holds_none(monkeypatch):
    monkeypatch.delenv("MEIRO_LEDGER_KEY", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)

    assert secrets_of_environment() == []


def test_secret_that_the_instance_gave_is_looked_for_at_the_end(run, wire):
    wire.answers = [http(200, {"token": f"another-{CANARY}"})]
    run.redactor.take_new()

    run.api.login("qa@acme.test", "a made-up password")

    assert run.redactor.take_new() == [f"another-{CANARY}"]


def test_what_the_instance_repeats_of_a_request_is_not(run, wire):
    wire.answers = [http(400, {"token": "nonsense that was sent"})]
    run.redactor.take_new()

    run.api.refresh("nonsense that was sent")

    assert run.redactor.take_new() == []
    assert run.redactor.mask("nonsense that was sent") == "$TOKEN"


@pytest.mark.parametrize(
    ("word", "is_masked"),
    [("gooseberry", True), ("raspberry", True), ("expired", False), ("refused", False)],
)
def test_secret_that_is_a_word_is_masked_but_where_the_suite_writes_it(run, wire, word, is_masked):
    wire.answers = [http(200, {"token": word})]
    run.redactor.take_new()

    run.api.login("qa@acme.test", "a made-up password")

    masked = "the token $TOKEN" if is_masked else f"the token {word}"
    assert run.redactor.mask(f"the token {word}") == masked
    assert run.redactor.take_new() == []


def test_rule_s_id_is_left_as_it_is_whatever_an_instance_gives_as_a_token(run, wire):
    words = {word for rule in load() for word in [rule, *rule.split("."), *rule.split("-")]}
    for word in words:
        wire.answers = [http(200, {"token": word})]
        run.api.login("qa@acme.test", "a made-up password")

    assert run.redactor.mask_all(list(load())) == list(load())


def test_real_secret_is_looked_for_once():
    redactor = redactor_of(TOKEN=CANARY)
    redactor.register(CANARY, "TOKEN")
    redactor.register_chosen(CANARY, "PASSWORD")

    assert redactor.take_new() == [CANARY]
    redactor.register(f"another-{CANARY}", "TOKEN")
    redactor.confirm(f"another-{CANARY}")
    assert redactor.take_new() == [f"another-{CANARY}"]
    assert redactor.take_new() == []


def test_value_is_looked_for_when_it_turns_out_to_be_real():
    redactor = Redactor()
    redactor.register(CANARY, "TOKEN", is_real=False)
    nothing = redactor.take_new()

    redactor.confirm(CANARY)

    assert (nothing, redactor.take_new()) == ([], [CANARY])


@pytest.mark.parametrize("value", ["never registered", "password", "refused"])
def test_what_is_no_secret_does_not_turn_out_to_be_real(value):
    redactor = Redactor()
    redactor.register_chosen("password", "PASSWORD")
    redactor.register("refused", "TOKEN", is_real=False)

    redactor.confirm(value)

    assert redactor.take_new() == []


@pytest.mark.parametrize(
    "text", ['"password": "{}"', '"password":"{}"', "password={}&", "'password': '{}'"]
)
def test_password_that_is_a_word_is_masked_where_it_is_named(text):
    redactor = Redactor()
    redactor.register_chosen("reports", "PASSWORD")

    assert redactor.mask(f"of reports: {text.format('reports')}") == "of reports: $PASSWORD"


def test_password_that_is_a_word_of_the_suite_leaves_that_word_and_is_masked_where_it_is_named():
    redactor = Redactor()
    redactor.register_chosen("password", "PASSWORD")
    basic = base64.b64encode(b"qa@acme.test:password").decode()

    masked = redactor.mask(f'a password: {{"user": 1, "password": "password"}} Basic {basic}')

    assert masked.startswith('a password: {"user": 1, $PASSWORD} Basic ')
    assert basic[-8:] not in masked
    assert redactor.take_new() == []


@pytest.mark.parametrize("near", ["PASSWORD", "password ", "passwor"])
def test_near_miss_of_such_a_password_leaves_its_words(near):
    redactor = Redactor()
    redactor.register_chosen("password", "PASSWORD")
    redactor.register(near, "PASSWORD", is_real=False)

    assert redactor.mask("the password") == "the password"


def test_chosen_password_that_is_no_word_is_masked_and_looked_for():
    redactor = Redactor()
    redactor.register_chosen(CANARY, "PASSWORD")

    assert redactor.mask(f"it is {CANARY}") == "it is $PASSWORD"
    assert redactor.take_new() == [CANARY]


def test_token_of_a_megabyte_is_masked_whole_and_cut():
    token = "".join(f"{number:06d}x" for number in range(150_000))
    redactor = redactor_of(TOKEN=token)

    assert redactor.mask(f'{{"token": "{token}"}}') == '{"token": "$TOKEN"}'
    assert redactor.mask(f"it began {token[:9_000]}…") == "it began $TOKEN…"


def test_ordinary_words_of_a_report_stay():
    text = (
        '{"message": "Invalid credentials have been provided", "code": "invalid_credentials"}\n'
        "E   AssertionError: expected 401; came 200 (application/json)\n"
        "POST http://127.0.0.1:8123/api/users/login HTTP/1.1 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    )

    assert redactor_of(TOKEN=CANARY, PASSWORD="Tr0ub4dor&3").mask(text) == text
