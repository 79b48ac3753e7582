import pytest

from spec.compiler import jsonpath

DEEP = 500


def nested(levels: int) -> dict[str, object]:
    value: dict[str, object] = {}
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "text",
    ["$", "$.a", "$.été", "$['x-a']", "$..[?@.b=='.x-y']", "$.a[?@.n > 1.5]", "$[?(@.a['x-b'])]"],
)
def test_jsonpath_of_the_rfc_stays_as_it_is(text: str) -> None:
    path = jsonpath.parse(text)

    assert (path.text, path.repaired) == (text, "")


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("$.x-internal", "$['x-internal']"),
        ("$..x-internal", "$..['x-internal']"),
        ("$.paths.*.*[?@.x-internal==true]", "$.paths.*.*[?@['x-internal']==true]"),
        ("$.responses.200.description", "$.responses['200'].description"),
        ("$.a.$ref", "$.a['$ref']"),
        ("$.paths./pets/{id}.get", "$.paths['/pets/{id}'].get"),
        ("$.content.application/json", "$.content['application/json']"),
        ("$['a.x-b'].x-c", "$['a.x-b']['x-c']"),
        ("$.a[?@.b=='it\\'s .x-y'].x-y", "$.a[?@.b=='it\\'s .x-y']['x-y']"),
        ("$.a[?@.x-n == -1.5e3]", "$.a[?@['x-n'] == -1.5e3]"),
        ("$.a[?@.x-b == $.x-c]", "$.a[?@['x-b'] == $['x-c']]"),
        ("$.a ", "$.a"),
    ],
)
def test_name_without_brackets_is_read(text: str, repaired: str) -> None:
    path = jsonpath.parse(text)

    assert path.repaired == repaired
    assert str(path.query) == str(jsonpath.parse(repaired).query)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "expected '$', found '' at its character 1"),
        ("info.title", "expected '$', found 'i' at its character 1"),
        (" $.a", "expected '$', found ' ' at its character 1"),
        ("$.", "unexpected end of expression"),
        ("$.a[", "unbalanced brackets"),
        ("$.a\n[?(", "unclosed bracketed selection"),
        ("$.x-a[?@.b in @.c]", "found '-' at its character 4"),
        ("$" + ".a" * jsonpath.MAX_LENGTH, f"it has more than {jsonpath.MAX_LENGTH} characters"),
        ("$" + "[?@" * DEEP + "]" * DEEP, "it is nested too deeply"),
    ],
    ids=lambda each: each[:20],
)
def test_text_that_is_no_jsonpath_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the reason is what is compared
        jsonpath.parse(text)

    assert reason in str(raised.value)
    assert "\n" not in str(raised.value)


def test_place_that_matches_twice_is_there_once() -> None:
    path = jsonpath.parse("$['a','b','a'][*]")

    assert path.places({"a": [1, 2], "b": {"c": 3}}) == [("a", 0), ("a", 1), ("b", "c")]


def test_document_that_is_too_deep_is_refused() -> None:
    assert len(jsonpath.parse("$..a").places(nested(50))) == 50
    with pytest.raises(ValueError, match="recursion"):
        jsonpath.parse("$..a").places(nested(DEEP))
