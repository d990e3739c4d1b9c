"""How the package is put together: which room may import which, and what ``import kmeans_viz`` loads and offers."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import kmeans_viz as kv

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kmeans_viz"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {"matplotlib", "PIL", "pandas", "scipy", "skimage", "numba", "av", "click", "dask", "pyarrow"}


def rooms_of_contributing() -> list[set[str]]:
    """Return the rooms of the table in CONTRIBUTING.md from top to bottom; modules in one row are one room."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| room | one job |")[2]
    lines = text.partition("\n\n")[0].splitlines()[2:]
    return [{name.rstrip("/") for name in re.findall(r"`([\w/]+)`", line.split("|")[1])} for line in lines]


ROOMS = rooms_of_contributing()


def name_of(file: Path) -> str:
    """Return the name of a module inside the package: "recipe", "data.generators", "data" for data/__init__.py."""
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(file) for file in MODULES} - {"__init__", "__main__"}


def imports_of(file: Path) -> set[str]:
    """Return the modules of this package that a file imports: at its top, in its functions, and for types only."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports by dots"
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
        for target in targets:
            parts = target.split(".")
            if parts[0] != "kmeans_viz" or target == "kmeans_viz.__version__":
                continue
            # The longest part of the path that is a module; the rest is a name inside it.
            modules = [".".join(parts[1:end]) for end in range(len(parts), 1, -1) if ".".join(parts[1:end]) in NAMES]
            assert modules, f"{file} imports {target} from the package itself"
            found.add(modules[0])
    return found


def room_of(name: str) -> int:
    outer = name.partition(".")[0]
    return next(i for i, room in enumerate(ROOMS) if outer in room)


def test_every_module_stands_in_a_room_and_every_room_has_modules() -> None:
    assert {name.partition(".")[0] for name in NAMES} == {name for room in ROOMS for name in room}


def test_the_root_has_nine_modules_at_most() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 9


@pytest.mark.parametrize("folder", sorted({file.parent for file in MODULES} - {PACKAGE}), ids=lambda path: path.name)
def test_a_folder_opens_with_words_about_it(folder: Path) -> None:
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_room_imports_only_from_the_rooms_above_it(file: Path) -> None:
    name = name_of(file)
    if name in ("__init__", "__main__"):
        assert imports_of(file) <= {"cli"}
        return
    for target in imports_of(file):
        assert room_of(target) <= room_of(name), f"{name} imports {target}, whose room is below its own"


def test_nothing_imports_in_a_circle() -> None:
    graph = {name_of(file): imports_of(file) - {name_of(file)} for file in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)


@pytest.mark.parametrize(
    "code",
    [
        "import kmeans_viz",
        "import kmeans_viz as kv; kv.record(kv.data.gaussian(50, 3, seed=1), 3, seed=1)",
        "from kmeans_viz.web.join import board_script; board_script()",
    ],
    ids=["the import", "a run on a generated board", "the script of the board"],
)
def test_nothing_heavy_is_loaded_by(code: str) -> None:
    show = f"{code}; import sys; print(*sorted({HEAVY} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-W", "error", "-c", show], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == ""


def stub_names() -> dict[str, str]:
    """Return each name that ``__init__.pyi`` promises, and the module it comes from."""
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    return {
        alias.asname or alias.name: node.module or ""
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_every_promised_name_is_there() -> None:
    promised = stub_names()
    assert {"lloyd", "record", "save", "Recipe", "data"} <= set(promised) == set(kv.__all__)
    for name, module in promised.items():
        home = importlib.import_module(f"kmeans_viz.{module or name}")
        assert getattr(kv, name) is (getattr(home, name) if module else home), name
    assert isinstance(kv.__version__, str)


def test_every_table_is_promised_by_the_data_package() -> None:
    assert all(hasattr(kv.data, name) for name in kv.data.__all__)
    assert {"read_points", "read_sample", "GENERATORS", "SAMPLES"} <= set(kv.data.__all__)
    generators = {name for name in kv.data.__all__ if name in kv.data.GENERATORS}
    assert {"uniform", "gaussian", "peaked", "moons", "rings", "anisotropic", "unequal", "grid"} <= generators
    assert all(getattr(kv.data, name) is kv.data.GENERATORS[name].function for name in generators)


def test_no_module_shares_its_name_with_a_function_beside_it() -> None:
    for package, names in (
        (kv, stub_names()),
        (kv.data, kv.data.__all__),
        (importlib.import_module("kmeans_viz.export"), ["save"]),
    ):
        functions = {name for name in names if inspect.isfunction(getattr(package, name))}
        folder = Path(inspect.getfile(package)).parent
        assert functions
        assert not functions & {file.stem for file in folder.iterdir() if file.suffix == ".py" or file.is_dir()}


def test_the_citation_and_the_changes_name_this_version() -> None:
    assert f"\nversion: {kv.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {kv.__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_pip_and_conda_install_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "environment.yml").read_text(encoding="utf-8").partition("dependencies:")[2].partition("- pip:")
    conda = set(re.findall(r"^\s+- (\S+)", text[0], flags=re.MULTILINE)) - {"pip"}
    wanted = {
        *project["dependencies"],
        *project["optional-dependencies"]["fast"],
        *project["optional-dependencies"]["video"],
        *project["optional-dependencies"]["cells"],
        # pip installs parts of Dask by their names in brackets; conda has one package.
        *(re.sub(r"\[.*\]", "", extra) for extra in project["optional-dependencies"]["dask"]),
        f"python{project['requires-python']}",
    }
    assert conda == wanted
    assert re.findall(r"- (.+)", text[2]) == ["-e .[app,lab]"]  # the package itself, and what conda does not have
