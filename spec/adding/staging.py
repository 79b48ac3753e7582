"""A product with one page more, built in a temporary place."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from spec.compiler import project
from spec.compiler.diagnostics import Diagnostics
from spec.compiler.markdown import Source
from spec.compiler.page import parse_page

from . import guesses, overlay_text
from .operations import all_of
from .page import PageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from spec.compiler.project import Built, Layout

    from .page import Saved

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Staged:
    """What adding a page gives: the files to be written, and all that is to be said."""

    files: Mapping[str, bytes | None]
    """Below the layout's folder; None for one to be removed."""
    built: Built
    guesses: guesses.Guesses
    page_file: str
    overlay_file: str
    before: bytes | None
    """The page as it was, or None where it is new."""


class Stage:
    """A copy of one product's sources, to try a page on."""

    def __init__(self, layout: Layout, product: str, temporary: Path) -> None:
        self.layout = project.Layout(temporary, layout.name)
        self.product = product
        self._real = layout
        for above in (layout.blueprints, layout.overlays):
            real, copy = layout.root / above, temporary / above
            copy.mkdir(parents=True)
            if (real / product).is_dir():
                shutil.copytree(real / product, copy / product)
            if (real / project.COMMON).is_file():
                shutil.copy(real / project.COMMON, copy)

    def add(self, saved: Saved) -> Staged:
        """Return the product with the page. Raises PageError where they don't go together."""
        page_file = f"blueprints/{self.product}/{saved.group}.apib"
        overlay_file = f"overlays/{self.product}/{saved.group}.yaml"
        page, overlay = self._path(page_file), self._path(overlay_file)
        before = page.read_bytes() if page.exists() else None
        there = overlay.read_bytes() if overlay.exists() else None
        ids = self._ids()
        if there is not None and overlay_text.is_untouched(there):
            overlay.unlink()
        page.parent.mkdir(exist_ok=True)
        page.write_bytes(saved.blueprint)
        found = self._guessed(page_file, ids)
        kept = overlay.read_bytes() if overlay.exists() else None
        content = _overlay(kept, found, f"{self.product}: {saved.group}")
        if content is not None:
            overlay.parent.mkdir(exist_ok=True)
            overlay.write_bytes(content)
        built = self._built()
        files: dict[str, bytes | None] = {page_file: saved.blueprint}
        if content is not None or there is not None:
            files[overlay_file] = content
        files[f"openapi/{self.product}.yaml"] = built.text.encode()
        return Staged(files, built, found, page_file, overlay_file, before)

    def page_before(self, saved: Saved) -> bytes | None:
        """Return the page of that name which the product has already, or None."""
        page = self._path(f"blueprints/{self.product}/{saved.group}.apib")
        return page.read_bytes() if page.exists() else None

    def _path(self, file: str) -> Path:
        return self.layout.root / self.layout.name / file

    def _ids(self) -> dict[str, str]:
        """Return the ids of the operations that the product has, by their names."""
        if not any(self._path(f"blueprints/{self.product}").glob("*.apib")):
            return {}
        built = project.compile_product(self.layout, self.product)
        document = yaml.load(built.text or built.partial, _LOADER)  # noqa: S506 - a safe loader
        return {each.name: str(each.raw["operationId"]) for each in all_of(document)}

    def _guessed(self, page_file: str, ids: Mapping[str, str]) -> guesses.Guesses:
        built = self._built()
        document = yaml.load(built.text, _LOADER)  # noqa: S506 - a safe loader
        name = f"{self.layout.name}/{page_file}"
        text = self._path(page_file).read_text(encoding="utf-8")
        page = parse_page(Source(name, text), Diagnostics())
        ground = guesses.Ground(document, page, name, ids, self._overlaid(document))
        found = guesses.guess(ground)
        if found.error:
            raise PageError([f"{name}:1: error: {found.error}"])
        return found

    def _overlaid(self, document: Mapping[str, Any]) -> frozenset[str]:
        """Return the operations that have their ids from an overlay."""
        bare = project.compile_product(self.layout, self.product, with_overlays=False)
        plain = yaml.load(bare.text or bare.partial, _LOADER)  # noqa: S506 - a safe loader
        before = {each.name: each.raw["operationId"] for each in all_of(plain)}
        return frozenset(
            each.name
            for each in all_of(document)
            if before.get(each.name) != each.raw["operationId"]
        )

    def _built(self) -> Built:
        built = project.compile_product(self.layout, self.product)
        if built.diagnostics.failed:
            raise PageError(built.diagnostics.lines())
        return built


def _overlay(kept: bytes | None, found: guesses.Guesses, title: str) -> bytes | None:
    if kept is not None:
        return overlay_text.extended(kept, found.actions)
    return overlay_text.written(title, found.actions) if found.actions else None
