"""reports/proof.html: rules by faults, and rules by allowed instances, each at one glance.

Columns are sorted by the first rule that they break, so that what is caught lies on a diagonal.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from reference.faults import FAULTS
from reference.variants import VARIANTS
from spec import rules
from tests.products import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spec.rules import Rule
    from tests.proof import Judgment

_STYLE = """
body { font: 13px Helvetica, Arial, sans-serif; color: #222; margin: 1em; }
h1 { font-size: 18px; } h2 { font-size: 15px; margin: 1.6em 0 .3em; }
.wide { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 0; }
td { width: 14px; min-width: 14px; height: 16px; padding: 0; text-align: center; font-size: 11px;
     line-height: 16px; border-right: 1px solid #e4e4e4; border-bottom: 1px solid #e4e4e4; }
tbody tr:hover td, tbody tr:hover th { box-shadow: inset 0 1px #777, inset 0 -1px #777; }
thead th { height: 190px; width: 14px; min-width: 14px; padding: 0; vertical-align: bottom;
           border-right: 1px solid #f0f0f0; font-weight: normal; font-size: 11px; }
thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
tbody th { position: sticky; left: 0; background: #fff; text-align: left; font-weight: normal;
           padding: 0 8px; white-space: nowrap; border-bottom: 1px solid #e4e4e4; }
thead th:first-child { position: sticky; left: 0; background: #fff; }
tbody th small { color: #777; }
tr:nth-child(5n) td, tr:nth-child(5n) th { border-bottom-color: #999; }
td:nth-child(5n+1) { border-right-color: #999; }
.caught { background: #2e7d32; color: #fff; } .also { background: #a5d6a7; }
.slipped { background: #c62828; color: #fff; } .alarm { background: #ad1457; color: #fff; }
.unproven { color: #9a7b00; background: #fff8dc; } .excluded { color: #bbb; background: #f7f7f7; }
.advice { background: #e0e3f5; }
.legend span { display: inline-block; min-width: 16px; text-align: center; margin: 0 4px 0 16px; }
"""
_SYMBOLS = {
    "caught": ("■", "broken, as the fault declares"),
    "also": ("▫", "broken as well: it rests on what the fault breaks"),
    "slipped": ("!", "declared, but not called broken: slipped by"),
    "alarm": ("x", "otherwise than on the honest instance: cried wolf"),
    "advice": ("a", "advice"),
    "unproven": ("·", "unproven"),
    "excluded": ("-", "excluded"),
    "kept": ("", "kept"),
}


def page(judgments: Sequence[Judgment], figure: str) -> str:
    """Return the page."""
    parts = ["<!doctype html><html lang=en><meta charset=utf-8><title>The proof</title>"]
    parts.append(f"<style>{_STYLE}</style><h1>{escape(figure)}</h1>{_legend()}")
    for product in PRODUCTS:
        mine = [each for each in judgments if each.case.product == product]
        faulty = sorted((each for each in mine if each.case.breaks), key=_first_broken)
        allowed = [each for each in mine if not each.case.breaks]
        parts.append(_table(f"{product}: rules by {len(faulty)} faults", product, faulty))
        title = f"{product}: rules by {len(allowed)} allowed instances"
        parts.append(_table(title, product, allowed))
    return "".join(parts)


def _legend() -> str:
    words = "".join(
        f'<span class="{name}">{symbol or "&nbsp;"}</span>{escape(text)}'
        for name, (symbol, text) in _SYMBOLS.items()
    )
    return f"<p class=legend>{words}</p>"


def _first_broken(judgment: Judgment) -> tuple[int, str]:
    return min(map(list(rules.load()).index, judgment.case.breaks)), judgment.case.name


def _table(title: str, product: str, judgments: Sequence[Judgment]) -> str:
    heads = "".join(
        f'<th title="{escape(_about(each), quote=True)}"><span>{escape(_name(each))}</span></th>'
        for each in judgments
    )
    rows = "".join(
        f"<tr><th>{escape(rule.id)} <small>{rule.strength(product)}</small></th>"
        f"{''.join(_cell(rule, each) for each in judgments)}</tr>"
        for rule in rules.load().values()
        if product in rule.statements
    )
    return (
        f"<h2>{escape(title)}</h2><div class=wide><table><thead><tr><th></th>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _name(judgment: Judgment) -> str:
    return judgment.case.name.removesuffix(f".{judgment.case.product}")


def _about(judgment: Judgment) -> str:
    described = {**FAULTS, **VARIANTS}
    return "\n".join(f"{each}: {described[each].description}" for each in judgment.case.changes)


def _cell(rule: Rule, judgment: Judgment) -> str:
    kind = _kind(rule, judgment)
    symbol, words = _SYMBOLS[kind]
    title = escape(f"{rule.id} on {_name(judgment)}: {words}", quote=True)
    return f'<td class={kind} title="{title}">{symbol}</td>'


def _kind(rule: Rule, judgment: Judgment) -> str:
    outcome = judgment.outcomes.get(rule.id, "unproven")
    if rule.id in judgment.slipped:
        return "slipped"
    if rule.id in judgment.alarms:
        return "alarm"
    if outcome != "broken":
        return outcome
    if rule.id in judgment.case.breaks:
        return "caught"
    return "also" if judgment.case.breaks else "advice"
