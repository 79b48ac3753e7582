"""How many requests and log-ins a run takes, by what it may do and how deep it looks.

Instances limit log-ins, alert on them, and pay for each with a password hash: what a change makes
of the figures is seen here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.matrix import reference_instances, run_suite, write_targets
from tests.products import PRODUCTS

if TYPE_CHECKING:
    from pathlib import Path

ROOM = 0.03
"""By how much of a figure a run may differ: what is drawn goes by the seed, and some of it not."""
SLACK = 3
FIGURES: dict[tuple[str, str, bool], dict[str, tuple[int, int]]] = {
    ("session", "standard", False): {"cdp": (134, 28), "me": (134, 23), "mi": (107, 22)},
    ("session", "quick", True): {"cdp": (239, 57), "me": (242, 52), "mi": (204, 48)},
    ("session", "standard", True): {"cdp": (343, 76), "me": (338, 69), "mi": (299, 65)},
    ("account", "quick", True): {"cdp": (354, 127), "me": (796, 211), "mi": (313, 115)},
    ("account", "standard", True): {"cdp": (744, 275), "me": (1407, 328), "mi": (687, 260)},
}
"""Requests and log-ins of each product, by effects, depth, and whether there is an ager."""


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("effects", "depth", "ager"),
    FIGURES,
    ids=[f"{effects}-{depth}{'-aged' if ager else ''}" for effects, depth, ager in FIGURES],
)
def test_run_takes_no_more_than_it_did(
    effects: str,
    depth: str,
    ager: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
) -> None:
    with reference_instances({each: each for each in PRODUCTS}) as instances:
        file, environment = write_targets(tmp_path, instances, effects, ager=ager)
        options = ("-p", "no:html", "--targets-file", str(file), "--target", "all")
        run = run_suite([*options, "--depth", depth], tmp_path / "reports", environment)

    assert [run.verdict(each) for each in PRODUCTS] == ["conformant"] * len(PRODUCTS)
    figures = {each["name"]: figures_of(each) for each in run.results["targets"]}
    assert figures == {
        product: (near(requests), near(log_ins))
        for product, (requests, log_ins) in FIGURES[effects, depth, ager].items()
    }


def figures_of(target: dict[str, Any]) -> tuple[int, int]:
    """Return the requests and the log-ins that a target got."""
    return target["requests"], target["spent"]["logins"]


def near(figure: int) -> Any:
    """Return what a figure may be."""
    return pytest.approx(figure, rel=ROOM, abs=SLACK)


def test_figure_that_grows_is_seen() -> None:
    assert (near(101), near(21)) == (100, 20)
    assert (near(90), near(20)) != (100, 20)
    assert (near(100), near(15)) != (100, 20)
