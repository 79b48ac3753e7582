import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.datastructures import Headers

from reference.answers import Answer
from reference.calls import Call
from reference.commands import build
from reference.jwt import encode
from reference.oidc import Client, Provider, ProviderError
from reference.provider import process
from reference.serving import LOOPBACK, listen, port_of

ISSUER, CLIENT, EMAIL = "https://idp.test", "the-client", "qa@reference.test"
KEY, FOREIGN_KEY = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
PROVIDER = Provider(ISSUER, f"{ISSUER}/token", f"{ISSUER}/jwks", f"{ISSUER}/register")


def claims(**changed: object) -> dict[str, Any]:
    """Give the claims of an honest ID token, changed, and without those that are None."""
    now = int(time.time())
    honest = {"iss": ISSUER, "aud": [CLIENT], "exp": now + 600, "iat": now, "email": EMAIL}
    return {name: value for name, value in (honest | changed).items() if value is not None}


def id_token(**changed: object) -> str:
    return signed(claims(**changed), KEY)


def signed(told: dict[str, Any], key: RSAKey) -> str:
    return jwt.encode({"alg": "RS256"}, told, key)


def client(answers: Callable[[httpx.Request], httpx.Response]) -> Client:
    http = httpx.Client(transport=httpx.MockTransport(answers))
    return Client(http, PROVIDER, CLIENT, "secret", "https://a.test/cb")


def issuing(token: object, keys: object = None) -> Client:
    """A client of a provider that gives this ID token for any code."""
    keys = {"keys": [KEY.as_dict(private=False)]} if keys is None else keys
    answers = {"/token": {"id_token": token}, "/jwks": keys}
    return client(lambda request: httpx.Response(200, json=answers[request.url.path]))


def test_code_is_redeemed_by_the_client_that_asked_for_it() -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(400, json={"error": "invalid_grant"})

    assert client(answer).email_of("a code&more=") is None

    [request] = requests
    assert (request.method, str(request.url)) == ("POST", PROVIDER.token_endpoint)
    assert request.headers["authorization"] == "Basic dGhlLWNsaWVudDpzZWNyZXQ="
    assert request.content == (
        b"grant_type=authorization_code&code=a+code%26more%3D"
        b"&redirect_uri=https%3A%2F%2Fa.test%2Fcb"
    )


@pytest.mark.parametrize("audience", [CLIENT, [CLIENT]])
def test_id_token_tells_who_signed_in(audience: object) -> None:
    assert issuing(id_token(aud=audience)).email_of("a-code") == EMAIL


@pytest.mark.parametrize("late", [30, -30])
def test_clock_of_the_provider_may_be_off_a_little(late: int) -> None:
    token = id_token(iat=int(time.time()) + late, exp=int(time.time()) + late)

    assert issuing(token).email_of("a-code") == EMAIL


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"aud": None},
        {"iss": "https://elsewhere.test"},
        {"iss": None},
        {"exp": 1_700_000_000},
        {"exp": "never"},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"email": None},
        {"email": 7},
    ],
    ids=str,
)
def test_id_token_for_others_is_refused(changed: dict[str, object]) -> None:
    assert issuing(id_token(**changed)).email_of("a-code") is None


def signed_by_public_key() -> str:
    """Sign by the public key, as if it were a shared secret."""
    content = unsigned("HS256").rstrip(".")
    signature = hmac.digest(KEY.as_pem(private=False), content.encode(), "sha256")
    return f"{content}.{encode(signature)}"


def unsigned(algorithm: str = "none") -> str:
    header, told = (encode(json.dumps(each).encode()) for each in ({"alg": algorithm}, claims()))
    return f"{header}.{told}."


@pytest.mark.parametrize(
    "forge",
    [
        lambda: signed(claims(), FOREIGN_KEY),
        lambda: id_token()[:-9] + "AAAAAAAAA",
        unsigned,
        signed_by_public_key,
        lambda: "",
        lambda: "no token",
        lambda: "a.b.c",
        lambda: "é.é.é",
    ],
)
def test_forged_id_token_is_refused(forge: Callable[[], str]) -> None:
    assert issuing(forge()).email_of("a-code") is None


@pytest.mark.parametrize("token", [None, 7, {}], ids=str)
def test_answer_without_id_token_is_the_providers_error(token: object) -> None:
    with pytest.raises(ProviderError, match="/token answered 200"):
        issuing(token).email_of("a-code")


@pytest.mark.parametrize("keys", [{}, {"keys": 7}, {"keys": [{}]}, {"keys": [{"kty": "RSA"}]}, []])
def test_missing_keys_are_the_providers_error(keys: object) -> None:
    with pytest.raises(ProviderError, match="/jwks"):
        issuing(id_token(), keys).email_of("a-code")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"error": "invalid_client"}),
        httpx.Response(400, json={"error": "invalid_request"}),
        httpx.Response(500, text="<html>"),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(302, headers={"location": "https://elsewhere.test"}),
    ],
    ids=lambda answer: f"{answer.status_code} {answer.text}",
)
def test_any_other_answer_is_the_providers_error(answer: httpx.Response) -> None:
    with pytest.raises(ProviderError):
        client(lambda _: answer).email_of("a-code")


@pytest.mark.parametrize(
    ("status", "document"), [(200, {"issuer": "https://elsewhere.test"}), (404, {"issuer": ISSUER})]
)
def test_discovery_document_is_the_issuers_own(status: int, document: dict[str, str]) -> None:
    http = client(lambda _: httpx.Response(status, json=document)).http

    with pytest.raises(ProviderError, match="no discovery document of its own"):
        Provider.discover(http, ISSUER)


def test_refused_registration_is_the_providers_error() -> None:
    http = client(lambda _: httpx.Response(403, json={})).http

    with pytest.raises(ProviderError, match="answered a registration 403"):
        PROVIDER.register(http, ["https://a.test/cb"])


def logged_in_by(email_of: Callable[[str], str | None], code: str = "a-code") -> Answer:
    """Log in to an instance that asks so for the address of who signed in."""
    instance = build("me=me")
    instance.sso.email_of = email_of
    body = json.dumps({"code": code}).encode()
    headers = Headers({"content-type": "application/json"})
    return instance.respond(Call("POST", "/users/okta_login", headers, body))


@pytest.mark.parametrize(("email", "status"), [(EMAIL, 200), ("nobody@a.test", 401), (None, 401)])
def test_only_users_of_the_instance_log_in(email: str | None, status: int) -> None:
    assert logged_in_by(lambda _: email).status == status


@pytest.mark.starts_process
def test_provider_that_is_down_is_answered_503() -> None:
    with httpx.Client() as http:
        with process(EMAIL) as issuer:
            provider = Provider.discover(http, issuer)
        gone = Client(http, provider, CLIENT, "secret", "https://a.test/cb")

        answer = logged_in_by(gone.email_of)

    assert (answer.status, answer.body) == (503, {"message": "The SSO provider does not answer"})


def test_silent_provider_is_not_waited_for() -> None:
    with httpx.Client(timeout=0.2) as http, listen(0) as silent:
        endpoint = f"http://{LOOPBACK}:{port_of(silent)}/token"
        slow = Client(http, Provider(ISSUER, endpoint, "", ""), CLIENT, "secret", "https://a.test")

        assert logged_in_by(slow.email_of).status == 503
