"""What sites put around a page or into its code, beside what is content."""

from __future__ import annotations

import pytest

from tests.spec.reader.comparison import blueprint, compiled

PAGE = "Group Users\n\n{below}Users [/users]\n\nList [GET]\n\nResponse 200 (application/json)\n\n"
PAGE += '{{"users": []}}\n'


def test_base_url_below_a_group_is_the_host() -> None:
    text = blueprint(PAGE.format(below="Base URL: https://a.test/api\n\n"))

    assert "HOST: https://a.test/api" in text.split("\n")
    assert "Base URL" not in text


def test_base_url_below_an_operation_is_a_description() -> None:
    text = blueprint(PAGE.format(below="") + "\nBase URL: https://a.test/api\n")

    assert "HOST" not in text


@pytest.mark.parametrize("line", ["Suggest Edits", "Updated 5 months ago", "Was this helpful?"])
def test_words_of_the_site_are_left_out(line: str) -> None:
    assert line not in blueprint(PAGE.format(below=f"{line}\n\n"))


@pytest.mark.parametrize("line", ["PreviousExports", "NextWeb hooks", "Previous"])
def test_link_to_another_page_ends_the_page(line: str) -> None:
    text = blueprint(f"{PAGE.format(below='')}\n{line}\n\nMore\n")

    assert line not in text
    assert "More" not in text


@pytest.mark.parametrize("name", ["highlight-line", "line", "token-line x"])
@pytest.mark.parametrize("end", ["", "\n", "<br>"])
def test_each_line_of_code_ends_once(name: str, end: str) -> None:
    rows = ["{", '  "a": 1', "}"]
    code = "".join(f'<span class="{name}">{row}{end}</span>' for row in rows)
    page = f"<html><body><h2>A [GET /a]</h2><ul><li>Response 200<pre><code>{code}</code></pre>"

    assert '        {\n          "a": 1\n        }\n' in blueprint(f"{page}</li></ul>")


def test_spans_within_a_line_of_code_do_not_end_it() -> None:
    code = '<span class="p">{</span><span class="s">"a"</span><span class="p">: 1}</span>'
    page = f"<html><body><h2>A [GET /a]</h2><ul><li>Response 200<pre><code>{code}</code></pre>"

    assert '        {"a": 1}\n' in blueprint(f"{page}</li></ul>")


def test_members_that_lost_their_bullets_stay_apart() -> None:
    page = "A [/a]\n\nB [POST]\n\nAttributes\n\nname: x (string, required) - Name\n"
    page += "tags (array, required) - Tags\nnote (string)\n\nRequest (application/json)\n\n"

    content = compiled(f"{page}Response 204\n").operation("/a", "post")["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    assert list(schema["properties"]) == ["name", "tags", "note"]


def test_sentence_below_a_member_goes_on_with_it() -> None:
    page = "A [/a]\n\nB [POST]\n\nAttributes\n\nname: x (string) - The name that\n"
    page += "people see (or not) on the page\n\nRequest (application/json)\n\nResponse 204\n"

    content = compiled(page).operation("/a", "post")["requestBody"]["content"]
    assert list(content["application/json"]["schema"]["properties"]) == ["name"]


def test_value_that_looks_like_a_keyword_stays_a_value() -> None:
    page = "A [/a{?expand}]\n\nB [GET]\n\n• Parameters\n• expand (enum[string])\n• Members\n"
    page += "• values\n• stats\n\n• Response 204\n"

    (parameter,) = compiled(page).operation("/a")["parameters"]
    assert parameter["schema"]["enum"] == ["values", "stats"]
