"""What an operation is for, where the suite has to know: said by ``x-role`` in an overlay."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The part that an operation plays in a session, or in a user's life."""

    OPTIONS = "options"
    """Tells how one may log in."""
    LOGIN = "login"
    """Gives a token for an e-mail address and a password."""
    REFRESH = "refresh"
    """Gives another token for a token."""
    LOGOUT = "logout"
    """Ends the session of a token."""
    SSO_LOGIN = "sso-login"
    """Gives a token for a code of the identity provider."""
    METABASE_LOGIN = "metabase-login"
    """Gives Metabase's cookie."""
    INVITE = "invite"
    """Makes a user of an address, and mails a link."""
    REINVITE = "reinvite"
    INVITATION_LINK = "invitation-link"
    """Gives the link by which an invited user chooses a password."""
    FORGOT_PASSWORD = "forgot-password"  # noqa: S105 - what an operation is for
    """Mails a link by which a user chooses another password."""
    RESET_PASSWORD = "reset-password"  # noqa: S105 - what an operation is for
    CHANGE_PASSWORD = "change-password"  # noqa: S105 - what an operation is for
    """Sets another password for who knows the old one."""
    GET_USER = "get-user"
    DELETE_USER = "delete-user"


AS_ANY_OTHER = frozenset({Role.GET_USER, Role.DELETE_USER})
"""Roles of operations that are called as any other operation is: of the rest, each has contracts of
its own about what it takes and gives."""

ACCOUNT_FIELDS = ("email", "username", "user_name", "login", "user")
"""Members of a log-in's body that name the account."""
