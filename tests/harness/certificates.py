"""Certificates of an authority of the tests' own, and a wire that answers over TLS."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.harness.wire import Wire, serving

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

LOOPBACK = x509.IPAddress(ip_address("127.0.0.1"))


class Authority:
    """Signs certificates for this machine."""

    def __init__(self, directory: Path, name: str) -> None:
        self._directory = directory
        self._name = name
        self._key = ec.generate_private_key(ec.SECP256R1())
        own = x509.BasicConstraints(ca=True, path_length=None)
        self._certificate = self._signed(self._key, name, own)
        self.bundle = directory / f"{name}.pem"
        self.bundle.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str) -> Path:
        """Return the file of a certificate for this machine, with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(key, name, x509.SubjectAlternativeName([LOOPBACK]))
        plain = serialization.NoEncryption()
        file = self._directory / f"{self._name}-{name}.pem"
        file.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
            )
        )
        return file

    def _signed(
        self, key: ec.EllipticCurvePrivateKey, name: str, extension: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        by, is_ca = self._key.public_key(), isinstance(extension, x509.BasicConstraints)
        return (
            x509.CertificateBuilder()
            .subject_name(_name_of(name))
            .issuer_name(_name_of(self._name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(extension, critical=is_ca)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by), critical=False)
            .add_extension(_uses(is_ca=is_ca), critical=True)
            .sign(self._key, hashes.SHA256())
        )


def _uses(*, is_ca: bool) -> x509.KeyUsage:
    """Say what a key is for: from Python 3.13 on, an authority that does not is refused."""
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name_of(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class TlsWire(Wire):
    """A wire that answers over TLS, and may ask who asks."""

    def __init__(self, certificate: Path, clients: Path | None = None) -> None:
        super().__init__()
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=clients)
        self._context.load_cert_chain(certificate)
        if clients is not None:
            self._context.verify_mode = ssl.CERT_REQUIRED

    @property
    def url(self) -> str:
        """The base URL."""
        return super().url.replace("http:", "https:")

    def get_request(self) -> tuple[socket.socket, object]:
        """Wrap a connection; its handshake is made where it is first read."""
        plain, address = super().get_request()
        return self._context.wrap_socket(
            plain, server_side=True, do_handshake_on_connect=False
        ), address

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a handshake that failed: the client's words are what is looked at."""


@contextmanager
def a_tls_wire(certificate: Path, clients: Path | None = None) -> Iterator[TlsWire]:
    """Serve a wire over TLS; ``clients`` is the authority of those that may ask."""
    with TlsWire(certificate, clients) as server, serving(server):
        yield server
