"""An OpenID provider beside the instances, whose codes they redeem."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from reference.instance import Instance
from reference.oidc import SCOPES, TIMEOUT, Client, Provider, ProviderError


@dataclass(frozen=True)
class SignOn:
    """How the account of an instance signs in at the provider."""

    client: Client
    username: str
    password: str
    other_client_id: str

    def as_json(self) -> dict[str, str]:
        """Tell what a client of the instance needs to know."""
        return {
            "issuer": self.client.provider.issuer,
            "client_id": self.client.id,
            "redirect_uri": self.client.redirect_uri,
            "scopes": SCOPES,
            "username": self.username,
            "password": self.password,  # the provider asks for none
            "other_client_id": self.other_client_id,
        }


@contextmanager
def provider_of(origins: Mapping[str, Instance]) -> Iterator[dict[str, SignOn]]:
    """Run a provider of which each of these instances is a client; give their sign-ons by name.

    Raises ProviderError where it cannot be started. `origins` are where the instances are served;
    one more client is registered, whose codes are for none of them.
    """
    redirect_uris = {f"{origin}/sso/callback": instance for origin, instance in origins.items()}
    users = {instance.account.email for instance in origins.values()}
    with process(*users) as issuer, httpx.Client(timeout=TIMEOUT, trust_env=False) as http:
        provider = Provider.discover(http, issuer)
        other, _ = provider.register(http, list(redirect_uris))
        signs_on = {}
        for redirect_uri, instance in redirect_uris.items():
            client = Client(http, provider, *provider.register(http, [redirect_uri]), redirect_uri)
            instance.sso.email_of = client.email_of
            account = instance.account
            signs_on[instance.name] = SignOn(client, account.email, account.password, other)
        yield signs_on


@contextmanager
def process(*addresses: str) -> Iterator[str]:
    """Run a provider in a process of its own, and give its issuer."""
    command = [sys.executable, "-m", "reference.provider", *addresses]
    with subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for us to hear, who then end it
    ) as running:
        assert running.stdout is not None
        try:
            issuer = running.stdout.readline().strip()
            if not issuer:
                raise ProviderError("the provider did not start; its own words are above")
            yield issuer
        finally:
            running.terminate()
