"""TLS as a target asks for it, against servers with real certificates."""

import pytest

from harness.run.preflight import NoVerdict, look_at
from harness.run.settings import RunSettings
from tests.harness.certificates import Authority, a_tls_wire
from tests.harness.making import ACCOUNT, CANARY, a_target
from tests.matrix import run_suite

REMARK = "TLS is not verified (verify = false)"
FILE = """
[targets.staging]
url = "{url}"
product = "cdp"
verify = {verify}
[targets.staging.account]
email = "{email}"
password = "env:STAGING_PASSWORD"
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def ours(directory):
    return Authority(directory, "ours")


@pytest.fixture(scope="module")
def theirs(directory):
    return Authority(directory, "theirs")


@pytest.fixture
def server(ours):
    with a_tls_wire(ours.issue("server")) as server:
        yield server


def look(server, **changes):
    [(preflight, run)] = look_at([a_target(url=server.url, **changes)], RunSettings())
    return preflight, run


def test_bundle_of_the_right_authority_is_trusted(server, ours):
    found, run = look(server, verify=str(ours.bundle))

    assert found.no_verdict is None
    assert CANARY.encode() in server.requests[-1], "the account was logged in"
    assert run.remarks == set()


@pytest.mark.parametrize(
    "verify", ["theirs", True], ids=["another-authority", "those-of-the-world"]
)
def test_certificate_of_an_authority_that_is_not_trusted_is_refused(server, theirs, verify):
    found, _ = look(server, verify=str(theirs.bundle) if verify == "theirs" else verify)

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert "TLS failed: " in found.words
    assert "certificate verify failed" in found.words
    assert server.requests == []


def test_unverified_tls_is_used_and_remarked_on(server):
    found, run = look(server, verify=False)

    assert found.no_verdict is None
    assert run.remarks == {REMARK}


def test_plain_http_has_no_tls_to_remark_on(wire):
    _, run = look(wire, verify=False)

    assert run.remarks == set()


@pytest.fixture
def strict_server(ours):
    with a_tls_wire(ours.issue("server"), clients=ours.bundle) as server:
        yield server


def test_right_client_certificate_is_let_in(strict_server, ours):
    client = str(ours.issue("client"))

    found, _ = look(strict_server, verify=str(ours.bundle), client_cert=client)

    assert found.no_verdict is None


@pytest.mark.parametrize("is_given", [False, True], ids=["missing", "of-another-authority"])
def test_wrong_client_certificate_is_refused(strict_server, ours, theirs, is_given):
    client = str(theirs.issue("client")) if is_given else None

    found, _ = look(strict_server, verify=str(ours.bundle), client_cert=client)

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert "TLS failed: " in found.words
    assert strict_server.requests == []


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("verify", "code", "words"),
    [("false", 0, f"  remark: {REMARK}\n"), ("true", 10, "TLS failed: ")],
)
def test_run_over_tls(server, tmp_path, verify, code, words):
    file = tmp_path / "targets.toml"
    file.write_text(FILE.format(url=server.url, email=ACCOUNT.email, verify=verify))
    options = ["--targets-file", str(file), "--target", "staging", "-p", "no:html"]
    options += ["-k", "test_options or right_credentials"]

    run = run_suite(options, tmp_path / "reports", {"STAGING_PASSWORD": CANARY})

    assert run.exit_code == code, run.console
    assert words in run.console
    assert "INTERNALERROR" not in run.console
    assert "InsecureRequestWarning" not in run.console
    assert (REMARK in (run.reports / "summary.md").read_text().replace("\\", "")) == (code == 0)
