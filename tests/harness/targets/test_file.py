"""The file of targets: each key read, and whatever is wrong named in one line."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import certifi
import pytest

from harness.core.errors import BadTarget
from harness.targets.file import parse, read_file
from harness.targets.known_deviation import KnownDeviation
from harness.targets.model import Account, Helper, MailboxAddress, Probe
from spec.specification import Effects
from tests.harness.making import CANARY, a_target

PLAIN = {"url": "https://acme.test/api/", "product": "cdp"}
REFERRED = {"email": "qa@acme.test", "password": "env:ACME_PASSWORD"}

EVERY_KEY = """
[targets.staging]
url = "https://acme.test/api/"
product = "cdp"
effects = "account"
rate_limit = "60/m"
verify = "{bundle}"
skew = 90
[targets.staging.account]
email = "qa@acme.test"
password = "env:ACME_PASSWORD"
features = ["reports/edit"]
[targets.staging.limited_account]
email = "limited@acme.test"
password = "file:{secret}"
[targets.staging.token_ager]
url = "http://127.0.0.1:9911/age"
[targets.staging.sso_code]
command = ["./hooks/sso-code", "--fresh"]
[targets.staging.mailbox]
imap = "imaps://qa@mail.acme.test"
password = "env:ACME_PASSWORD"
wait = 2.5
[targets.staging.probe]
method = "post"
path = "/components"
[[targets.staging.known]]
rule = "answers.documented"
operation = "login"
status = 418
reason = "a teapot"
issue = "MEI-1"
until = 2027-01-31
"""


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("ACME_PASSWORD", CANARY)


def parsed(**keys):
    return parse("acme", PLAIN | keys, "t.toml: targets.acme")


def test_every_key_is_read(tmp_path):
    bundle, secret = certifi.where(), tmp_path / "password"
    secret.write_text("from-a-file\n")
    file = tmp_path / "targets.toml"
    file.write_text(EVERY_KEY.format(bundle=bundle, secret=secret))

    target = read_file(file)["staging"]

    assert target == a_target(
        name="staging",
        url="https://acme.test/api",
        effects=Effects.ACCOUNT,
        account=Account("qa@acme.test", CANARY, frozenset({"reports/edit"})),
        limited_account=Account("limited@acme.test", "from-a-file"),
        rate_limit=1.0,
        verify=bundle,
        skew=timedelta(seconds=90),
        is_skew_given=True,
        token_ager=Helper(url="http://127.0.0.1:9911/age"),
        sso_code=Helper(command=("./hooks/sso-code", "--fresh")),
        mailbox=MailboxAddress(
            imap="imaps://qa@mail.acme.test", password=CANARY, wait=timedelta(seconds=2.5)
        ),
        probe=Probe("POST", "/components"),
        known=(
            KnownDeviation(
                rule="answers.documented",
                reason="a teapot",
                issue="MEI-1",
                until=date(2027, 1, 31),
                operation="login",
                status=418,
            ),
        ),
    )


def test_most_keys_may_be_left_out():
    target = parsed()

    assert target == replace(a_target(url="https://acme.test/api"), account=None)
    assert target.effects is Effects.SESSION


@pytest.mark.parametrize("url", [" https://acme.test/api", "https://acme.test/api/ \r\n", "\t{}"])
def test_blanks_around_a_url_are_left_out(url):
    target = parsed(url=url.format("https://acme.test/api//"))

    assert target.url == "https://acme.test/api"


WRONG_VALUES: list[tuple[dict[str, object], str]] = [
    ({"url": 17}, ".url: is a text"),
    ({"url": ""}, ".url: is a text"),
    ({"url": "acme.test/api"}, ".url: is an http or https URL"),
    ({"url": "ftp://acme.test"}, ".url: is an http or https URL"),
    ({"url": "https:///api"}, ".url: is an http or https URL"),
    ({"url": "https://[::1"}, ".url: is no URL: Invalid IPv6 URL"),
    ({"url": "https://acme.test:http"}, ".url: is no URL: Port could not be cast"),
    ({"url": "https://acme..test"}, ".url: is an http or https URL"),
    ({"url": f"https://{'a' * 64}.test"}, ".url: is an http or https URL"),
    ({"url": "https://qa:secret@acme.test"}, ".url: holds no credentials, query or fragment"),
    ({"url": "https://acme.test?a=b"}, ".url: holds no credentials, query or fragment"),
    ({"url": "https://acme.test#a"}, ".url: holds no credentials, query or fragment"),
    ({"url": "https://acme.test/a pi"}, ".url: is no URL: it holds a blank"),
    ({"url": "https://ac me.test/api"}, ".url: is no URL: it holds a blank"),
    ({"url": "https://acme.test/\napi"}, r".url: is no URL: it holds \n"),
    ({"url": "https://acme.test/\u200bapi"}, r".url: is no URL: it holds \u200b"),
    ({"product": "crm"}, ".product: 'crm' is unknown; known are cdp, me, mi"),
    ({"product": ["cdp"]}, ".product: is a text"),
    ({"effects": "acount"}, ".effects: 'acount' is unknown; did you mean 'account'?"),
    ({"rate_limit": "10"}, '.rate_limit: is a number of requests, such as "10/s" or "60/m"'),
    ({"rate_limit": "0/s"}, ".rate_limit: is a number of requests"),
    ({"rate_limit": "10/h"}, ".rate_limit: is a number of requests"),
    ({"rate_limit": 10}, ".rate_limit: is a text"),
    ({"verify": "no-such-file.pem"}, ".verify: is true, false or the path of a CA bundle"),
    ({"verify": ""}, ".verify: is true, false or the path of a CA bundle"),
    ({"verify": __file__}, ".verify: is true, false or the path of a CA bundle"),
    ({"verify": 1}, ".verify: is true, false or the path of a CA bundle"),
    ({"skew": -1}, ".skew: is a number of seconds, 3600 at most"),
    ({"skew": 3601}, ".skew: is a number of seconds, 3600 at most"),
    ({"skew": True}, ".skew: is a number of seconds"),
    ({"skew": "60"}, ".skew: is a number of seconds"),
    ({"skew": float("nan")}, ".skew: is a number of seconds"),
    ({"skew": float("inf")}, ".skew: is a number of seconds"),
    ({"account": "qa@acme.test"}, ".account: is a table"),
    ({"account": {"password": "env:ACME_PASSWORD"}}, ".account: email is missing"),
    ({"account": {"email": "qa@acme.test"}}, ".account: password is missing"),
    ({"account": REFERRED | {"features": "x"}}, ".account.features: is a list of texts"),
    ({"account": REFERRED | {"features": [1]}}, ".account.features: is a list of texts"),
    ({"token_ager": {}}, ".token_ager: needs either url or command"),
    ({"token_ager": {"url": "http://a", "command": ["b"]}}, ".token_ager: needs either"),
    ({"token_ager": {"url": "a"}}, ".token_ager.url: is an http or https URL"),
    ({"sso_code": {"command": "hook"}}, ".sso_code.command: is a list of texts"),
    ({"sso_code": {"command": []}}, ".sso_code.command: "),
    ({"mailbox": {}}, ".mailbox: needs either mailpit or imap"),
    ({"mailbox": {"mailpit": "a"}}, ".mailbox.mailpit: is an http or https URL"),
    ({"mailbox": {"mailpit": "http://a", "wait": "1"}}, ".mailbox.wait: is a number of sec"),
    ({"mailbox": {"mailpit": "http://a", "wait": 3601}}, ".mailbox.wait: is a number of sec"),
    ({"probe": {}}, ".probe: path is missing"),
    ({"probe": {"path": "components"}}, ".probe.path: begins with a slash"),
]


@pytest.mark.parametrize(
    ("keys", "message"), WRONG_VALUES, ids=[str(keys) for keys, _ in WRONG_VALUES]
)
def test_wrong_value_is_refused_where_it_stands(keys, message):
    with pytest.raises(BadTarget) as caught:
        parsed(**keys)

    assert f"t.toml: targets.acme{message}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["url", "product"])
def test_missing_key_is_named(key):
    raw = {name: value for name, value in PLAIN.items() if name != key}

    with pytest.raises(BadTarget, match=f"targets.acme: {key} is missing"):
        parse("acme", raw, "targets.acme")


MISSPELT: list[tuple[dict[str, object], str]] = [
    ({"acount": REFERRED}, ": 'acount' is unknown; did you mean 'account'?"),
    ({"account": REFERRED | {"passwort": "x"}}, ".account: 'passwort' is unknown; did you"),
    ({"sso_code": {"comand": []}}, ".sso_code: 'comand' is unknown; did you mean 'command'?"),
    ({"mailbox": {"mailpitt": "x"}}, ".mailbox: 'mailpitt' is unknown; did you mean 'mailpit'"),
    ({"probe": {"pth": "/"}}, ".probe: 'pth' is unknown; did you mean 'path'?"),
    ({"may_change": "/x"}, ".may_change: is a list of texts"),
    ({"may_change": ["/x"]}, ".may_change: '/x' is unknown; there is none"),
    ({"zzz": 1}, ": 'zzz' is unknown; known are account, addresses, allow_http, budget"),
    ({"name": "x"}, ": 'name' is unknown"),
]


@pytest.mark.parametrize(("keys", "message"), MISSPELT, ids=[str(keys) for keys, _ in MISSPELT])
def test_misspelt_key_names_the_right_one(keys, message):
    with pytest.raises(BadTarget) as caught:
        parsed(**keys)

    assert f"targets.acme{message}" in str(caught.value)


@pytest.mark.parametrize("name", ["a b", "acme~1", "a[1]", ""])
def test_name_that_would_not_fit_in_a_test_id_is_refused(name):
    with pytest.raises(BadTarget, match="a name is of letters"):
        parse(name, PLAIN, "t.toml")


def test_bare_password_is_refused_and_not_repeated():
    with pytest.raises(BadTarget, match=r"account\.password: a bare secret is refused") as caught:
        parsed(account={"email": "qa@acme.test", "password": CANARY})

    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("reference", ["env:", "file:", "ENV:ACME_PASSWORD", "vault:x"])
def test_password_that_refers_to_nothing_is_refused(reference):
    with pytest.raises(BadTarget, match="use env:NAME or file:PATH"):
        parsed(account={"email": "qa@acme.test", "password": reference})


@pytest.mark.parametrize("content", ["secret", "secret\n", "secret\r\n"], ids=ascii)
def test_password_of_a_file_is_without_its_line_end(tmp_path, content):
    file = tmp_path / "password"
    file.write_bytes(content.encode())

    target = parsed(account={"email": "qa@acme.test", "password": f"file:{file}"})

    assert target.passwords() == ["secret"]


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "can't be read"), (b"\xff\xfe", "can't be read"), (b"\n", "is empty")],
    ids=["missing", "no-text", "empty"],
)
def test_password_file_that_gives_none_is_named(tmp_path, content, words):
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(BadTarget, match=f"account.password: {file}.*{words}") as caught:
        parsed(account={"email": "qa@acme.test", "password": f"file:{file}"})

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_password_of_an_unset_variable_names_the_variable(monkeypatch, value):
    monkeypatch.delenv("ACME_PASSWORD")
    if value is not None:
        monkeypatch.setenv("ACME_PASSWORD", value)

    with pytest.raises(BadTarget, match="the environment variable ACME_PASSWORD is not set"):
        parsed(account=REFERRED)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[targets.acme\n", "is not TOML"),
        (b"\xff", "can't be read"),
        (b"targets = 1", "targets: is a table"),
        (b"[targets]\nacme = 1", "targets.acme: is a table"),
        (b"[target.acme]", "'target' is unknown; did you mean 'targets'?"),
        (b"[targets.acme]\nproduct = 'me'", "targets.acme: url is missing"),
    ],
)
def test_file_that_cannot_be_read_is_named(tmp_path, content, message):
    file = tmp_path / "targets.toml"
    file.write_bytes(content)

    with pytest.raises(BadTarget) as caught:
        read_file(file)

    assert str(caught.value).startswith(f"{file}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_is_named():
    with pytest.raises(BadTarget, match=r"^no/such\.toml: there is no such file$"):
        read_file(Path("no/such.toml"))


def test_file_without_targets_holds_none(tmp_path):
    file = tmp_path / "targets.toml"
    file.write_text("")

    assert read_file(file) == {}


@pytest.mark.parametrize("rate", [("10/s", 10), ("60/m", 1), ("30/m", 0.5)], ids=str)
def test_rate_limit_is_requests_a_second(rate):
    words, a_second = rate

    assert parsed(rate_limit=words).rate_limit == a_second


@pytest.mark.parametrize("value", [True, False])
def test_tls_may_be_left_unverified(value):
    assert parsed(verify=value).verify is value


def test_target_that_is_not_asked_for_needs_none_of_its_secrets(tmp_path):
    file = tmp_path / "targets.toml"
    secret = '[targets.{}]\nurl = "http://a"\nproduct = "cdp"\n'
    account = '[targets.{}.account]\nemail = "a@b"\npassword = "env:NOT_SET_ANYWHERE"\n'
    file.write_text(secret.format("mine") + secret.format("theirs") + account.format("theirs"))

    assert list(read_file(file, ["mine"])) == ["mine"]
    with pytest.raises(BadTarget, match=r"targets\.theirs\.account\.password"):
        read_file(file)


PLAIN_FILE = """# é
[targets.acme]\t
url = "https://acme.test"
product = "cdp"
[targets.acme.account]
email = " qa@acme.test\\n"
password = "file: {secret}"
"""


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-16"),
        lambda text: f"\ufeff{text}".encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
    ],
    ids=["utf-8", "mark", "windows", "utf-16", "utf-16-be", "utf-16-windows"],
)
def test_file_may_be_as_any_editor_leaves_it(tmp_path, encoded):
    file, secret = tmp_path / "targets.toml", tmp_path / "password"
    secret.write_bytes(encoded(CANARY))
    file.write_bytes(encoded(PLAIN_FILE.format(secret=secret)))

    target = read_file(file)["acme"]

    assert target.account == Account("qa@acme.test", CANARY)
    assert target.remarks == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[targets.acme]\npassword = hunter2-secret", "(at line 2, column 12)"),
        ('[targets.acme]\npassword = "hunter2-secret', "(at end of document)"),
        ("a = " + "[" * 5000, "is nested too deeply"),
        ("a = " + "9" * 5000, "targets.toml: "),
        ("a\0 = 1", "(at line 1, column 2)"),
    ],
    ids=["bare-value", "no-end", "deep", "long-number", "no-text"],
)
def test_wrong_syntax_is_named_by_its_place_without_the_value(tmp_path, content, words):
    file = tmp_path / "targets.toml"
    file.write_text(content)

    with pytest.raises(BadTarget) as caught:
        read_file(file)

    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{file}: ")
    assert "hunter2" not in str(caught.value)


def test_what_is_ambiguous_is_a_remark_of_the_target(monkeypatch):
    monkeypatch.setenv("ACME_PASSWORD", f"{CANARY}\n")

    target = parsed(account=REFERRED, limited_account=REFERRED | {"password": "env: ACME_PASSWORD"})

    said = "the environment variable ACME_PASSWORD ends with a line end, which was taken off"
    assert target.remarks == (
        f"t.toml: targets.acme.account.password: {said}",
        f"t.toml: targets.acme.limited_account.password: {said}",
    )
    assert target.passwords() == [CANARY, CANARY]


def test_password_that_took_the_place_of_a_name_is_not_repeated():
    with pytest.raises(BadTarget, match="after env: stands the name of a variable") as caught:
        parsed(account=REFERRED | {"password": f"env:{CANARY}"})

    assert CANARY not in str(caught.value)


def test_name_in_a_file_without_targets_says_where_it_belongs(tmp_path):
    file = tmp_path / "targets.toml"
    file.write_text("# [targets.staging]")

    with pytest.raises(BadTarget) as caught:
        read_file(file, ["staging"])

    assert str(caught.value) == (
        f"--target: {file} holds no targets: 'staging' needs a table [targets.staging] there"
    )


def test_paths_of_the_projects_own_file_begin_beside_it(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text(CANARY)
    file = tmp_path / "targets.toml"
    file.write_text(
        """
        [targets.acme]
        url = "https://acme.test"
        product = "cdp"
        token_ager.command = ["./age", "./not/a/path"]
        sso_code.command = ["sso-code"]
        [targets.acme.account]
        email = "qa@acme.test"
        password = "file:secret"
        """
    )
    with pytest.raises(BadTarget, match="secret can't be read: there is no such file"):
        read_file(file)
    monkeypatch.setattr("harness.targets.file.OWN_FILE", file)

    target = read_file(file)["acme"]

    assert target.passwords() == [CANARY]
    assert target.token_ager == Helper(command=(f"{tmp_path}/age", "./not/a/path"))
    assert target.sso_code == Helper(command=("sso-code",))
