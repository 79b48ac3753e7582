"""The operations of a built document, as those who guess look at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from spec.resources import followed

if TYPE_CHECKING:
    from collections.abc import Mapping

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Shown:
    """One operation of a document."""

    path: str
    method: str
    """In capitals."""
    raw: Mapping[str, Any]
    document: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.method} {self.path}"

    @property
    def target(self) -> str:
        """The JSONPath that names it in an overlay."""
        return f"$.paths[{quoted(self.path)}].{self.method.lower()}"

    @property
    def words(self) -> str:
        """Its path and what it is called, in small letters."""
        return f"{self.path} {self.raw.get('summary', '')}".lower()

    @cached_property
    def sent(self) -> Mapping[str, Any]:
        """The members of the body that is sent, by name."""
        return self._members(self.raw.get("requestBody", {}))

    @cached_property
    def got(self) -> Mapping[str, Any]:
        """The members of the answer to a success, by name."""
        return self._members(self.success)

    @property
    def success(self) -> Mapping[str, Any]:
        """The documented success."""
        answers: Mapping[str, Any] = self.raw.get("responses", {})
        return next((a for s, a in sorted(answers.items()) if s.startswith("2")), {})

    def _members(self, of: Mapping[str, Any]) -> Mapping[str, Any]:
        content: Mapping[str, Any] = of.get("content", {})
        for each in content.values():
            schema = followed(self.document, each.get("schema", {}))
            members = schema.get("properties", {})
            if members:
                return {k: followed(self.document, v) for k, v in members.items()}
        return {}

    def is_unknown(self, where: str) -> bool:
        """Tell whether a body is of a type that no page of the product defines yet."""
        of = self.raw.get("requestBody", {}) if where == "requestBody" else self.success
        schemas = [each.get("schema", {}) for each in of.get("content", {}).values()]
        return any("x-undefined" in followed(self.document, each) for each in schemas)

    def schemas(self, where: str) -> dict[str, Mapping[str, Any]]:
        """Return the schemas of a body, `requestBody` or `responses`, by their JSONPaths."""
        found: dict[str, Mapping[str, Any]] = {}
        status = next((s for s in sorted(self.raw.get("responses", {})) if s.startswith("2")), "")
        above = "requestBody" if where == "requestBody" else f"responses[{quoted(status)}]"
        of = self.raw.get("requestBody", {}) if where == "requestBody" else self.success
        for media_type, each in of.get("content", {}).items():
            schema = each.get("schema", {})
            reference = schema.get("$ref", "")
            name = reference.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            target = f"{self.target}.{above}.content[{quoted(media_type)}].schema"
            if reference:
                target = f"$.components.schemas[{quoted(name)}]"
            if "schema" in each:
                found[target] = followed(self.document, schema)
        return found


def quoted(text: str) -> str:
    """Return a name as JSONPath quotes it."""
    plain = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{plain}'"


def all_of(document: Mapping[str, Any]) -> list[Shown]:
    """Return the operations of a document, in its order."""
    return [
        Shown(path, method.upper(), item[method], document)
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]
