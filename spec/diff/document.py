"""An OpenAPI document as the comparison reads it; whatever it holds, nothing here fails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_STEPS = 50
"""How many references are followed one after another; a circle has no end."""


def mapping(value: Any) -> Json:
    """Return an object, or an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """Return an array, or an empty one for what is none."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return a text, or an empty one for what is none."""
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, with what its path says for all of them."""

    method: str
    path: str
    raw: Json
    item: Json

    @property
    def label(self) -> str:
        """Return what people call it."""
        return f"{self.method} {self.path}"

    @property
    def id(self) -> str:
        """Return its operationId, or an empty text."""
        return text(self.raw.get("operationId"))


@dataclass(frozen=True, slots=True)
class Document:
    """One version."""

    raw: Json

    def target(self, ref: str) -> Any:
        """Return what a local reference names, or None."""
        if not ref.startswith("#/"):
            return None
        value: Any = self.raw
        for part in ref[2:].split("/"):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 7:
                value = value[int(key)] if int(key) < len(value) else None
            else:
                value = mapping(value).get(key)
        return value

    def resolved(self, value: Any) -> Json:
        """Return an object, or what it refers to."""
        for _ in range(_STEPS):
            ref = mapping(value).get("$ref")
            if not isinstance(ref, str) or self.target(ref) is None:
                break
            value = self.target(ref)
        return mapping(value)

    def type_name(self, ref: str) -> str:
        """Return what a page calls a named type."""
        return text(mapping(self.target(ref)).get("title")) or unquote(ref.rsplit("/", 1)[-1])

    def operations(self) -> Iterator[Operation]:
        """Yield every operation, in the order of the document."""
        for path, raw in mapping(self.raw.get("paths")).items():
            item = self.resolved(raw)
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield Operation(method.upper(), path, item[method], item)

    def types(self) -> Json:
        """Return the named types by their reference."""
        schemas = mapping(mapping(self.raw.get("components")).get("schemas"))
        return {f"#/components/schemas/{escaped(key)}": each for key, each in schemas.items()}

    def used_types(self) -> set[str]:
        """Return the references that operations use, and those that these use."""
        used: set[str] = set()
        waiting: list[Any] = [
            value for key, value in self.raw.items() if key not in {"components", "x-sources"}
        ]
        components = mapping(self.raw.get("components"))
        waiting += [value for key, value in components.items() if key != "schemas"]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                ref = value.get("$ref")
                if isinstance(ref, str) and ref not in used:
                    used.add(ref)
                    waiting.append(self.target(ref))
                waiting += value.values()
        return used


def escaped(key: str) -> str:
    """Return a key as a JSON pointer has it."""
    return key.replace("~", "~0").replace("/", "~1")


def path_shape(path: str) -> str:
    """Return a path template without the names of its variables, which no client sends."""
    return re.sub(r"\{[^{}]*\}", "{}", path)


def path_variables(path: str) -> list[str]:
    """Return the names of a path template's variables, in their order."""
    return re.findall(r"\{([^{}]*)\}", path)
