"""The operations of a product as verbs: each sent exactly as its page shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from harness.exchange import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.client import Client
    from spec.specification import Operation, Specification

AccessToken = str | bytes | None
"""What is sent in the access token's header; bytes where it is no token at all, None for none."""


class Api:
    """One instance, spoken to in the terms of its pages. No verb raises on a status."""

    def __init__(self, client: Client, spec: Specification) -> None:
        self.spec = spec
        self._client = client

    def call(
        self,
        operation_id: str,
        *,
        token: AccessToken = None,
        fields: Mapping[str, object] | None = None,
        path: Mapping[str, str] | None = None,
        cookie: str | None = None,
    ) -> Answer:
        """Send an operation.

        ``token`` goes into the access-token header, ``fields`` become the JSON body, ``path`` fills
        the template, and ``cookie`` is a Cookie header as a browser would send it.
        """
        body = None if fields is None else json.dumps(fields).encode()
        return self.call_raw(operation_id, body, token=token, path=path, cookie=cookie)

    def call_raw(
        self,
        operation_id: str,
        body: bytes | None,
        *,
        token: AccessToken = None,
        path: Mapping[str, str] | None = None,
        cookie: str | None = None,
        media_type: str | None = None,
    ) -> Answer:
        """Send an operation with a body of any bytes, under ``media_type`` or the page's own."""
        operation = self.spec.operation(operation_id)
        headers = self._headers(operation, token, media_type)
        if cookie:
            headers["Cookie"] = cookie
        filled = operation.path
        for name, value in (path or {}).items():
            filled = filled.replace("{" + name + "}", quote(value, safe=""))
        exchange = self._client.send(
            operation.method, filled, operation=operation, headers=headers, body=body
        )
        return Answer(exchange, self.spec)

    def probe(self, method: str, path: str, token: AccessToken) -> Answer:
        """Send an operation that the pages do not have."""
        headers = {} if token is None else {self.spec.token_header: token}
        return Answer(self._client.send(method, path, headers=headers), self.spec)

    def options(self) -> Answer:
        """Ask for the authentication options."""
        return self.call("getAuthenticationOptions")

    def login(self, email: object, password: object) -> Answer:
        """Log in by credentials."""
        return self.call("login", fields={"email": email, "password": password})

    def sso_login(self, code: str) -> Answer:
        """Log in by a code of the identity provider."""
        return self.call("loginWithSso", fields={"code": code})

    def refresh(self, token: str) -> Answer:
        """Refresh a token."""
        return self.call("refreshToken", fields={"token": token})

    def logout(self, token: str, cookie: str | None = None) -> Answer:
        """Log out the session of ``token``, named as the page does: in the body or the header."""
        if "token" in self.spec.operation("logout").body_fields:
            return self.call("logout", fields={"token": token}, cookie=cookie)
        return self.call("logout", token=token, cookie=cookie)

    def metabase_login(self, token: AccessToken) -> Answer:
        """Ask for Metabase's cookie."""
        return self.call("loginToMetabase", token=token)

    def invite(self, token: AccessToken, email: str) -> Answer:
        """Invite a user."""
        return self.call("inviteUser", token=token, fields={"email": email})

    def reinvite(self, token: AccessToken, email: str) -> Answer:
        """Invite a user once more."""
        return self.call("reinviteUser", token=token, fields={"email": email})

    def invitation_link(self, token: AccessToken, user_id: str) -> Answer:
        """Ask for the link that lets an invited user choose a password."""
        return self.call("getInvitationLink", token=token, path={"user_id": user_id})

    def user(self, token: AccessToken, user_id: str) -> Answer:
        """Look a user up."""
        return self.call("getUser", token=token, path={"user_id": user_id})

    def delete_user(self, token: AccessToken, user_id: str) -> Answer:
        """Delete a user."""
        return self.call("deleteUser", token=token, path={"user_id": user_id})

    def forgot_password(self, email: str) -> Answer:
        """Ask for an e-mail with which a user can choose a new password."""
        return self.call("sendForgotPasswordEmail", fields={"email": email})

    def reset_password(self, email: str, password: str, token: str) -> Answer:
        """Set a new password by the token of a link."""
        fields = {"email": email, "password": password, "token": token}
        return self.call("resetPassword", fields=fields)

    def _headers(
        self, operation: Operation, token: AccessToken, media_type: str | None
    ) -> dict[str, str | bytes]:
        headers: dict[str, str | bytes] = {}
        said = operation.media_type if media_type is None else media_type
        if said is not None:
            headers["Content-Type"] = said
        if token is not None:
            headers[self.spec.token_header] = token
        return headers
