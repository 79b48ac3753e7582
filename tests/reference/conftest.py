import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from reference.faults import FAULTS
from reference.products import PRODUCTS
from reference.variants import VARIANTS
from tests.direct import ON_THE_WIRE
from tests.living import living_instances
from tests.reference.asking import APPLICATIONS

if TYPE_CHECKING:
    from starlette.types import ASGIApp

COMMAND = (sys.executable, "-m", "reference")


@contextmanager
def serving(*arguments: str, count: int = 1) -> Iterator[list[dict[str, Any]]]:
    """Start a process, and give what its first lines describe."""
    process = subprocess.Popen(
        [*COMMAND, *arguments, "--exit-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield [json.loads(process.stdout.readline()) for _ in range(count)]
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@pytest.fixture(scope="session")
def instances() -> Iterator[dict[str, dict[str, Any]]]:
    """Every honest instance, and one of each fault and variant for each of its products."""
    names = {product: product for product in PRODUCTS}
    for change in (*FAULTS.values(), *VARIANTS.values()):
        names |= {f"{each}.{change.name}": f"{each}+{change.name}" for each in change.products}
    applications: dict[str, ASGIApp] = {}
    with living_instances(names, applications) as described:
        for name, each in described.items():
            if not ON_THE_WIRE & {*names[name].split("+")}:
                place = urlsplit(each["url"]).netloc
                APPLICATIONS[place] = applications[place]
        yield described
    APPLICATIONS.clear()


@pytest.fixture(scope="session")
def fresh_instances() -> Iterator[dict[str, dict[str, Any]]]:
    """One honest instance of each product, for tests that look at its log or clock."""
    with living_instances({product: product for product in PRODUCTS}) as described:
        yield described
