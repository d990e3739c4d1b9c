"""What a release publishes: an sdist that is whole, a README that is read anywhere, the npm package, the recipes."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from email.parser import BytesParser
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", ROOT / "release/make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", place]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = place.iterdir()
    return file


@pytest.fixture(scope="module")
def unpacked(sdist: Path) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(sdist.parent, filter="data")
    return sdist.parent / sdist.name.removesuffix(".tar.gz")


def test_the_sdist_has_all_that_is_in_the_repository(
    unpacked: Path, tool: Callable[[str], str], leave_out: Callable[[str], None]
) -> None:
    told = subprocess.run([tool("git"), "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if told.returncode:
        leave_out("git lists no files here, as in an unpacked sdist; use a checkout")
    assert [
        name for name in told.stdout.splitlines() if (ROOT / name).exists() and not (unpacked / name).exists()
    ] == []


def test_tests_of_the_sdist_pass_in_it(unpacked: Path) -> None:
    some = ["tests/kmeans/test_medians.py", "tests/test_make.py", "kmeans_viz/recipe.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", *some],
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_readme_can_be_read_on_an_index(unpacked: Path, make: ModuleType) -> None:
    about = BytesParser().parsebytes((unpacked / "PKG-INFO").read_bytes())
    repository = make.project()["repository"]
    assert about["Project-URL"] == f"Source, {repository}"
    text = about.get_payload()
    links = re.findall(r"(!?)\[[^]]*\]\(([^)]+)\)", text)
    assert len(links) > 15
    assert [link for _, link in links if not link.startswith(("https://", "#"))] == []
    files = [link for _, link in links if link.startswith(repository)]
    named = [re.sub(r".*/(?:raw|blob)/HEAD/([^#]*).*", r"\1", link) for link in files]
    assert [name for name in named if not (ROOT / name).is_file()] == []
    assert all("/raw/" in link for mark, link in links if mark)


def test_the_address_of_the_repository_is_set_in_one_line(make: ModuleType) -> None:
    repository = make.project()["repository"]
    texts = {
        path: path.read_text(encoding="utf-8") for path in ROOT.glob("*.*") if path.suffix in {".toml", ".md", ".cff"}
    }
    assert [path.name for path, text in texts.items() for _ in range(text.count(repository))] == ["pyproject.toml"]


def test_the_npm_package_defines_the_element(make: ModuleType, tmp_path: Path, tool: Callable[[str], str]) -> None:
    package = make.npm_package(tmp_path / "package")
    npm = [tool("npm"), "--silent", "--offline"]
    told = subprocess.run([*npm, "pack", "--json"], cwd=package, check=True, capture_output=True, text=True).stdout
    (packed,) = json.loads(told)
    assert {file["path"] for file in packed["files"]} == {"LICENSE", "README.md", "kmeans-board.js", "package.json"}
    page = tmp_path / "page"
    page.mkdir()
    (page / "package.json").write_text("{}")
    subprocess.run([*npm, "install", package / packed["filename"]], cwd=page, check=True, capture_output=True)
    # As a bundler finds it; node has no elements of its own.
    code = """
      globalThis.HTMLElement = class {};
      const defined = [];
      globalThis.customElements = { get: () => undefined, define: (name) => defined.push(name) };
      import("kmeans-board").then(() => console.log(defined.join()));
    """
    done = subprocess.run([tool("node"), "-e", code], cwd=page, check=True, capture_output=True, text=True)
    assert done.stdout == "kmeans-board\n"


def test_the_conda_recipe_asks_for_what_pip_does(make: ModuleType, sdist: Path) -> None:
    recipe = make.conda_recipe(sdist, "https://example.org/kmeans_viz.tar.gz")
    asked = re.findall(r"^    - (.*)$", recipe.partition("  run:")[2].partition("\ntest:")[0], re.MULTILINE)
    about = make.project()
    assert [line.replace(" ", "") for line in asked] == [f"python{about['requires-python']}", *about["dependencies"]]
    assert f"kmeans-viz = {about['scripts']['kmeans-viz']}" in recipe


def test_the_image_installs_extras_that_exist_and_options_that_exist(make: ModuleType) -> None:
    from kmeans_viz.cli.commands import cli

    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    extras = set(re.search(r"/src\[(.*?)\]", text)[1].split(","))  # type: ignore[index]
    assert extras <= set(make.project()["optional-dependencies"])
    options = {
        option for parameter in cli.commands["app"].params for option in (*parameter.opts, *parameter.secondary_opts)
    }
    assert set(re.findall(r'"(--[a-z-]+)"', text)) | {"--address"} <= options
