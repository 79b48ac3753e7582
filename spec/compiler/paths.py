"""Stage 3, the part for paths: which actions share a path, and which are one operation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .headings import OPENAPI_METHODS
from .operations import Call, OperationBuilder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .blueprint import Group, Page, Resource
    from .diagnostics import Diagnostics
    from .uri import Template
    from .values import Json

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass
class PathBuilder:
    """Writes the paths of one product."""

    operations: OperationBuilder
    diagnostics: Diagnostics
    shapes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The first path of each shape, and its place; OpenAPI counts `/{a}` and `/{b}` as one."""

    def paths(self, pages: Sequence[Page]) -> Json:
        """Return every path of the pages, with its operations."""
        paths: Json = {}
        groups = [group for page in pages for group in page.groups]
        for resource in (each for group in groups for each in group.resources):
            if not resource.actions:
                message = f"the resource {resource.uri.text} has no action"
                self.diagnostics.warning(resource.at, message, "no-action")
            self._describe(paths, resource)
        for (path, method), calls in self._calls(groups).items():
            key = method.lower() if method in OPENAPI_METHODS else f"x-{method.lower()}"
            paths.setdefault(path, {})[key] = self.operations.operation(calls)
        return paths

    def _describe(self, paths: Json, resource: Resource) -> None:
        """Keep a resource's name and text on its path, which several resources may share."""
        own = all(action.uri for action in resource.actions) and resource.actions
        if own and not resource.description:
            return
        item = paths.setdefault(self._place(resource.uri)[0], {})
        for key, text in (("summary", resource.name), ("description", resource.description)):
            if text and text not in item.get(key, ""):
                item[key] = "\n\n".join(filter(None, [item.get(key, ""), text]))

    def _calls(self, groups: Sequence[Group]) -> dict[tuple[str, str], list[Call]]:
        found: dict[tuple[str, str], list[Call]] = {}
        for group in groups:
            for resource in group.resources:
                for action in resource.actions:
                    path, renamed = self._place(action.uri or resource.uri)
                    call = Call(group, resource, action, renamed)
                    calls = found.setdefault((path, action.method), [])
                    self._remark_on_twin(call, path, calls)
                    calls.append(call)
        return found

    def _remark_on_twin(self, call: Call, path: str, calls: Sequence[Call]) -> None:
        if calls:
            first = calls[0].action.at.source
            message = f"{call.action.method} {path} again: read as another example of {first}"
            self.diagnostics.warning(call.action.at, message, "duplicate-action")

    def _place(self, template: Template) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the path that a template has in the document, and the names that change there."""
        shape = _VARIABLE.sub("{}", template.path)
        known, first = self.shapes.setdefault(shape, (template.path, template.at.source))
        if known == template.path:
            return known, ()
        message = f"{template.path} and {known} ({first}) are the same path to OpenAPI"
        self.diagnostics.warning(template.at, message, "same-path")
        pairs = zip(_VARIABLE.findall(template.path), _VARIABLE.findall(known), strict=True)
        return known, tuple((old, new) for old, new in pairs if old != new)
