"""Mails in Mailpit, as a wire plays them, and a mailbox that asks for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from harness.sources.mailbox import Mailbox
from harness.targets.model import MailboxAddress
from tests.harness.making import a_target
from tests.harness.wire import http

if TYPE_CHECKING:
    from tests.harness.wire import Wire

NONE = http(200, {"messages": []})
"""Plays a search that finds no mail."""
RESET_TOKEN = "reset-9KfQ2vXw7LmZ4pTd"
LINK = f"https://acme.test/reset?email=a@acme.test&reset_token={RESET_TOKEN}"


def messages(*ids: str, to: str = "a@acme.test") -> bytes:
    """Play a search that finds these mails to an address."""
    return http(200, {"messages": [{"ID": each, "To": [{"Address": to}]} for each in ids]})


def mail(text: str = "", html: str = "", *, subject: str = "", to: str = "a@acme.test") -> bytes:
    """Play a mail."""
    sent_to = [{"Address": to}]
    return http(200, {"Subject": subject, "Text": text, "HTML": html, "To": sent_to})


def mailbox(wire: Wire) -> Mailbox:
    """Make a mailbox that asks a wire, and waits for nothing."""
    address = MailboxAddress(mailpit=wire.url, wait=timedelta(seconds=-1))
    return Mailbox(a_target(mailbox=address))
