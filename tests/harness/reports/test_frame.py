"""pytest-html's rows stand at the end of our page, and nothing of either is lost."""

import json

import pytest
from bs4 import BeautifulSoup

from harness.reports.frame import Framed, framed
from tests.harness.reports.pages import TESTS, rows_of_pytest_html

TOP = "<header><h1>Ours</h1></header><main><p>cards</p>"


class Fixed:
    """A template that is laid out already."""

    def __init__(self, page):
        self.page = page

    def render(self, **names):
        return self.page.format(**names)


def soup(page):
    return BeautifulSoup(page, "html.parser")


@pytest.fixture(scope="module")
def document():
    """What pytest-html's own template makes of a run without a test."""
    return rows_of_pytest_html()


def test_page_is_ours_with_the_rows_folded_at_its_end(document):
    page = soup(framed(document, TOP, "<style>s</style>", "<script>s</script>"))

    assert page.html["lang"] == "en"
    assert [each.get_text() for each in page.find_all("h1")] == ["Ours"]
    assert page.main.find("details").find(id="results-table") is not None
    assert page.footer.find(id="data-container")["data-jsonblob"] == json.dumps(TESTS)
    assert page.find_all("script")[-1].get_text() == "s"
    assert page.head.find_all("style")[-1].get_text() == "s"


def test_headings_of_the_rows_go_two_below(document):
    rows = soup(framed(document, TOP, "", "")).find(id="rows-of-pytest")

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
