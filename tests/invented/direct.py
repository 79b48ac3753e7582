"""A plugin of pytest: speaks to instances of the invented products, as `tests.direct` does.

They are served in the process of the run. A ferry has a log-in; a quarry's token is given.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from requests.adapters import HTTPAdapter

from reference.commands import build
from tests.direct import shortcut
from tests.invented.garden import Garden
from tests.invented.quarry import Quarry
from tests.invented.serving import register
from tests.living import living
from tests.matrix import INSTANCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reference.instance import Instance


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Serve the instances, and write the targets file that the options name."""
    file = Path(config.getoption("targets_file"))
    names: dict[str, str] = json.loads((file.parent / INSTANCES).read_text())
    register()
    instances = [build(f"{name}={made_of}") for name, made_of in names.items()]
    stack = ExitStack()
    config.add_cleanup(stack.close)
    described, applications = stack.enter_context(living(instances))
    parts = [target(*each) for each in zip(instances, described, strict=True)]
    file.write_text("\n".join(parts))
    stack.enter_context(pytest.MonkeyPatch.context()).setattr(
        HTTPAdapter, "send", shortcut(applications)
    )


def target(instance: Instance, described: Mapping[str, Any]) -> str:
    """Describe an instance in a targets file; its secret goes into the environment."""
    name = f'targets."{instance.name}"'
    variable = re.sub(r"\W", "_", f"{instance.name}_secret").upper()
    lines = [f"[{name}]", f'url = "{described["url"]}"', f'product = "{instance.product}"']
    lines += ['effects = "account"']
    if isinstance(instance, Quarry):
        lines += ['may_change = ["/hours"]']
    if isinstance(instance, Garden | Quarry):
        os.environ[variable] = instance.token()
        return "\n".join([*lines, f'token = "env:{variable}"', ""])
    os.environ[variable] = instance.account.password
    lines += [f"[{name}.account]", f'email = "{instance.account.email}"']
    lines += [f'password = "env:{variable}"']
    lines += [f"[{name}.token_ager]", f'url = "{described["control"]}/age"']
    return "\n".join([*lines, ""])
