"""An instance of another product than its target says: nothing is said of its rules."""

from itertools import permutations

import pytest

from tests.matrix import reference_instances, run_suite
from tests.products import PRODUCTS

pytestmark = pytest.mark.starts_process

PAIRS = {f"{named}-at-{served}": (named, served) for named, served in permutations(PRODUCTS, 2)}


@pytest.fixture(scope="module")
def instances():
    with reference_instances({product: product for product in PRODUCTS}) as served:
        yield {each["name"]: each for each in served}


def a_file(directory, instances):
    """Describe each instance as one of each other product, and as what it is."""
    pairs = PAIRS | {product: (product, product) for product in PRODUCTS}
    lines = []
    for name, (named, served) in pairs.items():
        instance = instances[served]
        lines += [f"[targets.{name}]", f'url = "{instance["url"]}"', f'product = "{named}"']
        lines += [f"[targets.{name}.account]", f'email = "{instance["account"]["email"]}"']
        lines += [f'password = "env:PASSWORD_{served.upper()}"']
    file = directory / "targets.toml"
    file.write_text("\n".join(lines))
    return file, {
        f"PASSWORD_{name.upper()}": each["account"]["password"] for name, each in instances.items()
    }


@pytest.fixture(scope="module")
def check(tmp_path_factory, instances):
    directory = tmp_path_factory.mktemp("products")
    file, environment = a_file(directory, instances)

    def check(name):
        options = ["--targets-file", str(file), "--target", name, "-p", "no:html"]
        options += ["-k", "test_options"]
        return run_suite(options, directory / name, environment)

    return check


@pytest.mark.parametrize("name", PAIRS)
def test_other_product_is_told_in_one_line_and_exit_10(check, name):
    named, served = PAIRS[name]

    run = check(name)

    assert run.exit_code == 10
    assert run.verdict(name) == "unreachable"
    words = f'the instance answers as {served}, not as {named}: product = "{served}"?'
    assert run.results["targets"][0]["words"] == f"unreachable: {words}"
    assert [line for line in run.console.splitlines() if line.endswith(f" unreachable: {words}")]
    assert run.results["results"] == run.results["rules"] == []
    assert "newly broken" not in run.console


@pytest.mark.parametrize("product", PRODUCTS)
def test_product_itself_is_taken_for_no_other(check, product):
    run = check(product)

    assert run.exit_code == 0
    assert run.outcomes(product)["options.flags"] == "kept"
