"""Does what a forge's runner does with a pipeline: a workspace, its steps in order, and a cache."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.matrix import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXAMPLES = ROOT / "examples" / "ci"
GITLAB = EXAMPLES / "gitlab" / ".gitlab-ci.yml"
INSTALLS = "make .venv/live"
"""The one command that is not run: the tests' own environment stands in for what it makes."""
LEFT_OUT = (".*", "__pycache__", "*.egg-info")
Step = dict[str, Any]


def load(path: Path) -> dict[str, Any]:
    """Read a pipeline's file; a workflow's ``on`` is a truth to YAML 1.1, and is put right."""
    content: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if True in content:
        content["on"] = content.pop(True)
    return {str(name): each for name, each in content.items()}


def gitlab_job(name: str) -> dict[str, Any]:
    """Return a job of the GitLab example with what it extends."""
    content = load(GITLAB)
    base: dict[str, Any] = content[content[name]["extends"]]
    return {**base, **content[name]}


@dataclass(frozen=True)
class Done:
    """What a job came to."""

    exit_code: int
    """Of the step that failed first; 0 where none did."""
    console: str
    reports: dict[str, str]
    """The text of each."""

    @property
    def kept(self) -> set[str]:
        """The rules that were proven."""
        rules = json.loads(self.reports["results.json"])["rules"]
        return {each["rule"] for each in rules if each["outcome"] == "kept"}


class Runner:
    """Runs jobs, each in a fresh workspace; only a cache lasts from one to the next."""

    def __init__(self, directory: Path, secrets: dict[str, str]) -> None:
        self.workspace = directory / "workspace"
        shutil.copytree(ROOT, self.workspace, ignore=_left_out)
        (self.workspace / ".venv").symlink_to(Path(sys.prefix))
        self.secrets = secrets
        self.clock = "0"
        self.page = directory / "page.md"
        self.artifacts: list[str] = []
        self._caches = directory / "caches"
        self._caches.mkdir()
        self._runs = 0
        self._console = ""

    def run_github(self, job: Mapping[str, Any]) -> Done:
        """Run a job of a workflow: after a failure, only the steps that run always."""
        self._begin()
        failed = 0
        for step in job["steps"]:
            if failed and "always()" not in step.get("if", ""):
                continue
            environment = {name: self._filled(each) for name, each in step.get("env", {}).items()}
            code = self._step(step, environment)
            failed = failed or code
        return self._done(failed)

    def run_gitlab(self, job: Mapping[str, Any]) -> Done:
        """Run a job of a GitLab pipeline, which has all variables of its environment."""
        self._begin()
        cache = job.get("cache", {"key": "none", "paths": []})
        self._restore(cache["key"], cache["key"], cache["paths"])
        environment = {**self.secrets, "CI_JOB_URL": "https://gitlab.test/jobs/1"}
        failed = self._shell("\n".join(job["script"]), environment)
        for command in job["after_script"]:
            self._shell(command, environment)
        assert cache.get("when") == "always" or not failed or not cache["paths"]
        self._save(cache["key"], cache["paths"])
        self.artifacts += job["artifacts"]["paths"]
        return self._done(failed)

    def _begin(self) -> None:
        self._runs += 1
        self._console = ""
        for name in ("reports", "kept"):
            shutil.rmtree(self.workspace / name, ignore_errors=True)
        self.page.write_text("")

    def _done(self, exit_code: int) -> Done:
        reports = {each.name: each.read_text() for each in (self.workspace / "reports").glob("*.*")}
        return Done(exit_code, self._console, reports)

    def _step(self, step: Step, environment: dict[str, str]) -> int:
        if "run" in step:
            return 0 if step["run"] == INSTALLS else self._shell(step["run"], environment)
        given = {name: self._filled(str(each)) for name, each in step["with"].items()}
        match step["uses"].partition("@")[0]:
            case "actions/cache/restore":
                self._restore(given["key"], given["restore-keys"], [given["path"]])
            case "actions/cache/save":
                assert not (self._caches / given["key"]).exists(), "a cache is never changed"
                self._save(given["key"], [given["path"]])
            case "actions/upload-artifact":
                self.artifacts.append(given["path"])
            case action:
                assert action in {"actions/checkout", "actions/setup-python"}
        return 0

    def _shell(self, command: str, environment: Mapping[str, str]) -> int:
        told = {
            "PYTHONPATH": str(self.workspace),
            "MEIRO_CLOCK": self.clock,
            "GITHUB_STEP_SUMMARY": str(self.page),
            "GITHUB_SERVER_URL": "https://github.test",
            "GITHUB_REPOSITORY": "acme/meiro-contracts",
            "GITHUB_RUN_ID": str(self._runs),
        }
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", command],
            cwd=self.workspace,
            env=_ours() | told | dict(environment),
            capture_output=True,
            text=True,
            check=False,
        )
        self._console += done.stdout + done.stderr
        return done.returncode

    def _filled(self, text: str) -> str:
        """Fill in expressions: a secret that is not set is empty, another name is an error."""
        known = {
            "github.run_id": str(self._runs),
            "github.run_attempt": "1",
            "github.token": "token-of-the-job",
            "github.event.deployment.id": "77",
        } | {f"secrets.{name}": value for name, value in self.secrets.items()}

        def value(found: re.Match[str]) -> str:
            return known.get(found[1], "") if found[1].startswith("secrets.") else known[found[1]]

        return re.sub(r"\$\{\{ ([\w.]+) \}\}", value, text)

    def _restore(self, key: str, prefix: str, paths: list[str]) -> None:
        """Bring back what was saved under the key, or last under a key that begins so."""
        found = [each for each in self._caches.iterdir() if each.name.startswith((key, prefix))]
        for path in paths if found else ():
            newest = max(found, key=lambda each: each.stat().st_mtime_ns)
            shutil.copytree(newest / path, self.workspace / path)

    def _save(self, key: str, paths: list[str]) -> None:
        shutil.rmtree(self._caches / key, ignore_errors=True)
        for path in paths:
            shutil.copytree(self.workspace / path, self._caches / key / path)


def _left_out(directory: str, names: list[str]) -> set[str]:
    """Leave out what a runner does not have, and what no run needs; ``harness/reports`` it does."""
    beside = {"reports", "tests"} if Path(directory) == ROOT else set()
    return beside | shutil.ignore_patterns(*LEFT_OUT)(directory, names)


def _ours() -> dict[str, str]:
    """Return the environment without make's bytecode cache, which would keep every workspace's."""
    return {name: each for name, each in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[str, list[Any]]]:
    """Take messages on this machine; give the address, and the list of their texts, or of cards."""
    taken: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = json.loads(body)
            taken.append(said.get("text", said))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as above
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook/very-secret", taken
        finally:
            server.shutdown()
            thread.join()
