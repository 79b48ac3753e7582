"""The folders of the specification: from the pages and overlays to the committed documents.

A product's pages stand in `blueprints/NAME`, what they cannot say in `overlays/NAME`, a file for
each page, and the document that both give is `openapi/NAME.yaml`. `root` is the checkout, above
`spec/` or another folder of its form: sources are named relative to it.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from . import account, validity, yaml_files
from .diagnostics import Diagnostics, Position
from .includes import Includer
from .markdown import Source
from .merging import merge
from .openapi import build_document, finish
from .overlay import apply, parse_overlay
from .page import parse_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .values import Json

COMMON = "common.yaml"
"""The overlay that every product gets, before its own."""
CHECKOUT = Path(__file__).parent.parent.parent
"""The folder above this `spec/`, whose common overlay serves where another folder has none."""

_REBUILD = "run `python -m spec build`"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the sources and documents of a folder stand, by names relative to the root."""

    root: Path
    name: str = "spec"

    @classmethod
    def of(cls, folder: Path) -> Layout:
        """Return the layout of a folder that holds `blueprints/`, `overlays/`, `openapi/`."""
        folder = folder.resolve()
        return cls(folder.parent, folder.name)

    @property
    def blueprints(self) -> str:
        """The folder of the products' pages."""
        return f"{self.name}/blueprints"

    @property
    def overlays(self) -> str:
        """The folder of the overlays."""
        return f"{self.name}/overlays"

    @property
    def openapi(self) -> str:
        """The folder of the documents."""
        return f"{self.name}/openapi"

    def document(self, product: str) -> str:
        """Return the file of a product's document."""
        return f"{self.openapi}/{product}.yaml"

    @property
    def common(self) -> Path:
        """The overlay of every product: the folder's own, or else this checkout's."""
        own = self.root / self.overlays / COMMON
        return own if own.exists() else CHECKOUT / "spec" / "overlays" / COMMON


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
    file: str = ""
    """The file that holds the text, relative to the root."""


@dataclass
class _Reader:
    """Reads sources, and remembers the digest of each."""

    root: Path
    diagnostics: Diagnostics
    strict: bool = False
    """Whether a character that cannot be read is an error, as it is in our own pages."""
    digests: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path) -> Source:
        # A folder elsewhere may lie above this checkout, whose overlay has one name all the same.
        roots = (CHECKOUT, self.root) if path.name == COMMON else (self.root, CHECKOUT)
        above = next((each for each in roots if path.is_relative_to(each)), None)
        name = path.relative_to(above) if above else path
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
            if self.strict or b"\0" in content:
                self.diagnostics.error(at, "not UTF-8", "encoding")
            else:
                message = "not UTF-8: what is no character there stands as \ufffd"
                self.diagnostics.warning(at, message, "encoding")
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
    reader = _Reader(root, diagnostics, strict=strict_overlays)
    sources = [reader.page(page) for page in pages]
    parsed = [parse_page(source, diagnostics) for source in sources]
    merged = merge(parsed, diagnostics)
    actions = [
        action
        for file in overlays
        for action in parse_overlay(reader.read(file), diagnostics, strict=strict_overlays)
    ]
    document = build_document(merged, diagnostics, title=product)
    account.compare(sources, merged, document, diagnostics, read=parsed)
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


def compile_products(layout: Layout) -> list[Built]:
    """Return what every product's folder gives, in the order of their names. Raises OSError."""
    folders = sorted(path for path in (layout.root / layout.blueprints).glob("*") if path.is_dir())
    names = [folder.name for folder in folders if not folder.name.startswith(".")]
    return [*_strays(layout, set(names)), *(compile_product(layout, name) for name in names)]


def compile_product(layout: Layout, product: str, *, with_overlays: bool = True) -> Built:
    """Return what a product's pages and overlays give. Raises OSError."""
    pages = _files(layout, layout.blueprints, product, ".apib")
    own = _files(layout, layout.overlays, product, ".yaml")
    file = layout.document(product)
    if pages:
        # Each of our overlays was written for one page: what it does not find there has changed.
        overlays = [layout.common, *own] if with_overlays else []
        built = compile_files(layout.root, pages, overlays, product, strict_overlays=True)
        built = replace(built, file=file)
    else:
        built = Built(product, Diagnostics(), file=file)
        at = Position(f"{layout.blueprints}/{product}")
        built.diagnostics.error(at, "a product without a page", "no-page")
    for kind, known, ending in (("page", pages, ".apib"), ("overlay", own, ".yaml")):
        _remark_on_others(layout, built, known, f"no {kind}: the name of one ends in {ending}")
    return built


def _files(layout: Layout, above: str, product: str, ending: str) -> list[Path]:
    files = (layout.root / above / product).glob(f"*{ending}")
    return sorted(path for path in files if not path.name.startswith("."))


def _remark_on_others(layout: Layout, built: Built, known: Sequence[Path], message: str) -> None:
    above = layout.overlays if "overlay" in message else layout.blueprints
    for path in sorted(set((layout.root / above / built.product).glob("*")) - set(known)):
        if not path.name.startswith("."):
            at = Position(path.relative_to(layout.root).as_posix())
            built.diagnostics.warning(at, message, "no-page")


def _strays(layout: Layout, products: set[str]) -> Iterator[Built]:
    """Yield an error for each source that belongs to no product, since none would use it."""
    root, blueprints, overlays = layout.root, layout.blueprints, layout.overlays
    strays = [
        (path, f"{blueprints}/{path.name}", "a page outside the folder of a product")
        for path in sorted((root / blueprints).glob("*.apib"))
    ]
    for path in sorted((root / overlays).glob("*")):
        file, product = f"{overlays}/{path.name}", path.stem
        if path.is_dir() and path.name not in products:
            message = f"overlays of no product: there is no folder {blueprints}/{path.name}"
            strays.append((path, file, message))
        elif path.suffix == ".yaml" and path.is_file() and path.name != COMMON:
            message = f"an overlay outside the folder of a product: {overlays}/{product}/"
            strays.append((path, file, message))
    for path, file, message in strays:
        stray = Built(path.stem, Diagnostics())
        stray.diagnostics.error(Position(file), message, "no-product")
        yield stray


def check(layout: Layout) -> list[str]:
    """Return what is wrong with the committed documents, a line each. Raises OSError."""
    products = compile_products(layout)
    known = {built.product for built in products if built.sources}
    problems = [line for built in products for line in _check_product(layout.root, built)]
    for path in sorted((layout.root / layout.openapi).glob("*")):
        if path.name not in {f"{product}.yaml" for product in known} and path.name[0] != ".":
            file = path.relative_to(layout.root).as_posix()
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
