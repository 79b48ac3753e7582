"""Mail behind IMAP, as a server plays it that may end a session at any time (RFC 3501, BYE)."""

from __future__ import annotations

from email import message_from_bytes
from imaplib import IMAP4
from types import SimpleNamespace
from typing import Any

import pytest
from imap_tools import MailboxLoginError

from harness.core.errors import SourceFailed
from harness.sources import imap
from harness.sources.imap import ImapStore
from harness.sources.mail import NOTHING
from harness.targets.model import MailboxAddress

BYE = IMAP4.abort("session timed out")
WRONG = MailboxLoginError(("NO", [b"wrong"]), "OK")


def a_mail(uid: str | None, to: str, body: str = "") -> Any:
    mime = message_from_bytes(f"To: {to}\r\n\r\n{body}".encode())
    return SimpleNamespace(uid=uid, obj=mime)


class Server:
    """Plays what each session ends with: mails, or a failure."""

    def __init__(self, *sessions: Any) -> None:
        self.sessions = list(sessions)
        self.opened = self.closed = 0

    def open(self, *_: Any, **__: Any) -> Any:
        self.opened += 1
        played = self.sessions.pop(0)

        def fetch(*_: Any, **__: Any) -> Any:
            if isinstance(played, Exception):
                raise played
            return iter(played)

        def login(*_: Any) -> None:
            if isinstance(played, MailboxLoginError):
                raise played

        def close() -> None:
            self.closed += 1

        return SimpleNamespace(
            client=SimpleNamespace(shutdown=close),
            login=login,
            folder=SimpleNamespace(set=lambda *_, **__: None),
            fetch=fetch,
        )


@pytest.fixture
def serve(monkeypatch):
    def play(*sessions):
        server = Server(*sessions)
        monkeypatch.setattr(imap, "MailBox", server.open)
        return server, ImapStore(MailboxAddress(imap="imaps://qa@mail.acme.test", password="x"))

    return play


def test_mails_are_those_to_the_address(serve):
    mails = [a_mail("1", "QA <Qa@acme.test>"), a_mail("2", "qaa@acme.test"), a_mail(None, "qa@x")]
    _, store = serve(mails)

    assert store.ids("qa@acme.test") == {"1"}


@pytest.mark.parametrize("end", [BYE, ConnectionResetError(), BrokenPipeError()])
def test_session_that_ends_is_begun_once_more(serve, end):
    server, store = serve(end, [a_mail("1", "qa@acme.test")])

    assert store.ids("qa@acme.test") == {"1"}
    assert server.closed == server.opened == 2


@pytest.mark.parametrize(
    ("sessions", "opened"),
    [
        ([BYE, BYE], 2),
        ([WRONG], 1),
        ([IMAP4.error("BAD command")], 1),
        ([TimeoutError("timed out")], 1),
        ([UnicodeDecodeError("ascii", b"\xff", 0, 1, "odd literal")], 1),
    ],
    ids=["ends-again", "password", "bad", "time-out", "odd-literal"],
)
def test_mailbox_that_fails_is_told_in_a_line(serve, sessions, opened):
    server, store = serve(*sessions)

    with pytest.raises(SourceFailed, match=r"^mailbox: mail\.acme\.test: ") as caught:
        store.ids("qa@acme.test")

    assert "\n" not in str(caught.value)
    assert server.closed == server.opened == opened


def test_message_is_read(serve):
    _, store = serve([a_mail("1", "qa@acme.test", "text")])

    assert store.message("1").text == "text"


def test_message_that_was_removed_meanwhile_is_nothing(serve):
    _, store = serve([])

    assert store.message("1") == NOTHING
