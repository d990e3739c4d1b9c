"""The commands that check a change: the targets of make, the steps of CI, and the versions that they name."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
STEPS = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TARGETS = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())


def asked_for(lines):
    """Return the lowest version that the lines ask for, for each package."""
    return {found[1]: found[2] for line in lines if (found := re.match(r"([\w-]+)(?:\[.*\])?>=([\w.]+)", line))}


def test_make_help_lists_every_target_with_what_it_does(tool):
    told = subprocess.run(
        [tool("make"), "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    lines = [re.fullmatch(r"make (\w+) +(\w.*)", line) for line in told.splitlines()]
    assert {line[1] for line in lines} == TARGETS


def test_every_make_command_of_the_contributors_guide_is_a_target():
    named = set(re.findall(r"`make (\w+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))

    assert {"check", "help", "lint", "test"} <= named <= TARGETS


def test_every_path_that_make_and_ci_test_is_there():
    paths = re.findall(r"\btests/[\w/.]+", MAKEFILE + STEPS)

    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_workflow_takes_the_steps_of_ci_on_the_lowest_python_and_later_ones():
    steps = set(re.findall(r"^(\w+)\(\) \{$", STEPS, re.MULTILINE))
    runs = [line.split() for line in re.findall(r"bash \.ci/run (.*)", WORKFLOW)]
    lowest = PROJECT["requires-python"].removeprefix(">=")

    assert set().union(*runs) == steps
    assert re.search(r'python: \["(.*?)", ', WORKFLOW)[1] == lowest
    assert f"python:{lowest}-" in WORKFLOW


def test_the_lowest_version_of_every_package_is_pinned_but_of_those_that_check_the_style():
    told = subprocess.run(
        [sys.executable, ROOT / ".ci" / "lowest.py"], capture_output=True, text=True, check=True
    ).stdout
    extras = [lines for name, lines in PROJECT["optional-dependencies"].items() if name != "lint"]
    needed = PROJECT["dependencies"] + [line for extra in extras for line in extra]

    pinned = dict(line.split("==") for line in told.splitlines() if "==" in line)
    assert pinned == asked_for(needed)
    assert len(pinned) == len({re.match(r"[\w-]+", line)[0] for line in needed})
