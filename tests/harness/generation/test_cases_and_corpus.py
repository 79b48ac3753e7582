"""What a case is, how it is kept, and what becomes of a file that is none."""

import json

import pytest

from harness.generation import boundaries
from harness.generation.case import Case
from harness.generation.corpus import MOST, Corpus
from harness.run.settings import Depth, Entry
from spec import specification
from spec.specification import PRODUCTS

ODD = Case("login", "odd", b'{"email": "\xff"}', "text/plain", path=(("id", "ž"),), token=b"\xe9")


def an_entry(search="login", product="me", case=ODD):
    return Entry(product=product, search=search, case=case.as_json())


def cases_of(corpus):
    return [Case.from_json(each["case"]) for each in corpus.entries]


def test_case_survives_the_corpus(tmp_path):
    file = tmp_path / "corpus.json"
    Corpus().write(file, [an_entry()])

    assert cases_of(Corpus.read(file)) == [ODD]


def test_corpus_keeps_the_newest_and_none_twice(tmp_path):
    file = tmp_path / "corpus.json"
    many = [an_entry(case=Case("login", str(number))) for number in range(MOST + 5)]
    Corpus(many[:3]).write(file, many)

    kept = cases_of(Corpus.read(file))

    assert [each.how for each in kept] == [str(number) for number in range(5, MOST + 5)]


def test_run_without_a_failure_writes_nothing(tmp_path):
    Corpus([an_entry()]).write(tmp_path / "corpus.json", [an_entry()])

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"format": 1}', '{"format": 1, "cases": [{"product": "me"}]}', '{"format": 2}',
     '{"format": 1, "cases": [{"product": "me", "search": "s", "case": {"how": 1}}]}'],
)  # fmt: skip
def test_damaged_corpus_is_one_line_and_stays_as_it_is(tmp_path, text):
    file = tmp_path / "corpus.json"
    file.write_text(text)

    corpus = Corpus.read(file)
    corpus.write(file, [an_entry()])

    assert corpus.problem.startswith(f"{file}: is ")
    assert "\n" not in corpus.problem
    assert corpus.entries == []
    assert file.read_text() == text


def test_missing_corpus_is_empty(tmp_path):
    assert Corpus.read(tmp_path / "corpus.json").problem == ""


@pytest.mark.parametrize(
    ("body", "media_type", "is_nobody"),
    [
        (b"null", None, True),
        (b"", None, True),
        (b"{", None, True),
        (b'{"email": null}', None, True),
        (b'{"email": ["a@acme.test"]}', None, True),
        (b'{"email": {"$gt": ""}}', None, True),
        (b'{"email": 17}', None, False),
        (b'{"email": "a"}', None, False),
        (b"email=a", "application/x-www-form-urlencoded", False),
    ],
)
def test_body_that_names_nobody(body, media_type, is_nobody):
    assert Case("inviteUser", "", body, media_type).names_nobody is is_nobody


@pytest.mark.parametrize("product", PRODUCTS)
def test_deeper_runs_send_more_bodies_each_once(product):
    spec = specification.load(product)
    for operation in (each for each in spec.operations.values() if each.body_fields):
        sent = [
            [(each.body, each.media_type) for each in boundaries.bodies(spec, operation, depth)]
            for depth in Depth
        ]

        assert len(sent[2]) == len(set(sent[2]))
        assert {*sent[0]} < {*sent[1]} <= {*sent[2]}
        assert (len(sent[1]) < len(sent[2])) is (product == "me")  # the others' budget lets all go


def test_field_comes_twice_in_one_body():
    spec = specification.load("me")
    sent = boundaries.bodies(spec, spec.operation("login"), Depth.STANDARD)

    twice = next(each for each in sent if "twice" in each.how)

    assert json.loads(twice.body or b"", object_pairs_hook=list) == [
        ("email", "a"), ("password", "a"), ("email", None), ("password", None)
    ]  # fmt: skip


@pytest.mark.parametrize("product", PRODUCTS)
def test_methods_of_a_page_are_not_sent_as_other_ones(product):
    spec = specification.load(product)
    paged = {(each.method, each.path) for each in spec.operations.values()}

    sent = {
        (method, each.path)
        for each in spec.operations.values()
        for method in boundaries.other_methods(spec, each)
    }

    assert sent
    assert not sent & paged
