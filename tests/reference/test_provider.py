import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from reference.products import PRODUCTS
from tests.reference.asking import Seen
from tests.reference.conftest import COMMAND, serving
from tests.reference.journey import Journey

pytestmark = pytest.mark.starts_process

INVALID = {"message": "Invalid credentials have been provided"}
REUSING = "me+sso-code-reusable"


@pytest.fixture(scope="module")
def described() -> Iterator[dict[str, dict[str, Any]]]:
    """One honest instance of each product, and one with a fault, beside their provider."""
    arguments = [f"--instance={product}={product}" for product in PRODUCTS]
    arguments += [f"--instance=reusing={REUSING}", "--with-provider"]
    with serving(*arguments, count=len(PRODUCTS) + 1) as lines:
        yield {each["name"]: each for each in lines}


@pytest.fixture
def me(described: dict[str, Any]) -> dict[str, Any]:
    return dict(described["me"])


def authorize(sso: dict[str, str], **changed: str) -> httpx.Response:
    """Sign in at the provider, as a person does by its form."""
    asked = {
        "response_type": "code",
        "client_id": sso["client_id"],
        "redirect_uri": sso["redirect_uri"],
        "scope": sso["scopes"],
        "state": "a-state",
    }
    document = httpx.get(f"{sso['issuer']}/.well-known/openid-configuration").json()
    form = {"sub": changed.pop("username", sso["username"])}
    return httpx.post(document["authorization_endpoint"], params=asked | changed, data=form)


def fetch_code(sso: dict[str, str], **changed: str) -> str:
    answer = authorize(sso, **changed)
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def redeem(instance: dict[str, Any], code: str) -> Seen:
    journey = Journey(instance)
    return journey.send("POST", journey.sso, {"code": code})


@pytest.mark.parametrize("product", PRODUCTS)
def test_code_of_the_provider_logs_the_account_in(described: dict[str, Any], product: str) -> None:
    instance = described[product]
    journey = Journey(instance)

    journey.probe(redeem(instance, fetch_code(instance["sso"])).field("token"))

    assert journey.statuses == [200]


def test_code_of_the_provider_works_once(me: dict[str, Any]) -> None:
    code = fetch_code(me["sso"])

    answers = [redeem(me, code) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 401]
    assert answers[1].json() == INVALID


def test_altered_code_is_refused(me: dict[str, Any]) -> None:
    code = fetch_code(me["sso"])

    altered = redeem(me, code.swapcase())

    assert (altered.status, altered.json()) == (401, INVALID)
    assert redeem(me, code).status == 200


@pytest.mark.parametrize("code", ["é", " ", "a&client_id=b", "%00", "\u200b", "x" * 4096])
def test_code_that_no_provider_gave_is_refused(me: dict[str, Any], code: str) -> None:
    assert redeem(me, code).json() == INVALID


def test_code_of_another_client_is_refused(me: dict[str, Any]) -> None:
    code = fetch_code(me["sso"], client_id=me["sso"]["other_client_id"])

    answer = redeem(me, code)

    assert (answer.status, answer.json()) == (401, INVALID)


def test_code_of_another_instance_is_refused(described: dict[str, Any]) -> None:
    code = fetch_code(described["mi"]["sso"])

    assert [redeem(described[name], code).status for name in ("me", "mi")] == [401, 200]


def test_code_of_a_stranger_is_refused(me: dict[str, Any]) -> None:
    answer = redeem(me, fetch_code(me["sso"], username="stranger@a.test"))

    assert (answer.status, answer.json()) == (401, INVALID)


def test_code_of_the_control_port_needs_no_provider(me: dict[str, Any]) -> None:
    code = Journey(me).controlled("/sso-code", {})["code"]

    assert [redeem(me, code).status for _ in range(2)] == [200, 401]


def test_fault_shows_by_a_code_of_the_provider(described: dict[str, Any]) -> None:
    instance = described["reusing"]
    code = fetch_code(instance["sso"])

    assert [redeem(instance, code).status for _ in range(2)] == [200, 200]


def test_client_must_be_registered(me: dict[str, Any]) -> None:
    assert authorize(me["sso"], client_id="a-client").status_code == 400


def test_instance_tells_how_to_sign_in_where_there_is_a_provider(
    described: dict[str, Any], fresh_instances: dict[str, Any]
) -> None:
    sso = [each["sso"] for each in described.values()]

    keys = {"issuer", "client_id", "redirect_uri", "scopes", "username", "password"}
    assert all(each.keys() == keys | {"other_client_id"} for each in sso)
    assert len({each["client_id"] for each in sso} | {sso[0]["other_client_id"]}) == len(sso) + 1
    assert not any("sso" in each for each in fresh_instances.values())


def is_gone(issuer: str) -> bool:
    """Tell whether a provider ends within a minute."""
    for _ in range(600):
        try:
            httpx.get(issuer)
        except httpx.TransportError:
            return True
        time.sleep(0.1)
    return False


def test_provider_ends_with_the_instances() -> None:
    with serving("--product", "me", "--with-provider") as [described]:
        assert httpx.get(described["sso"]["issuer"]).status_code == 200

    assert is_gone(described["sso"]["issuer"])


def test_provider_survives_nobody() -> None:
    command = [*COMMAND, "--product", "me", "--with-provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        issuer = httpx.Response(200, text=process.stdout.readline()).json()["sso"]["issuer"]
        os.kill(process.pid, signal.SIGKILL)

    assert is_gone(issuer)


def test_provider_that_does_not_start_is_one_line_and_exit_2(tmp_path: Path) -> None:
    (tmp_path / "oidc_provider_mock.py").write_text("raise SystemExit")

    ended = subprocess.run(
        [*COMMAND, "--product", "me", "--with-provider"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert "the provider did not start" in ended.stderr
