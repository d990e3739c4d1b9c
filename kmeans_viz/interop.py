"""What other packages call things: their tables of points, and their words for a seed.

`as_frame` makes pandas data frames of the tables of polars, pyarrow and xarray. `seeded` lets a function take `rng`, as
Scientific Python's SPEC 7 names a seed, and scikit-learn's `random_state`. None of these packages is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def as_frame(X: Any) -> Any:
    """Return a table of polars, pyarrow or xarray as a pandas data frame, and anything else as it is.

    Of an xarray.Dataset, the variables become columns, with a row for each place of its grid; a DataArray becomes a
    data frame if it names its columns, which are the labels of its second axis.
    """
    kind = type(X)
    # The type is asked, and not X: a data frame's columns are attributes too, and may have these names.
    if hasattr(kind, "data_vars"):
        return X.to_dataframe()[list(X.data_vars)]
    if hasattr(kind, "column_names"):  # pyarrow.Table and RecordBatch
        return X.to_pandas()
    if hasattr(kind, "get_columns"):  # polars; its own to_pandas needs pyarrow
        import pandas as pd

        return pd.DataFrame({column.name: column.to_numpy() for column in X.get_columns()})
    if hasattr(kind, "coords") and hasattr(kind, "dims") and X.ndim == 2 and X.dims[1] in X.coords:
        import pandas as pd

        return pd.DataFrame(X.to_numpy(), columns=X.coords[X.dims[1]].to_numpy())
    return X


def is_frame(X: Any) -> bool:
    """Tell whether `X` is a data frame of pandas, or of a package that follows it, such as Dask."""
    return not hasattr(type(X), "collect") and hasattr(X, "columns") and hasattr(X, "dtypes")


def seeded(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Let `function` take `rng` or `random_state` in place of its `seed`; None is the same as leaving it out.

    A function that has `rng` among its parameters, for type checkers and editors, finds it in `seed`.
    """

    @wraps(function)
    def with_seed(*args: _Arguments.args, **options: _Arguments.kwargs) -> _Result:
        given = [name for name in ("seed", "rng", "random_state") if options.get(name) is not None]
        if len(given) > 1:
            raise TypeError(f"{function.__name__}() got both {given[0]} and {given[1]}, which mean the same; give one")
        for name in ("rng", "random_state"):
            value = options.pop(name, None)
            if value is not None:
                options["seed"] = value
        return function(*args, **options)

    return with_seed
