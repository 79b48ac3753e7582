"""Reports are let go once all have seen them; junit.xml is as pytest writes it."""

from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree as ET

import pytest
from _pytest.junitxml import LogXML, xml_key

from harness.plugin.slimming import GONE, PackedXML, Slimming

PHASES = ("setup", "call", "teardown")


def a_report(name, outcome="passed", when: Any = "call"):
    return pytest.TestReport(
        nodeid=f"contracts/test_x.py::test_x[{name}]",
        location=("contracts/test_x.py", 1, f"test_x[{name}]"),
        keywords={},
        outcome=outcome if when == "call" else "passed",
        longrepr=("x.py", 1, "because") if outcome == "skipped" else outcome,
        when=when,
        sections=[("Captured log call", f"half \ud83d of a pair & <{name}>")],
    )


def reports(name, outcome="passed"):
    return [a_report(name, outcome, when) for when in PHASES]


class Config:
    """As much of pytest's configuration as is asked for."""

    def __init__(self, *plugins, **options):
        self.option = SimpleNamespace(**options)
        if "workerinput" in options:
            self.workerinput = options["workerinput"]
        self.stash: Any = pytest.Stash()
        self.plugins = list(plugins)
        self.reporter = SimpleNamespace(stats={})
        self.pluginmanager = self

    def getplugin(self, name):
        return self.reporter if name == "terminalreporter" else None

    def get_plugins(self):
        return self.plugins

    def register(self, plugin):
        self.plugins.append(plugin)

    def unregister(self, plugin):
        self.plugins.remove(plugin)


def seen_by(slimming, report, category=None):
    """Let everybody see a report, the terminal first."""
    wrapper = slimming.pytest_runtest_logreport(report)
    next(wrapper)
    if category is not None:
        slimming._config.reporter.stats.setdefault(category, []).append(report)
    with pytest.raises(StopIteration):
        next(wrapper)


def kept(category, **options):
    config = Config(**options)
    slimming = Slimming(cast("pytest.Config", config))
    report = a_report("a")
    seen_by(slimming, report, category)
    [found] = config.reporter.stats[category]
    return found is report


@pytest.mark.parametrize(
    ("category", "options", "is_kept"),
    [
        ("passed", {}, False),
        ("skipped", {}, False),
        ("", {}, False),
        ("failed", {}, True),
        ("error", {}, True),
        ("passed", {"reportchars": "fE"}, False),
        ("passed", {"reportchars": "P"}, True),
        ("skipped", {"reportchars": "s"}, True),
        ("skipped", {"reportchars": "A"}, True),
        ("", {"durations": 3}, True),
    ],
)
def test_terminal_keeps_what_it_shows(category, options, is_kept):
    assert kept(category, **options) is is_kept


def test_what_was_logged_as_a_check_was_taken_down_is_kept():
    config = Config()
    slimming = Slimming(cast("pytest.Config", config))
    report = a_report("a", when="teardown")

    seen_by(slimming, report, "")

    assert config.reporter.stats[""] == [report]


@pytest.mark.parametrize("category", ["passed", "failed", "error", ""])
def test_worker_of_xdist_keeps_nothing(category):
    assert not kept(category, reportchars="A", workerinput={})


def test_page_keeps_no_report_of_a_contract_that_has_run():
    page = SimpleNamespace(_report_path="x", _reports={})
    slimming = Slimming(cast("pytest.Config", Config(page)))

    for report in reports("a"):
        page._reports[report.nodeid] = report
        seen_by(slimming, report)

    assert page._reports == {}


def test_report_that_is_told_of_later_is_counted_alone():
    slimming = Slimming(cast("pytest.Config", Config()))

    assert slimming.kept("passed", a_report("a")) is GONE
    assert slimming.kept("failed", failed := a_report("a", "failed")) is failed


def junit(tmp_path, name):
    made = LogXML(str(tmp_path / name), None)
    made.pytest_sessionstart()
    return made


OUTCOMES = {"a": "passed", "b": "failed", "c": "skipped", "d": "passed"}


def cases(path):
    [suite] = ET.parse(path).getroot()
    timeless = {"time", "timestamp"}
    attributes = {name: value for name, value in suite.attrib.items() if name not in timeless}
    found = [ET.tostring(each) for each in suite]
    return attributes, sorted(found)


@pytest.mark.parametrize("pack_after", ["", "a", "bd", "abcd"])
def test_file_is_the_one_that_pytest_writes(tmp_path, pack_after):
    plain, packed = junit(tmp_path, "plain.xml"), PackedXML(junit(tmp_path, "packed.xml"))
    for name, outcome in OUTCOMES.items():
        for report in reports(name, outcome):
            plain.pytest_runtest_logreport(report)
            packed.pytest_runtest_logreport(report)
        if name in pack_after:
            packed.pack()

    plain.pytest_sessionfinish()
    packed.pytest_sessionfinish()

    assert cases(tmp_path / "packed.xml") == cases(tmp_path / "plain.xml")


def test_cases_that_failed_or_have_not_ended_are_not_packed(tmp_path):
    packed = PackedXML(junit(tmp_path, "x.xml"))
    for name, outcome in OUTCOMES.items():
        for report in reports(name, outcome)[: None if name != "d" else 2]:
            packed.pytest_runtest_logreport(report)

    packed.pack()

    assert len(packed.node_reporters_ordered) == 2


def test_it_takes_the_place_of_pytests_own(tmp_path):
    config = Config()
    config.stash[xml_key] = own = junit(tmp_path, "x.xml")
    config.register(own)
    slimming = Slimming(cast("pytest.Config", config))

    slimming.pytest_sessionstart()
    slimming.pack()

    assert [type(each) for each in config.plugins] == [PackedXML]
    assert config.stash[xml_key] is config.plugins[0]
