"""How the package hangs together: who may import whom, what `import kmeans_viz` loads, what it promises to have."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import kmeans_viz as kv

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kmeans_viz"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {"matplotlib", "PIL", "pandas", "scipy", "numba", "gpxpy", "imageio_ffmpeg", "click", "dask", "pyarrow"}

# The rows of data/: who reads files, who reads one kind, who reads many, who picks the reader, what ships along.
DATA = [
    ["boards", "files", "columns", "dialect"],
    ["delimited", "gpx", "parquet"],
    ["folders", "scaling"],
    ["images", "tables"],
    ["samples"],
]

# Imports that point down all the same.
LATE = {
    # The file that students read shows the steps; what runs and checks these steps has to know them, not they it.
    ("algorithm", "engines"): "lloyd",
    ("algorithm", "dask_runs"): "lloyd",
    # A notebook that becomes a page has the animations that are exported as pages.
    ("player.widget", "export"): "as_page",
}
FOR_TYPES_ONLY = {
    ("algorithm", "engines"),  # what lloyd hands on to its half-steps
    ("trace", "recipe"),  # a trace remembers the recipe that it was made from, and does nothing with it
}


def rows_of_contributing() -> list[list[str]]:
    """Return the rows of the table in CONTRIBUTING.md, uppermost first."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| module | one job |")[2]
    lines = text.partition("\n\n")[0].splitlines()[2:]
    return [re.findall(r"`([\w/]+)`", line.split("|")[1]) for line in lines]


ROWS = [[name.rstrip("/") for name in row] for row in rows_of_contributing()]


def name_of(file: Path) -> str:
    """Return the name of a module inside the package: "trace", "data.boards", "data" for data/__init__.py."""
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(file) for file in MODULES} - {"__init__", "__main__"}


def imports_of(file: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each module of ours that a file imports, the function that imports it, and whether it is for types only."""

    def walk(node: ast.AST, function: str, kind: str) -> Iterator[tuple[str, str, str]]:
        if isinstance(node, ast.FunctionDef):
            function = function or node.name
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            kind = "types"
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports by dots"
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
        for target in targets:
            parts = target.split(".")
            if parts[0] != "kmeans_viz":
                continue
            # The longest part of the path that is a module; what follows is a name inside of it.
            found = [".".join(parts[1:end]) for end in range(len(parts), 1, -1) if ".".join(parts[1:end]) in NAMES]
            if found:
                yield found[0], function, kind
            else:
                assert target == "kmeans_viz.__version__", f"{file} imports {target} from the package itself"
        for child in ast.iter_child_nodes(node):
            yield from walk(child, function, kind)

    return walk(ast.parse(file.read_text(encoding="utf-8")), "", "code")


def is_above(target: str, name: str) -> bool:
    """Tell whether `target` stands in a row above `name`, or to its left."""
    (outer_target, _, inner_target), (outer, _, inner) = target.partition("."), name.partition(".")
    if outer_target != outer:
        return position(ROWS, outer_target) < position(ROWS, outer)
    if outer == "data":
        # The package itself, its __init__, stands below all that it gathers.
        return inner == "" or position(DATA, inner_target) < position(DATA, inner)
    return True  # inside export/: what counts is that nothing goes round in a circle


def position(rows: list[list[str]], name: str) -> tuple[int, int]:
    places = [(i, row.index(name)) for i, row in enumerate(rows) if name in row]
    assert places, f"{name} has no row; give it one in CONTRIBUTING.md, or in DATA above"
    return places[0]


def test_every_module_has_a_place_in_the_table_of_contributing() -> None:
    assert sorted(name for row in ROWS for name in row) == sorted({name.partition(".")[0] for name in NAMES})
    assert sorted(name for row in DATA for name in row) == sorted(
        name.partition(".")[2] for name in NAMES if name.startswith("data.")
    )


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_module_imports_only_what_stands_above_it(file: Path) -> None:
    name = name_of(file)
    if name in ("__init__", "__main__"):
        assert {target for target, _, _ in imports_of(file)} <= {"cli"}
        return
    for target, function, kind in imports_of(file):
        if not is_above(target, name):
            if kind == "types":
                assert (name, target) in FOR_TYPES_ONLY, f"{name} imports {target}, which stands below it"
            else:
                assert LATE.get((name, target)) == function, f"{name} imports {target}, which stands below it"


def test_the_exceptions_are_still_needed() -> None:
    found = {(name_of(file), target, kind) for file in MODULES for target, _, kind in imports_of(file)}
    assert {(*pair, "code") for pair in LATE} | {(*pair, "types") for pair in FOR_TYPES_ONLY} <= found


def test_nothing_imports_in_a_circle() -> None:
    graph = {
        name_of(file): {target for target, function, kind in imports_of(file) if not function and kind == "code"}
        for file in MODULES
    }
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)


@pytest.mark.parametrize(
    "code",
    ["import kmeans_viz", "import kmeans_viz as kv; kv.record(kv.data.gaussian(50, 3, seed=1), 3, seed=1)"],
    ids=["the import", "a run on a generated board"],
)
def test_nothing_heavy_is_loaded_by(code: str) -> None:
    show = f"{code}; import sys; print(*sorted({HEAVY} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-W", "error", "-c", show], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == ""


def stub_names() -> dict[str, str]:
    """Return what `__init__.pyi` promises: each name, and the module it comes from."""
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
    assert {*kv.data.GENERATORS, "read_points", "read_sample", "GENERATORS", "SAMPLES"} <= set(kv.data.__all__)


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


def test_pip_and_conda_install_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "environment.yml").read_text(encoding="utf-8").partition("dependencies:")[2].partition("- pip:")
    conda = set(re.findall(r"^\s+- (\S+)", text[0], flags=re.MULTILINE)) - {"pip"}
    wanted = {
        *project["dependencies"],
        *project["optional-dependencies"]["fast"],
        # What pip takes as parts of Dask, conda has in one.
        *(re.sub(r"\[.*\]", "", extra) for extra in project["optional-dependencies"]["dask"]),
        f"python{project['requires-python']}",
    }
    assert conda == wanted
    assert re.findall(r"- (.+)", text[2]) == ["-e .[app]"]  # the package itself, and what conda has not
