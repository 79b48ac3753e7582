"""Pages as short texts, and what they compile to."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

from spec.compiler import account
from spec.compiler.diagnostics import Diagnostics
from spec.compiler.markdown import Source
from spec.compiler.openapi import build_document, finish
from spec.compiler.overlay import apply, parse_overlay
from spec.compiler.page import parse_page


@dataclass(frozen=True)
class Compiled:
    """What pages gave: a document, and remarks a line each."""

    document: dict[str, Any]
    remarks: list[str]

    @property
    def codes(self) -> set[str]:
        return {line.rsplit("[", 1)[1].rstrip("]") for line in self.remarks}

    @property
    def errors(self) -> list[str]:
        return [line for line in self.remarks if ": error: " in line]

    def operation(self, path: str = "/things", method: str = "get") -> Any:
        return self.document["paths"][path][method]

    def response(self, status: str = "200") -> Any:
        return self.operation()["responses"][status]

    def answer(self, media_type: str = "application/json") -> Any:
        """The only operation's only body, as its schema and example."""
        return self.response()["content"][media_type]

    def schema(self, name: str) -> Any:
        return self.document["components"]["schemas"][name]


def compile_pages(*texts: str, overlay: str = "") -> Compiled:
    """Compile pages together, named `1.apib` and so on, and an overlay if there is one."""
    diagnostics = Diagnostics()
    sources = [Source(f"{n}.apib", textwrap.dedent(text)) for n, text in enumerate(texts, 1)]
    pages = [parse_page(source, diagnostics) for source in sources]
    document = build_document(pages, diagnostics, title="untitled")
    account.compare(sources, pages, document, diagnostics)
    if overlay:
        actions = parse_overlay(Source("o.yaml", textwrap.dedent(overlay)), diagnostics)
        document = apply(document, actions, diagnostics)
    return Compiled(finish(document), diagnostics.lines())


def page(below_action: str, *, resource: str = "", types: str = "") -> str:
    """A page of one resource, `/things`, with one action, GET, and what is given below it."""
    return "\n\n".join(
        [
            "# An API",
            "## Things [/things]",
            textwrap.dedent(resource),
            "### List things [GET]",
            textwrap.dedent(below_action),
            f"# Data Structures\n\n{textwrap.dedent(types)}" if types else "",
        ]
    )


def attributes(members: str, *, types: str = "", of: str = "") -> Compiled:
    """Compile a page whose answer has these attributes."""
    heading = f"    + Attributes {of}".rstrip()
    body = textwrap.indent(textwrap.dedent(members).strip("\n"), " " * 8)
    text = f"+ Response 200 (application/json)\n{heading}\n{body}"
    return compile_pages(page(text, types=types))
