"""Checks of arrays: points and centroids, which come back as read-only ``float64`` arrays, and what locks an array."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs.values import InputError, counted, shown
from kmeans_viz.interop import as_frame

Points: TypeAlias = NDArray[np.float64]
"""``(n, d)``: one row per point."""
Centroids: TypeAlias = NDArray[np.float64]
"""``(k, d)``: one row per centroid."""
Labels: TypeAlias = NDArray[np.int32]
"""``(n,)``: the index of each point's cluster, 0 to k - 1."""

# Squares of differences, summed over many points, must stay far below the largest float64 (1.8e308).
LARGEST = 1e140
_SMALL = 8192  # numbers; up to here BLAS computes in the calling thread and starts none of its own


def as_points(X: Any, *, name: str = "X") -> Points:
    """Return `X` as a read-only ``(n, d)`` array of ``float64``.

    Parameters
    ----------
    X : array_like
        Numbers, one row per point: lists, arrays of any number type and memory order; tables of pandas, polars,
        pyarrow and xarray.
    name : str
        What messages call the value.

    Returns
    -------
    Points
        A C-ordered copy, or `X` itself if it already is such a read-only array.

    Raises
    ------
    InputError
        If `X` is not two-dimensional, is empty, or holds anything but finite numbers below 1e140.
    """
    array = _as_numbers(X, name, "(n, d)")
    if array.ndim == 0:
        raise InputError(
            f"{name} is the single number {float(array):g}; use an array of shape (n, d), one row per point, "
            "for example [[0, 0], [1, 2]]"
        )
    if array.size == 0:
        raise InputError(f"{name} has shape {array.shape}, so there is nothing to cluster; give at least one point")
    if array.ndim == 1:
        column = f"{name}.reshape(-1, 1)" if isinstance(X, np.ndarray) else f"np.reshape({name}, (-1, 1))"
        raise InputError(
            f"{name} has shape {array.shape}, and points need two axes, one row per point; "
            f"use {column} for points on a line"
        )
    if array.ndim != 2:
        raise InputError(
            f"{name} has shape {array.shape}, and points need two axes, one row per point; use an array of shape (n, d)"
        )
    is_array = isinstance(X, np.ndarray) and X.dtype.kind == "f"
    example = f", for example with {name}[np.isfinite({name}).all(axis=1)]" if is_array else ""
    return _locked(array, X, name, f"drop those points{example}")


def as_centroids(centroids: Any, d: int | None, *, k: int | None = None, name: str = "centroids") -> Centroids:
    """Return `centroids` as a read-only ``(k, d)`` array of ``float64``.

    Parameters
    ----------
    centroids : array_like
        Numbers, one row per centroid; or a fitted estimator of scikit-learn, which has them as `cluster_centers_`.
    d : int or None
        How many coordinates a centroid must have; None allows any number.
    k : int, optional
        How many centroids there must be; by default, any number.
    name : str
        What messages call the value.

    Raises
    ------
    InputError
        If the shape is not ``(k, d)``, or anything in it is not a finite number below 1e140.
    """
    wanted = f"({'k' if k is None else k}, {'d' if d is None else d})"
    if hasattr(type(centroids), "fit"):
        if not hasattr(centroids, "cluster_centers_"):
            raise InputError(
                f"{name} is a {type(centroids).__name__} without cluster_centers_; fit it first, or name a method"
            )
        centroids = centroids.cluster_centers_
    array = _as_numbers(centroids, name, wanted)
    if array.ndim == 0:
        raise InputError(
            f"{name} is the single number {float(array):g}; pass the centroids themselves, an array of shape {wanted}"
        )
    fits = array.ndim == 2 and array.size > 0 and d in (None, array.shape[1]) and k in (None, array.shape[0])
    if not fits:
        raise InputError(
            f"{name} has shape {array.shape}; expected {wanted}: one row per centroid, as wide as the points"
        )
    return _locked(array, centroids, name, "use finite numbers")


def is_dask(X: Any) -> bool:
    """Tell whether `X` is one of Dask's collections, without importing Dask."""
    return type(X).__module__.partition(".")[0] == "dask"


def lock(array: NDArray[Any]) -> NDArray[Any]:
    """Make `array` read-only and return it."""
    array.setflags(write=False)
    return array


class Locked:
    """Holds read-only arrays, which are read-only in its copies too: pickle and deepcopy leave them writeable."""

    def __setstate__(self, values: dict[str, Any]) -> None:
        vars(self).update(values)
        _lock_all(values.values())


def _lock_all(values: Iterable[Any]) -> None:
    """Lock the arrays among the values, and in lists, tuples and dicts among them."""
    for value in values:
        if isinstance(value, np.ndarray):
            lock(value)
        elif isinstance(value, (list, tuple, dict)):
            _lock_all(value.values() if isinstance(value, dict) else value)


def _as_numbers(X: Any, name: str, wanted: str) -> NDArray[Any]:
    """Return `X` as an array of real numbers, or raise an error that shows the value that is not one."""
    if type(X) is np.ndarray and X.dtype.kind in "fiub":
        return X
    # The type is asked, and not X: a data frame's columns are attributes too, and may have these names.
    if hasattr(type(X), "run") and hasattr(type(X), "points"):
        raise InputError(f"{name} is a {type(X).__name__}, which has points and makes runs itself; use its run()")
    if X is None or isinstance(X, (str, bytes, dict, set)):
        raise InputError(f"{name} is {shown(X)}, not an array of numbers; use an array of shape {wanted}")
    if hasattr(type(X), "collect"):  # polars.LazyFrame
        raise InputError(f"{name} is a {type(X).__name__}, which holds no points yet; use {name}.collect()")
    if is_dask(X):
        raise InputError(
            f"{name} is a Dask {type(X).__name__}, which only kv.lloyd, kv.record and kv.compare_k take; use "
            f"as many points of it as memory holds, for example {name}[:10000].compute()"
        )
    if np.ma.isMaskedArray(X) and np.ma.is_masked(X):
        raise InputError(
            f"{name} has {counted(int(np.ma.getmaskarray(X).sum()), 'masked value')}; "
            f"drop those points, for example with np.ma.compress_rows({name})"
        )
    X = as_frame(X)
    try:
        array = np.asarray(X)
    except (ValueError, TypeError):
        raise InputError(
            f"{name} is ragged: its rows differ in length; give every row the same number of coordinates"
        ) from None
    if array.dtype.kind in "fiub":
        return array
    if array.dtype.kind == "c":
        raise InputError(
            f"{name} holds complex numbers; use two real columns, for example np.c_[{name}.real, {name}.imag]"
        )
    if array.dtype.kind in "mM":
        raise InputError(
            f"{name} holds dates or times, which are not numbers; turn them into days, for example with "
            f"({name} - {name}.min()) / np.timedelta64(1, 'D')"
        )
    if array.dtype.kind == "O" and array.ndim == 0:
        raise InputError(f"{name} is {shown(X)}, not an array of numbers; use an array of shape {wanted}")
    try:
        numbers = array.astype(np.float64)
    except OverflowError:
        raise InputError(f"{name} holds a whole number too large for a float; use numbers below {LARGEST:g}") from None
    except (TypeError, ValueError):
        bad = next((value for value in array.flat if not _is_number(value)), array.flat[0] if array.size else X)
        if type(bad).__name__ == "NAType":  # pandas.NA
            raise InputError(f"{name} has empty fields; drop those points, for example with {name}.dropna()") from None
        raise InputError(
            f"{name} holds {shown(bad)}, which is not a number; keep the columns of numbers only"
        ) from None
    if array.dtype.kind == "O":
        return numbers
    raise InputError(
        f"{name} holds text such as {shown(array.flat[0])}; turn it into numbers first, "
        f"for example with np.asarray({name}, dtype=float)"
    )


def _locked(array: NDArray[Any], source: Any, name: str, fix: str) -> NDArray[np.float64]:
    """Return a locked float64 copy of `array`; raise an error that ends in `fix` where a number is not finite."""
    if array is source and array.dtype == np.float64 and array.flags.c_contiguous and _is_locked(array):
        copy = array
    else:
        copy = np.array(array, dtype=np.float64, order="C", subok=False)
    # A small board is checked by its sum of squares, in which any number that is too large or not finite would show.
    # For a large board, that sum would start BLAS's threads, which keep the cores busy for a while afterwards.
    if copy.size <= _SMALL and np.vdot(copy, copy) <= LARGEST**2:
        return lock(copy)
    top, bottom = float(copy.max()), float(copy.min())
    if not (math.isfinite(top) and math.isfinite(bottom)):
        bad = np.argwhere(~np.isfinite(copy))
        row, column = bad[0]
        raise InputError(
            f"{name} holds {copy[row, column]} in row {row}, column {column} "
            f"({counted(len(bad), 'such value')} in all); {fix}"
        )
    if max(abs(top), abs(bottom)) > LARGEST:
        raise InputError(
            f"{name} holds {top if top > LARGEST else bottom:g}, and squared distances of numbers beyond {LARGEST:g} "
            "overflow; divide it by a large number first"
        )
    return lock(copy)


def _is_locked(array: NDArray[Any]) -> bool:
    """Tell whether `array` is read-only, and every array that it is a view of is too."""
    return not array.flags.writeable and (
        array.base is None or (isinstance(array.base, np.ndarray) and _is_locked(array.base))
    )


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return False
    return True
