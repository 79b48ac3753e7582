"""Blueprint the way a documentation site shows it: as text, and as a saved page.

A stand-in for the site that knows nothing of the reader: markdown-it-py renders, as a site would.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator

_METADATA = re.compile(r"\A(?:(?:FORMAT|HOST|VERSION):.*\n)*")


def as_text(blueprint: str, *, bullets: str = "•" * 20) -> str:
    """The text that a browser, or a program that saves pages, makes of the rendered page."""
    host, body = _parted(blueprint)
    tree = SyntaxTreeNode(MarkdownIt("commonmark").parse(body))
    lines = list(_blocks(tree.children, 0, bullets))
    head = [f"Base URL: {host}", ""] if host else []
    named = lines[:1] if body.lstrip().startswith("# ") else []
    return "\n".join([*named, *([""] if named else []), *head, *lines[len(named) :]]) + "\n"


def as_section(blueprint: str, site: str = "ExampleDocs") -> str:
    """The text of a page for one group, as the site cuts it out of its whole documentation."""
    host, body = _parted(blueprint)
    body = body[body.index("# Group ") :]
    group, _, below = body.partition("\n")
    text = as_text(below)
    name = group.removeprefix("# Group ").strip()
    section = f"Section: Group {name}. Base URL: {host}."
    first = next((line for line in below.split("\n") if line.strip(" #")), "").strip(" #")
    return f"{site}\n\n{name}\n\n{first}\n\n{section}\n\n{text.strip()}\n\nOn this page"


def as_html(blueprint: str) -> str:
    """The page as a browser saves it, with a menu, a banner, buttons and links around it."""
    host, body = _parted(blueprint)
    article = MarkdownIt("commonmark").enable("table").render(body)
    article = re.sub(r"</h(\d)>", r'<a class="hash-link" href="#x">&#8203;</a></h\1>', article)
    article = article.replace("</pre>", "</pre><button>Copy</button>")
    base = f"<p>Base URL: {html.escape(host)}</p>" if host else ""
    article = article.replace("</h1>", f"</h1>{base}", 1)
    return (
        "<!doctype html>\n<html><head><title>Docs</title><style>a{}</style></head><body>\n"
        '<nav class="navbar"><a href="/">Docs</a><ul><li>GET /menu</li></ul></nav>\n'
        '<div class="cookie-banner"><h2>Cookies</h2><p>We use cookies.</p></div>\n'
        '<main><article><nav aria-label="Breadcrumbs"><ul><li>API</li></ul></nav>\n'
        f"{article}\n"
        '<footer><a href="#">Edit this page</a></footer></article>\n'
        '<nav class="pagination-nav"><a>Previous</a><a>Next</a></nav>\n'
        '<div class="table-of-contents"><ul><li>Login [/login]</li></ul></div></main>\n'
        "<script>var x = '<h2>No [GET /no]</h2>';</script></body></html>\n"
    )


def _parted(blueprint: str) -> tuple[str, str]:
    """The host and all that is no metadata: of that, a site shows the host alone."""
    metadata = _METADATA.match(blueprint)
    head = metadata[0] if metadata else ""
    host = re.search(r"HOST: *(\S+)", head)
    return (host[1] if host else ""), blueprint[len(head) :]


def _blocks(nodes: list[SyntaxTreeNode], depth: int, bullets: str) -> Iterator[str]:
    """Yield the lines of blocks: items indented, code at the margin, as in the pages we know."""
    indent = " " * (2 * depth + 2) if depth else ""
    for node in nodes:
        if node.type in {"heading", "paragraph"}:
            text = _inline(node.children[0].children)
            yield from (f"{indent}{line}" for line in text.split("\n"))
            yield ""
        elif node.type in {"code_block", "fence"}:
            yield from node.content.rstrip("\n").split("\n")
            yield ""
        elif node.type in {"bullet_list", "ordered_list"}:
            for item in node.children:
                yield from _item(item, depth + 1, bullets)
        elif node.type == "hr":
            yield ""
        else:
            yield node.content if node.type == "html_block" else ""


def _item(item: SyntaxTreeNode, depth: int, bullets: str) -> Iterator[str]:
    lines = list(_blocks(item.children, depth, bullets)) or [""]
    yield f"{' ' * (2 * depth)}{bullets[depth - 1]} {lines[0].strip()}"
    yield from lines[1:]


def _inline(nodes: list[SyntaxTreeNode]) -> str:
    """The words of a line, without what marks them as code, strong or a link."""
    parts = []
    for node in nodes:
        if node.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif node.children:
            parts.append(_inline(node.children))
        else:
            parts.append(node.content)
    return "".join(parts)
