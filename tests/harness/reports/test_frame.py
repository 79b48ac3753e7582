"""pytest-html's rows stand at the end of our page, and nothing of either is lost."""

from pathlib import Path

import pytest_html
import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader

from harness.reports.frame import Framed, framed

TOP = "<header><h1>Ours</h1></header><main><p>cards</p>"


class Fixed:
    """A template that is laid out already."""

    def __init__(self, page):
        self.page = page

    def render(self, **names):
        return self.page.format(**names)


@pytest.fixture(scope="module")
def document():
    """What pytest-html's own template makes of a run without a test."""
    resources = Path(pytest_html.__file__).parent / "resources"
    template = Environment(loader=FileSystemLoader(resources), autoescape=True).get_template(
        "index.jinja2"
    )
    names = {"prefix": [], "summary": [], "postfix": []}
    return template.render(
        title="T", styles="", self_contained=True, outcomes={"passed": {"label": "Passed", "value": 0}},
        test_data="{}", table_head=["<th>Result</th>"], additional_summary=names, running_state="finished",
    )  # fmt: skip


def test_page_is_ours_with_the_rows_folded_at_its_end(document):
    page = BeautifulSoup(framed(document, TOP, "<style>s</style>", "<script>s</script>"), "html.parser")

    assert page.html["lang"] == "en"
    assert [each.get_text() for each in page.find_all("h1")] == ["Ours"]
    assert page.main.find("details").find(id="results-table") is not None
    assert page.footer.find(id="data-container")["data-jsonblob"] == "{}"
    assert page.find_all("script")[-1].get_text() == "s"
    assert page.head.find_all("style")[-1].get_text() == "s"


def test_headings_of_the_rows_go_two_below(document):
    page = BeautifulSoup(framed(document, TOP, "", ""), "html.parser")

    rows = page.find(id="rows-of-pytest")
    assert {each.name for each in rows.find_all(["h1", "h2", "h3", "h4"])} == {"h3", "h4"}
    assert rows.find(id="title").name == "h3"


@pytest.mark.parametrize("mark", ["<html>", "</head>", "<body>", "<footer>", "</body>"])
def test_nothing_is_lost_of_a_page_that_is_laid_out_otherwise(document, mark):
    other = document.replace(mark, "<hr>")

    page = framed(other, TOP, "<style>s</style>", "<script>s</script>")

    assert page.rstrip().endswith("</html>")
    assert all(each in page for each in (TOP, "<script>s</script>", "data-jsonblob", "<hr>"))


def test_template_is_given_its_names():
    template = Framed(Fixed("<html>{title}</html>"), TOP, "", "")

    assert "<html>T" in template.render(title="T")


def test_rows_that_are_left_out_are_told(document):
    assert "<p>12 are left out</p>" in framed(document, TOP, "", "", "<p>12 are left out</p>")
