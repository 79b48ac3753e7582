"""Words that pages use for types which MSON does not have, and what they mean in JSON Schema."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOSE = re.compile(r"[\s_-]+")
BASE_TYPES = frozenset({"boolean", "string", "number", "array", "enum", "object"})


@dataclass(frozen=True, slots=True)
class Alias:
    """A kind, and the keywords of JSON Schema that narrow it."""

    kind: str
    keywords: Mapping[str, Any] = field(default_factory=dict)


_WORDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "integer int ints mediumint smallint tinyint wholenumber bigint biginteger year",
        "integer",
        {},
    ),
    (
        "unixtimestamp unixtime epoch epochtime unixepoch posixtime serial autoincrement",
        "integer",
        {},
    ),
    ("int32", "integer", {"format": "int32"}),
    ("int64 long longint", "integer", {"format": "int64"}),
    (
        "uint unsigned unsignedint unsignedinteger uint32 uint64 naturalnumber",
        "integer",
        {"minimum": 0},
    ),
    ("positiveinteger positiveint", "integer", {"minimum": 1}),
    ("numeric num decimal real bigdecimal floatingpoint", "number", {}),
    ("float float32", "number", {"format": "float"}),
    ("double float64", "number", {"format": "double"}),
    ("bool", "boolean", {}),
    ("str text char varchar nvarchar char[] longtext mediumtext html markdown xml", "string", {}),
    ("phone phonenumber telephone iso8601duration objectid bsonid slug", "string", {}),
    ("date datestring isodate iso8601date fulldate", "string", {"format": "date"}),
    (
        "datetime datetimestr iso8601 iso8601datetime isodatetime datetimestring",
        "string",
        {"format": "date-time"},
    ),
    ("timestamp datetimeoffset rfc3339 datetimetz timestamptz", "string", {"format": "date-time"}),
    ("time isotime", "string", {"format": "time"}),
    ("duration", "string", {"format": "duration"}),
    ("uuid guid uuidv4 uuid4", "string", {"format": "uuid"}),
    ("email emailaddress mail", "string", {"format": "email"}),
    ("url uri urlstring link href weburl", "string", {"format": "uri"}),
    ("hostname", "string", {"format": "hostname"}),
    ("ip ipaddress", "string", {}),
    ("ipv4", "string", {"format": "ipv4"}),
    ("ipv6", "string", {"format": "ipv6"}),
    ("regex regexp", "string", {"format": "regex"}),
    ("password", "string", {"format": "password"}),
    ("file binary blob bytes bytea upload binaryfile octetstream", "string", {"format": "binary"}),
    ("base64 base64string base64encoded", "string", {"contentEncoding": "base64"}),
    ("byte", "string", {"format": "byte"}),
    ("any anything mixed json jsonvalue value variant dynamic whatever anytype *", "any", {}),
    (
        "hash hashmap map dict dictionary struct obj jsonobject associativearray record",
        "object",
        {},
    ),
    ("keyvalue keyvaluepair keyvaluepairs hashtable jsonb", "object", {}),
    ("list lists set collection arr vector tuple arraylist jsonarray arrays", "array", {}),
    ("enumeration enums enumerated", "enum", {}),
    ("null nil none void nulltype", "null", {}),
)


def _table() -> dict[str, Alias]:
    found = {kind: Alias(kind) for kind in BASE_TYPES}
    found |= {f"{kind}s": Alias(kind) for kind in BASE_TYPES}
    for words, kind, keywords in _WORDS:
        found |= {word: Alias(kind, keywords) for word in words.split()}
    return found


_ALIASES = _table()


def folded(word: str) -> str:
    """Return a word without its case, spaces, dashes and underscores: `Date-Time` is `datetime`."""
    return _LOOSE.sub("", word).lower()


def alias(word: str) -> Alias | None:
    """Return what a word means as a type, or None where it is no such word."""
    return _ALIASES.get(folded(word))
