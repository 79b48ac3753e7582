"""How the mails of a process travel: by SMTP, to a server of the process itself."""

import logging
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from functools import partial
from smtplib import SMTP
from typing import Any

from aiosmtpd import smtp
from aiosmtpd.controller import Controller

from reference.instance import Instance
from reference.mail import DOMAIN, Mailbox
from reference.serving import LOOPBACK, listen, port_of

TIMEOUT = 14.0  # seconds, for each answer of the server
LOG = logging.getLogger(__name__)


class PostOffice:
    """What receives every mail; the sender on the envelope tells whose mailbox it is for."""

    def __init__(self, mailboxes: dict[str, Mailbox]) -> None:
        self.mailboxes = mailboxes

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, _server: smtp.SMTP, _session: smtp.Session, envelope: smtp.Envelope
    ) -> str:
        """Keep a mail, or refuse one that no instance sent (RFC 5321 §4.2.3)."""
        mailbox = self.mailboxes.get(envelope.mail_from or "")
        if mailbox is None or not isinstance(envelope.content, bytes):
            return "550 5.1.8 No instance sends from this address"
        mailbox.receive(envelope.content, envelope.mail_from or "", envelope.rcpt_tos)
        return "250 2.0.0 Kept"


class PostServer(Controller):
    """An SMTP server on a thread of its own, and a free port.

    It is handed its socket: aiosmtpd cannot tell which port a 0 became.
    """

    def __init__(self, office: PostOffice) -> None:
        self.bound = listen(0)
        port = port_of(self.bound)
        super().__init__(office, hostname=LOOPBACK, port=port, server_hostname=DOMAIN)

    def _create_server(self) -> Coroutine[Any, Any, Any]:
        return self.loop.create_server(self._factory_invoker, sock=self.bound)


@contextmanager
def post_office(instances: Sequence[Instance]) -> Iterator[int]:
    """Carry the mails of these instances by SMTP; give the port of the server that takes them."""
    senders = [f"bounces@instance-{number}.{DOMAIN}" for number in range(len(instances))]
    mailboxes = [instance.mailbox for instance in instances]
    server = PostServer(PostOffice(dict(zip(senders, mailboxes, strict=True))))
    server.start()
    try:
        for sender, mailbox in zip(senders, mailboxes, strict=True):
            mailbox.transport = partial(submit, server.port, sender)
        yield server.port
    finally:
        server.stop()


def submit(port: int, sender: str, message: EmailMessage, to: str) -> None:
    """Hand a mail to the server; where that fails it is lost, and who asked for it learns nothing.

    The caller waits, for 14 seconds at most where the server says nothing at all.
    """
    try:
        with SMTP(LOOPBACK, port, local_hostname=DOMAIN, timeout=TIMEOUT) as server:
            server.send_message(message, sender, [to])
    except OSError as error:  # smtplib's own errors are of that kind
        LOG.warning("a mail to %s was not sent: %s", to, error)
