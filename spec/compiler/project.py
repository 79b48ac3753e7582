"""The folders of the specification: from the pages and overlays to the committed documents.

`root` is the checkout, above `spec/`: sources are named relative to it.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from . import account, validity, yaml_files
from .diagnostics import Diagnostics, Position
from .includes import Includer
from .markdown import Source
from .openapi import build_document, finish
from .overlay import apply, parse_overlay
from .page import parse_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .values import Json

BLUEPRINTS = "spec/blueprints"
OVERLAYS = "spec/overlays"
OPENAPI = "spec/openapi"
COMMON = "common.yaml"
"""The overlay that every product gets, before its own."""

_REBUILD = "run `python -m spec build`"


@dataclass(frozen=True, slots=True)
class Built:
    """What one product's sources give: a text, unless there are errors.

    `partial` is the document of what could be read, where there are errors.
    """

    product: str
    diagnostics: Diagnostics
    sources: dict[str, str] = field(default_factory=dict)
    text: str = ""
    partial: str = ""

    @property
    def file(self) -> str:
        """The file that holds the text, relative to the root."""
        return f"{OPENAPI}/{self.product}.yaml"


@dataclass
class _Reader:
    """Reads sources, and remembers the digest of each."""

    root: Path
    diagnostics: Diagnostics
    digests: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path) -> Source:
        name = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        content = path.read_bytes()
        self.digests[name.as_posix()] = hashlib.sha256(content).hexdigest()
        text = self._decoded(content, name.as_posix())
        return Source(name.as_posix(), text.replace("\r\n", "\n").replace("\r", "\n"))

    def _decoded(self, content: bytes, name: str) -> str:
        if content[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return content.decode("utf-16", errors="replace")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at = Position(name, content[: error.start].count(b"\n") + 1)
            self.diagnostics.error(at, "not UTF-8", "encoding")
            return content.decode("utf-8-sig", errors="replace")

    def page(self, path: Path) -> Source:
        """Return a page with the files that it includes, which stand in its folder."""
        includer = Includer(path.parent, self.read, self.diagnostics)
        return includer.expand(self.read(path), path)


def compile_files(
    root: Path,
    pages: Sequence[Path],
    overlays: Sequence[Path],
    product: str,
    *,
    strict_overlays: bool = False,
) -> Built:
    """Return what pages and overlays give together. Raises OSError for one that is unreadable."""
    diagnostics = Diagnostics()
    reader = _Reader(root, diagnostics)
    sources = [reader.page(page) for page in pages]
    parsed = [parse_page(source, diagnostics) for source in sources]
    actions = [
        action
        for file in overlays
        for action in parse_overlay(reader.read(file), diagnostics, strict=strict_overlays)
    ]
    document = build_document(parsed, diagnostics, title=product)
    account.compare(sources, parsed, document, diagnostics)
    if not diagnostics.failed:
        document = apply(document, actions, diagnostics, strict=strict_overlays)
    document = finish(document)
    document["x-sources"] = [
        {"file": file, "sha256": digest} for file, digest in reader.digests.items()
    ]
    document = validity.check(document, sources[0].name, diagnostics)
    text = yaml_files.dump(document)
    failed = diagnostics.failed
    return Built(
        product, diagnostics, reader.digests, "" if failed else text, text if failed else ""
    )


def compile_file(page: Path) -> Built:
    """Return what one page gives by itself, without an overlay. Raises OSError."""
    return compile_files(Path.cwd(), [page], [], page.stem)


def compile_products(root: Path) -> list[Built]:
    """Return what every product's folder gives, in the order of their names. Raises OSError."""
    folders = sorted(path for path in (root / BLUEPRINTS).iterdir() if path.is_dir())
    built = [_compile_product(root, folder) for folder in folders]
    return [*_strays(root, {folder.name for folder in folders}), *built]


def _compile_product(root: Path, folder: Path) -> Built:
    pages = sorted(folder.glob("*.apib"))
    own = root / OVERLAYS / f"{folder.name}.yaml"
    overlays = [path for path in (root / OVERLAYS / COMMON, own) if path.exists()]
    if pages:
        # Each of our overlays was written for one page: what it does not find there has changed.
        built = compile_files(root, pages, overlays, folder.name, strict_overlays=True)
    else:
        built = Built(folder.name, Diagnostics())
        at = Position(f"{BLUEPRINTS}/{folder.name}")
        built.diagnostics.error(at, "a product without a page", "no-page")
    for path in sorted(set(folder.iterdir()) - set(pages)):
        if not path.name.startswith("."):
            at = Position(path.relative_to(root).as_posix())
            built.diagnostics.warning(at, "no page: a page's name ends in .apib", "no-page")
    return built


def _strays(root: Path, products: set[str]) -> Iterator[Built]:
    """Yield an error for each source that belongs to no product, since none would use it."""
    for path in sorted((root / BLUEPRINTS).glob("*.apib")):
        stray = Built(path.stem, Diagnostics())
        message = "a page outside the folder of a product"
        stray.diagnostics.error(Position(f"{BLUEPRINTS}/{path.name}"), message, "no-product")
        yield stray
    for path in sorted((root / OVERLAYS).glob("*.yaml")):
        if path.name != COMMON and path.stem not in products:
            stray = Built(path.stem, Diagnostics())
            message = f"an overlay of no product: there is no folder {BLUEPRINTS}/{path.stem}"
            stray.diagnostics.error(Position(f"{OVERLAYS}/{path.name}"), message, "no-product")
            yield stray


def check(root: Path) -> list[str]:
    """Return what is wrong with the committed documents, a line each. Raises OSError."""
    products = compile_products(root)
    known = {built.product for built in products if built.sources}
    problems = [line for built in products for line in _check_product(root, built)]
    for path in sorted((root / OPENAPI).glob("*")):
        if path.name not in {f"{product}.yaml" for product in known} and path.name[0] != ".":
            file = path.relative_to(root).as_posix()
            problems.append(f"{file} belongs to no product: remove it")
    return problems


def _check_product(root: Path, built: Built) -> list[str]:
    if built.diagnostics.failed:
        return [line for line in built.diagnostics.lines() if ": error: " in line]
    if not (root / built.file).is_file():
        return [f"{built.file} is missing: {_REBUILD}"]
    committed = (root / built.file).read_bytes()
    if committed == built.text.encode():
        return []
    recorded = _recorded_sources(committed)
    if recorded is None:
        return [_edited(built.file)]
    changes = [
        f"{file} {verb} since {built.file} was built: {_REBUILD}"
        for file in sorted(recorded.keys() | built.sources)
        if (verb := _change(recorded.get(file), built.sources.get(file)))
    ]
    return changes or [_edited(built.file)]


def _edited(file: str) -> str:
    return (
        f"{file} was edited by hand: edit the pages and overlays named under x-sources instead, "
        f"then {_REBUILD} (which is also what a change to the compiler needs)"
    )


def _change(recorded: str | None, now: str | None) -> str:
    if recorded == now:
        return ""
    if recorded is None:
        return "was added"
    return "was removed" if now is None else "changed"


def _recorded_sources(committed: bytes) -> dict[str, str] | None:
    """Return the digests that a generated document names, or None where it does not."""
    try:
        document: Any = yaml.safe_load(committed)
        sources: list[Json] = document["x-sources"]
        return {str(source["file"]): str(source["sha256"]) for source in sources}
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError):
        return None
