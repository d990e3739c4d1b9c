"""The types that a user's type checker sees in the package, as it is installed from its wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

import kmeans_viz as kv

ROOT = Path(__file__).parents[1]

# If a type is Any, assert_type fails. If mypy misses a mistake, it reports that its "type: ignore" is unused.
CODE = """
from collections.abc import Iterator
from pathlib import Path
from typing import assert_type

import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

import kmeans_viz as kv

X = kv.data.gaussian(200, k=3, seed=7)
assert_type(X, NDArray[np.float64])
assert_type(kv.lloyd(X, 3), Iterator[kv.State])
trace = kv.record(X, k=3, seed=7)
assert_type(trace, kv.Trace)
assert_type(trace.final.centroids, NDArray[np.float64])
assert_type(trace.final.labels, NDArray[np.int32] | None)
assert_type(kv.best_of(X, 3).inertias, NDArray[np.float64])
assert_type(kv.Recipe(k=4, style="dark").run(), kv.Trace)
assert_type(kv.compare_k(X), kv.Comparison)
assert_type(kv.compare_k(X).k, int)
assert_type(kv.save(trace, "run.gif", size=(640, 480), style="dark", tween=0), Path)
assert_type(kv.plot(trace, step=1, voronoi=False), Axes)
assert_type(kv.storyboard(trace, style="print"), Figure)
assert_type(kv.frames(trace, size=200), Iterator[kv.PictureFrame])
assert_type(next(kv.frames(trace)).rgb, NDArray[np.uint8])
assert_type(kv.timeline(trace), Iterator[kv.Frame])
assert_type(kv.seeding.steps(X, 3, "k-means++", 7), Iterator[kv.seeding.SeedingStep])
assert_type(kv.Player(trace, step_ms=300), kv.Player)
assert_type(kv.Player(trace).trace, kv.Trace)
moving: FuncAnimation = kv.animate(trace, loop=False)

kv.save(trace, "run.gif", stile="dark")  # type: ignore[call-overload]
kv.plot(trace, style="drak")  # type: ignore[arg-type]
kv.storyboard(trace, caption="none")  # type: ignore[arg-type]
kv.Player(trace, tween="6")  # type: ignore[arg-type]
kv.animate(trace, size=(640, 480, 3))  # type: ignore[arg-type]
kv.recrod(X, 3)  # type: ignore[attr-defined]
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, leave_out: Callable[[str], NoReturn]) -> str:
    """Return what mypy says about the file of a user who has installed the wheel, without the checkout."""
    for name, extra in (("hatchling", "test"), ("mypy", "lint")):
        if importlib.util.find_spec(name) is None:
            leave_out(f"{name} is not installed; use: pip install -e '.[{extra}]'")
    place = tmp_path_factory.mktemp("typed")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "installed")
    revealed = "".join(f"reveal_type(kv.{name})\n" for name in sorted(kv.__all__))
    (place / "user.py").write_text(CODE + revealed, encoding="utf-8")
    # For packages on Python's own path, mypy uses types only if there is a py.typed; on MYPYPATH it always does.
    known = {name: value for name, value in os.environ.items() if name != "MYPYPATH"}
    known["PYTHONPATH"] = str(place / "installed")
    check = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir=cache", "user.py"]
    return subprocess.run(check, cwd=place, env=known, check=False, capture_output=True, text=True).stdout


def test_a_users_file_has_the_types_that_are_promised_and_its_mistakes_are_found(told: str) -> None:
    assert [line for line in told.splitlines() if "Revealed type" not in line] == [
        "Success: no issues found in 1 source file"
    ]


def test_every_public_name_has_a_type_and_no_function_returns_just_anything(told: str) -> None:
    types = re.findall(r'Revealed type is "(.*)"$', told, flags=re.MULTILINE)

    assert len(types) == len(kv.__all__)
    assert not [
        name for name, found in zip(sorted(kv.__all__), types, strict=True) if re.search(r"^Any$|-> Any$", found)
    ]
