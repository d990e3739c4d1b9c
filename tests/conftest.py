"""What several test files share."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest

from kmeans_viz import kernels


@pytest.fixture(params=["numpy", "numba"], scope="module")
def kernel(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the tests of a module once with each implementation of the inner loop."""
    assert kernels.warm_up(), "the tests need numba: pip install -e '.[fast]'"
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numpy":
            patch.setattr(kernels, "compiled", lambda: None)
        yield request.param


@pytest.fixture
def tool() -> Callable[[str], str]:
    """Return a function that finds a program; without it the test is left out, or fails where nothing may be."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("KMEANS_VIZ_REQUIRE_ALL"):
            pytest.fail(f"{name} is not installed, and no test may be left out here")
        if path is None:
            pytest.skip(f"{name} is not installed; on Debian: apt-get install {name}")
        return path

    return find
