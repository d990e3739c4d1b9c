"""What several test files share."""

from collections.abc import Iterator

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
