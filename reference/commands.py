"""The command line of the reference instances."""

import argparse
import asyncio
import json
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import NoReturn

from reference.changes import Registry
from reference.control import control_application
from reference.faults import FAULTS
from reference.instance import Instance
from reference.oidc import ProviderError
from reference.post import post_office
from reference.products import PRODUCTS
from reference.provider import provider_of
from reference.registries import UnknownChangeError, find_change
from reference.serving import LOOPBACK, dated, in_time, listen, port_of, serve_all
from reference.variants import VARIANTS

Described = dict[str, dict[str, object]]  # by an instance's name
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class UsageError(Exception):
    """The command line asks for what cannot be served."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, without the usage."""
        raise UsageError(message)


def main(arguments: list[str] | None = None) -> int:
    """Serve what the command line asks for, until a signal; 2 if that cannot be served."""
    try:
        options = parser().parse_args(arguments)
        if options.list_faults or options.list_variants:
            print_registry(FAULTS if options.list_faults else VARIANTS)
            return 0
        instances = [build(each) for each in specifications(options)]
        refuse_repeated_names(instances)
        serve(instances, options)
    except (UsageError, UnknownChangeError) as error:
        print(f"reference: {error}", file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    described = Parser(prog="python -m reference", description="Serves reference instances.")
    add = described.add_argument
    add("--product", choices=sorted(PRODUCTS), help="serve one instance of this product")
    add("--port", type=int, default=0, help="its port (0, the default: a free one)")
    add("--fault", action="append", default=[], metavar="NAME", help="with this fault (repeatable)")
    add("--variant", action="append", default=[], metavar="NAME", help="with this variant")
    add(
        "--instance",
        action="append",
        default=[],
        metavar="NAME=PRODUCT[+CHANGE…]",
        help="serve an instance of that name (repeatable); a change is a fault or a variant",
    )
    add("--every-product", action="store_true", help="serve one of each product, told in one line")
    add("--control-port", type=int, default=0, help="the control port (0: a free one)")
    add("--with-provider", action="store_true", help="run an OpenID provider for them, too")
    add("--exit-with-parent", action="store_true", help="end when standard input does")
    add("--list-faults", action="store_true", help="print every fault as a line of JSON")
    add("--list-variants", action="store_true", help="print every variant as a line of JSON")
    return described


def print_registry(registry: Registry) -> None:
    """Print what is known of each deviation."""
    for each in registry.values():
        line = {
            "name": each.name,
            "products": each.products,
            "breaks": each.breaks,
            "may_break": each.may_break,
            "description": each.description,
        }
        print(json.dumps(line, ensure_ascii=False))


def specifications(options: argparse.Namespace) -> list[str]:
    """Give the instances to serve, each as NAME=PRODUCT[+CHANGE…]."""
    if options.every_product:
        if options.product or options.instance or options.fault or options.variant or options.port:
            raise UsageError("--every-product serves each as it is, on a free port")
        return [f"{product}={product}" for product in PRODUCTS]
    if options.product is None:
        if options.fault or options.variant:
            raise UsageError("--fault and --variant need --product")
        if not options.instance:
            raise UsageError("name what to serve: --product PRODUCT, or --instance NAME=PRODUCT")
        if options.port and len(options.instance) > 1:
            raise UsageError("--port is for one instance")
        return list(options.instance)
    if options.instance:
        raise UsageError("--product and --instance exclude each other")
    changes = "".join(f"+{each}" for each in options.fault + options.variant)
    return [f"{options.product}={options.product}{changes}"]


def build(specification: str) -> Instance:
    """Build an instance, and change it as its specification says."""
    name, _, rest = specification.partition("=")
    product, *changes = rest.split("+")
    if not NAME.fullmatch(name) or not rest:
        raise UsageError(f"{specification!r} is not NAME=PRODUCT[+CHANGE…]")
    if product not in PRODUCTS:
        raise UsageError(f"unknown product {product!r} (one of {', '.join(sorted(PRODUCTS))})")
    instance = PRODUCTS[product](name)
    for change in changes:
        find_change(change, product).apply(instance)
    return instance


def refuse_repeated_names(instances: list[Instance]) -> None:
    """Refuse two instances of one name, whose control could not be told apart."""
    names = [instance.name for instance in instances]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two instances are named {name!r}")


def serve(instances: list[Instance], options: argparse.Namespace) -> None:
    """Bind every port, then serve them until a signal."""
    sockets = [bind(options.port) for _ in instances]
    control_socket = bind(options.control_port)
    control = f"http://{LOOPBACK}:{port_of(control_socket)}"
    origins = [f"http://{LOOPBACK}:{port_of(bound)}" for bound in sockets]
    served = dict(zip(origins, instances, strict=True))
    with post_office(instances), provider(served, options) as sign_ons:
        told = [
            description(instance, origin, control) | sign_ons.get(instance.name, {})
            for origin, instance in served.items()
        ]
        lines = [json.dumps(each) for each in ([told] if options.every_product else told)]
        applications = [in_time(instance) for instance in instances]
        asyncio.run(
            serve_all(
                [*applications, dated(control_application(instances), time.time)],
                [*sockets, control_socket],
                lines,
                exit_with_parent=options.exit_with_parent,
            )
        )


@contextmanager
def provider(served: dict[str, Instance], options: argparse.Namespace) -> Iterator[Described]:
    """Run a provider if one is asked for, and tell of each instance how to sign in there."""
    if not options.with_provider:
        yield {}
        return
    try:
        with provider_of(served) as sign_ons:
            yield {name: {"sso": each.as_json()} for name, each in sign_ons.items()}
    except ProviderError as error:
        raise UsageError(str(error)) from error


def bind(port: int) -> socket.socket:
    """Bind a port, or say why it cannot be."""
    try:
        return listen(port)
    except (OSError, OverflowError) as error:
        raise UsageError(f"cannot listen on port {port}: {error}") from error


def description(instance: Instance, origin: str, control: str) -> dict[str, object]:
    """Tell what a client needs to know of an instance."""
    told: dict[str, object] = {
        "name": instance.name,
        "product": instance.product,
        "url": f"{origin}{instance.base_path}",
        "control": f"{control}/{instance.name}",
        "account": asdict(instance.account),
        "probe": {"method": "GET", "path": "/components"},
    }
    if instance.limited_account is not None:
        told["limited_account"] = asdict(instance.limited_account)
    return told
