"""The authorization-code flow against a second, independent provider: oidc-provider (npm)."""

from __future__ import annotations

import shutil
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest
import requests

from harness.core.errors import SourceFailed
from harness.sources.oidc import Flow
from harness.targets.model import AuthorizationFlow
from tests.harness.making import CANARY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = "oidc-provider@9.13.3"
BACK = "https://acme.test/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
SECRET = "known-to-the-instance"
SERVER = f"""
import Provider from 'oidc-provider';
const port = Number(process.argv[2]);
const client = {{ client_id: 'instance', client_secret: '{SECRET}', redirect_uris: ['{BACK}'] }};
const provider = new Provider(`http://127.0.0.1:${{port}}`, {{
  clients: [client],
  pkce: {{ required: () => true }},
  cookies: {{ keys: ['a test signs its cookies'] }},
}});
provider.listen(port, '127.0.0.1', () => console.log('ready'));
"""
pytestmark = [
    pytest.mark.starts_process,
    pytest.mark.skipif(
        shutil.which("node") is None or shutil.which("npm") is None,
        reason="NOT PROVEN here: a second provider needs Node and npm",
    ),
]


def install(directory: Path) -> None:
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", PACKAGE]
    try:
        subprocess.run(command, cwd=directory, check=True, capture_output=True, timeout=120)
    except subprocess.SubprocessError:
        pytest.skip(f"NOT PROVEN here: npm could not install {PACKAGE}")


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory: Path = tmp_path_factory.mktemp("provider")
    install(directory)
    (directory / "server.mjs").write_text(SERVER)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    with subprocess.Popen(
        ["node", "server.mjs", str(port)],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        while (line := process.stdout.readline()) and "ready" not in line:
            pass
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def settings(issuer: str, verifier: str | None = VERIFIER) -> AuthorizationFlow:
    return AuthorizationFlow(issuer, "instance", BACK, "qa", CANARY, code_verifier=verifier)


def redeem(issuer: str, code: str) -> requests.Response:
    """Redeem a code as the instance would."""
    grant = {"grant_type": "authorization_code", "redirect_uri": BACK, "code_verifier": VERIFIER}
    asked = {**grant, "code": code}
    return requests.post(f"{issuer}/token", data=asked, auth=("instance", SECRET), timeout=60)


def test_code_is_good_at_the_token_endpoint(issuer):
    code = Flow(settings(issuer), "instance").code()

    answer = redeem(issuer, code)

    assert answer.status_code == 200
    assert answer.json()["id_token"]


def test_each_run_through_the_flow_gives_another_code(issuer):
    codes = {Flow(settings(issuer), "instance").code() for _ in range(2)}

    assert len(codes) == 2


@pytest.mark.parametrize(
    ("client_id", "verifier", "words"),
    [("stranger", VERIFIER, "answered 400"), ("instance", None, "refused: invalid_request")],
    ids=["unknown-client", "no-challenge"],
)
def test_refusal_of_the_provider_is_told_in_a_line(issuer, client_id, verifier, words):
    with pytest.raises(SourceFailed, match=words):
        Flow(settings(issuer, verifier), client_id).code()
