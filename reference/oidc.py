"""A client of an OpenID provider: from an authorization code to who signed in.

RFC 6749 §4.1.3 and OpenID Connect Core 1.0 §3.1.3. The crypto is joserfc's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

TIMEOUT = 14.0  # seconds, for each answer of the provider: a log-in takes two of them, and a client
# of the instance waits half a minute for its own
ALGORITHMS = ["RS256"]
SCOPES = "openid email"
SKEW = 60  # seconds that the provider's clock may be off


class ProviderError(Exception):
    """The provider cannot be reached, does not answer in time, or not as a provider does."""


@dataclass(frozen=True)
class Provider:
    """What the provider's discovery document tells of it (OpenID Connect Discovery 1.0 §3)."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    registration_endpoint: str

    @classmethod
    def discover(cls, http: httpx.Client, issuer: str) -> "Provider":
        """Read the discovery document, which must be the issuer's own (§4.3)."""
        status, document = ask(http, "GET", f"{issuer}/.well-known/openid-configuration")
        if status != 200 or document.get("issuer") != issuer:
            raise ProviderError(f"{issuer} has no discovery document of its own")
        return cls(**{name: str(document.get(name)) for name in cls.__dataclass_fields__})

    def register(self, http: httpx.Client, redirect_uris: list[str]) -> tuple[str, str]:
        """Register a client, and give its id and its secret (RFC 7591 §3)."""
        asked = {"redirect_uris": redirect_uris, "scope": SCOPES}
        status, client = ask(http, "POST", self.registration_endpoint, json=asked)
        if status != 201:
            raise ProviderError(f"{self.issuer} answered a registration {status}")
        return str(client.get("client_id")), str(client.get("client_secret"))


@dataclass(frozen=True)
class Client:
    """An instance, as its provider knows it."""

    http: httpx.Client
    provider: Provider
    id: str
    secret: str
    redirect_uri: str

    def email_of(self, code: str) -> str | None:
        """Give the address of who signed in, or None where code or ID token are no good."""
        id_token = self.redeem(code)
        return self.email_in(id_token) if id_token is not None else None

    def redeem(self, code: str) -> str | None:
        """Give the ID token for a code, or None where the provider refuses the code."""
        grant = {"grant_type": "authorization_code", "code": code}
        status, answer = ask(
            self.http,
            "POST",
            self.provider.token_endpoint,
            data=grant | {"redirect_uri": self.redirect_uri},
            auth=(self.id, self.secret),
        )
        if (status, answer.get("error")) == (400, "invalid_grant"):
            return None
        id_token = answer.get("id_token")
        if status != 200 or not isinstance(id_token, str):
            raise ProviderError(f"{self.provider.token_endpoint} answered {status}")
        return id_token

    def email_in(self, id_token: str) -> str | None:
        """Give the address that an ID token tells, or None where it does not hold (§3.1.3.7).

        It holds by the time of the system: the provider's clock does not move with ours.
        """
        expected = jwt.JWTClaimsRegistry(
            leeway=SKEW,
            iss={"essential": True, "value": self.provider.issuer},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(id_token, self.keys(), ALGORITHMS).claims
            expected.validate(claims)
        except JoseError:
            return None
        email, audience = claims.get("email"), claims.get("aud")
        return email if isinstance(email, str) and audience in (self.id, [self.id]) else None

    def keys(self) -> KeySet:
        """Give the provider's keys as they are now, since it may change them."""
        status, keys = ask(self.http, "GET", self.provider.jwks_uri)
        try:
            return KeySet.import_key_set({"keys": keys["keys"]})
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise ProviderError(f"{self.provider.jwks_uri} answered {status}, no keys") from error


def ask(
    http: httpx.Client,
    method: str,
    url: str,
    *,
    auth: tuple[str, str] | None = None,
    data: Mapping[str, str] | None = None,
    json: Mapping[str, object] | None = None,
) -> tuple[int, dict[str, Any]]:
    """Send the provider a request, and give the status and the JSON object of its answer."""
    try:
        answer = http.request(method, url, auth=auth, data=data, json=json)
        body: object = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderError(f"{url}: {type(error).__name__}") from error
    if not isinstance(body, dict):
        raise ProviderError(f"{url} answered {answer.status_code}, and no object")
    return answer.status_code, body
