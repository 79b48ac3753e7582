"""Mail behind IMAP over TLS, read from a real Dovecot (Debian: dovecot-imapd)."""

from __future__ import annotations

import getpass
import imaplib
import shutil
import socket
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.core.errors import SourceFailed
from harness.sources.mailbox import Mailbox
from harness.targets.model import MailboxAddress
from tests.harness.making import CANARY, a_target

DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin")
pytestmark = [
    pytest.mark.starts_process,
    pytest.mark.skipif(
        DOVECOT is None, reason="NOT PROVEN here: IMAP needs Debian's dovecot-imapd"
    ),
]
LINK = "https://acme.test/reset?reset_token=a.b.c&email=qa"
CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
mail_location = maildir:{base}/home/mail
first_valid_uid = 0
default_internal_user = {internal}
default_login_user = {login}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={base}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""


def certify(base) -> None:
    """Write a certificate for the loopback address that signs itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (base / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (base / "key.pem").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


class Dovecot:
    """A server with one account, whose mail is put in by IMAP's own APPEND."""

    def __init__(self, base, port):
        self.base, self.port = base, port

    def connect(self) -> imaplib.IMAP4_SSL:
        context = ssl.create_default_context(cafile=str(self.base / "cert.pem"))
        connection = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context)
        try:
            connection.login("qa", CANARY)
        except OSError:
            connection.shutdown()
            raise
        return connection

    def deliver(self, to: str, text: str = "no link", *, cc: str = "", subject: str = "é") -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "no-reply@acme.test", to, subject
        if cc:
            mail["Cc"] = cc
        mail.set_content(text)
        mail.add_alternative(f"<p>{text.replace('&', '&amp;')}</p>", subtype="html")
        with self.connect() as connection:
            connection.append("INBOX", "", "", mail.as_bytes())

    def flags(self) -> list[str]:
        with self.connect() as connection:
            connection.select("INBOX", readonly=True)
            _, found = connection.fetch("1:*", "(FLAGS)")
            return [each.decode() for each in found if isinstance(each, bytes)]

    def mailbox(self, **changes) -> Mailbox:
        plain: dict[str, Any] = {
            "imap": f"imaps://qa@127.0.0.1:{self.port}",
            "password": CANARY,
            "verify": str(self.base / "cert.pem"),
            "wait": timedelta(seconds=2),
        }
        address = MailboxAddress(**(plain | changes))
        return Mailbox(a_target(mailbox=address))


def wait_for(server: Dovecot) -> Dovecot:
    for _ in range(600):
        try:
            server.connect().logout()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise RuntimeError((server.base / "log").read_text())


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    base = tmp_path_factory.mktemp("dovecot")
    for each in (base, *base.parents):
        if each.owner() == getpass.getuser() and not each.stat().st_mode & 0o001:
            each.chmod(0o711)  # for Dovecot's own users
    certify(base)
    user = getpass.getuser()
    is_root = user == "root"  # as whom Dovecot does not let strangers in
    login, internal = ("dovenull", "dovecot") if is_root else (user, user)
    owner = login
    (base / "home").mkdir()
    if is_root:
        shutil.chown(base / "home", owner)
    command = ["id", "-gn", owner]
    group = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    port = free_port()
    settings = {"base": base, "port": port, "owner": owner, "group": group, "password": CANARY}
    settings |= {"login": login, "internal": internal}
    (base / "dovecot.conf").write_text(CONFIGURATION.format(**settings))
    with subprocess.Popen([str(DOVECOT), "-F", "-c", str(base / "dovecot.conf")]) as process:
        try:
            yield wait_for(Dovecot(base, port))
        finally:
            process.terminate()


def test_links_of_a_new_mail_are_found(server):
    mailbox = server.mailbox()
    server.deliver("qa+1@acme.test", "an older mail https://acme.test/old")
    before = mailbox.messages("qa+1@acme.test")

    server.deliver("QA+1@acme.test", f"Set it here: {LINK}")

    [found] = mailbox.arriving("qa+1@acme.test", before)
    assert (found.links, found.subject) == ((LINK,), "é")
    assert found.recipients == {"qa+1@acme.test"}


def test_mail_to_another_address_is_not_taken(server):
    mailbox = server.mailbox(wait=timedelta(seconds=0))
    server.deliver("qa+22@acme.test", LINK)

    assert list(mailbox.arriving("qa+2@acme.test", frozenset())) == []


def test_mail_to_others_as_well_says_so(server):
    server.deliver("qa+3@acme.test", LINK, cc="else@acme.test")

    [found] = server.mailbox().arriving("qa+3@acme.test", frozenset())

    assert found.recipients == {"qa+3@acme.test", "else@acme.test"}


def test_mail_is_neither_marked_nor_deleted(server):
    server.deliver("qa+4@acme.test", LINK)
    before = server.flags()

    assert list(server.mailbox().arriving("qa+4@acme.test", frozenset()))

    assert server.flags() == before
    assert not any("Seen" in each for each in before)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "AUTHENTICATIONFAILED|Authentication failed"),
        ({"verify": True}, "certificate"),
        ({"imap": "imaps://qa@127.0.0.1:1"}, "refused"),
    ],
    ids=["password", "untrusted", "unreachable"],
)
def test_mailbox_that_fails_is_told_in_a_line(server, changes, words):
    if "imap" not in changes:
        changes["imap"] = f"imaps://qa@127.0.0.1:{server.port}"

    with pytest.raises(SourceFailed, match=rf"^mailbox: 127\.0\.0\.1: .*({words})") as caught:
        server.mailbox(**changes).messages("qa@acme.test")

    assert "\n" not in str(caught.value)
