"""Words that pages use for types which MSON does not have, and what they mean in JSON Schema."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOSE = re.compile(r"[\s_-]+")
BASE_TYPES = frozenset({"boolean", "string", "number", "array", "enum", "object"})
KINDS = BASE_TYPES | {"integer", "null", "any"}
"""What a type comes down to: the base types of MSON, and what JSON Schema has besides."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A kind, and the keywords of JSON Schema that narrow it."""

    kind: str
    keywords: Mapping[str, Any] = field(default_factory=dict)


def _table() -> dict[str, Alias]:
    found: dict[str, Alias] = {}

    def say(words: str, kind: str, **keywords: Any) -> None:
        found.update({word: Alias(kind, keywords) for word in words.split()})

    say("integer int ints mediumint smallint tinyint wholenumber bigint biginteger year", "integer")
    say(
        "unixtimestamp unixtime epoch epochtime unixepoch posixtime serial autoincrement", "integer"
    )
    say("int32", "integer", format="int32")
    say("int64 long longint", "integer", format="int64")
    say(
        "uint unsigned unsignedint unsignedinteger uint32 uint64 naturalnumber",
        "integer",
        minimum=0,
    )
    say("positiveinteger positiveint", "integer", minimum=1)
    say("numeric num decimal real bigdecimal floatingpoint", "number")
    say("float float32", "number", format="float")
    say("double float64", "number", format="double")
    say("bool", "boolean")
    say("str text char varchar nvarchar char[] longtext mediumtext html markdown xml", "string")
    say("phone phonenumber telephone iso8601duration objectid bsonid slug", "string")
    say("date datestring isodate iso8601date fulldate", "string", format="date")
    say(
        "datetime datetimestr iso8601 iso8601datetime isodatetime datetimestring",
        "string",
        format="date-time",
    )
    say("timestamp datetimeoffset rfc3339 datetimetz timestamptz", "string", format="date-time")
    say("time isotime", "string", format="time")
    say("duration", "string", format="duration")
    say("uuid guid uuidv4 uuid4", "string", format="uuid")
    say("email emailaddress mail", "string", format="email")
    say("url uri urlstring link href weburl", "string", format="uri")
    say("hostname", "string", format="hostname")
    say("ip ipaddress", "string")
    say("ipv4", "string", format="ipv4")
    say("ipv6", "string", format="ipv6")
    say("regex regexp", "string", format="regex")
    say("password", "string", format="password")
    say("file binary blob bytes bytea upload binaryfile octetstream", "string", format="binary")
    say("base64 base64string base64encoded", "string", contentEncoding="base64")
    say("byte", "string", format="byte")
    say("any anything mixed json jsonvalue value variant dynamic whatever anytype *", "any")
    say("hash hashmap map dict dictionary struct obj jsonobject associativearray record", "object")
    say("keyvalue keyvaluepair keyvaluepairs hashtable jsonb", "object")
    say("list lists set collection arr vector tuple arraylist jsonarray arrays", "array")
    say("enumeration enums enumerated", "enum")
    say("null nil none void nulltype", "null")
    for kind in BASE_TYPES:
        found[f"{kind}s"] = Alias(kind)
        found[kind] = Alias(kind)
    return found


_ALIASES = _table()


def folded(word: str) -> str:
    """Return a word without its case, spaces, dashes and underscores: `Date-Time` is `datetime`."""
    return _LOOSE.sub("", word).lower()


def alias(word: str) -> Alias | None:
    """Return what a word means as a type, or None where it is no such word."""
    return _ALIASES.get(folded(word))
