"""The kernels of `numba_mixed`, compiled by numba: which points can have changed their cluster, and what that changes.

A score is half the squared length of a centroid less its inner product with the point: the smallest has the nearest
centroid. The bound on its error is that of Higham (2002), "Accuracy and Stability of Numerical Algorithms", section
3.1.
"""

from __future__ import annotations

import numpy as np

from kmeans_viz.fast.numba_kernels import _compile, compiled

BLOCK = 256  # points that are looked at together: their coordinates stay in the first-level cache
_LANES = 16  # points at once: a block that is gathered is filled up to a multiple of that
_SINGLE, _DOUBLE = 2.0**-23, 2.0**-52
# Sums may be taken in any order here: what they lead to is either checked against a bound that holds for every order,
# or not compared. Only loops without comparisons that matter: what such a function calls is compiled in its way.
_compile_roughly = compiled(error_model="numpy", fastmath={"contract", "reassoc", "nsz"})


@_compile
def extent(points, begin, end):  # type: ignore[no-untyped-def]
    """Return the smallest and the largest value of each coordinate."""
    low, high = points[begin].copy(), points[begin].copy()
    for i in range(begin, end):
        point = points[i]
        for axis in range(len(point)):
            low[axis] = min(low[axis], point[axis])
            high[axis] = max(high[axis], point[axis])
    return low, high


@_compile
def single(points, middle, scale, singles, begin, end):  # type: ignore[no-untyped-def]
    """Fill the columns of the points in single precision; the last one is their squared length."""
    d = points.shape[1]
    squares = np.empty(BLOCK)
    for start in range(begin, end, BLOCK):
        width = min(BLOCK, end - start)
        squares[:] = 0.0
        # Axis by axis: the block of points stays in the cache, and the single ones are written in their order.
        block, written = points[start : start + width], singles[:, start : start + width]
        for axis in range(d):
            column = written[axis]
            for i in range(width):
                value = (block[i, axis] - middle[axis]) * scale
                column[i] = value
                squares[i] += value * value
        last = written[d]
        for i in range(width):
            last[i] = squares[i]


@_compile
def assign(  # type: ignore[no-untyped-def]
    points, middle, centroids, scale, singles, rough, halves, longest, gaps, losses, least, old, labels,
    size, begin, end, counts, sums, inertias, numbers,
):  # fmt: skip
    """Fill the labels and gaps. For each piece, add up what the points that changed their cluster change.

    Of `numbers`, these are: the sum of the squared distances to the centroids that were left; how many points there
    are; and how many points were looked at.
    """
    d = points.shape[1]
    gathered = np.empty((d + 1, BLOCK), dtype=np.float32)
    best, second = np.empty(BLOCK, dtype=np.float32), np.empty(BLOCK, dtype=np.float32)
    scores, gap = np.empty((4, BLOCK), dtype=np.float32), np.empty(BLOCK, dtype=np.float32)
    winner, queue = np.empty(BLOCK, dtype=np.int32), np.empty(size + 1, dtype=np.int32)
    for start in range(begin, end, size):
        stop, piece = min(start + size, end), start // size
        n_open = stop - start
        if len(old) > 0:
            n_open = _open(gaps, losses, least, old, labels, start, stop, queue)
        is_dense = 2 * n_open > stop - start  # it takes less time to look at all of them than to pick these
        if is_dense:
            n_open = stop - start
        numbers[piece, 2] += n_open
        for first in range(0, n_open, BLOCK):
            width = min(BLOCK, n_open - first)
            block, at, room = singles, start + first, width
            if not is_dense:
                block, at, room = gathered, 0, min(BLOCK, -(-width // _LANES) * _LANES)
                _gather(singles, queue, first, width, gathered)
            _two_nearest(block, rough, halves, at, room, best, second, winner, scores)
            _gaps(best, second, block[d], at, width, d, longest, gap)
            for t in range(width):
                i = start + first + t if is_dense else queue[first + t]
                if not gap[t] > 0:
                    winner[t], gap[t] = _nearest(points[i], centroids, scale)
                own = winner[t]
                gaps[i] = gap[t]
                labels[i] = own
                if len(old) > 0 and old[i] != own:
                    numbers[piece, 0] += _move(
                        points[i], middle, centroids, old[i], own, counts[piece], sums[piece], inertias[piece]
                    )
                    numbers[piece, 1] += 1


@_compile
def _open(gaps, losses, least, old, labels, start, stop, queue):  # type: ignore[no-untyped-def]
    """Take the losses off the gaps, copy the labels, and queue the points whose label may be another one now."""
    n_open = 0
    gap, before, own = gaps[start:stop], old[start:stop], labels[start:stop]
    kept = np.float32(1 - 2 * _SINGLE)  # more is taken off than what single precision rounds
    for i in range(stop - start):
        gap[i] = gap[i] * kept - losses[np.uint32(before[i])]
        own[i] = before[i]
    for i in range(stop - start):
        queue[n_open] = start + i
        n_open += 0 if gap[i] > least else 1
    return n_open


@_compile_roughly
def _gather(singles, queue, first, width, gathered):  # type: ignore[no-untyped-def]
    for axis in range(len(singles)):
        column, row = singles[axis], gathered[axis]
        for t in range(width):
            row[t] = column[np.uint32(queue[first + t])]


@_compile_roughly
def _gaps(best, second, squares, at, width, d, longest, gap):  # type: ignore[no-untyped-def]
    """Fill by how much the second nearest centroid is farther than the nearest, at least; not above 0 where in doubt.

    The difference of two squared distances, less what it may be wrong by, is divided by the sum of the distances.
    """
    single = np.float32(1.0001 * (d + 8) * _SINGLE * longest)
    double = np.float32(1.0001 * 16 * d * _DOUBLE)  # what is lost by centring, and cannot be told apart anyway
    size, two, less = np.float32(longest), np.float32(2), np.float32(2 - 1e-4)
    for t in range(width):
        square = squares[at + t]
        reach = np.sqrt(square) + size
        margin = (single + double * reach) * reach
        near = np.sqrt(two * (best[t] + margin) + square)
        far = np.sqrt(two * (second[t] + margin) + square)
        gap[t] = less * (second[t] - best[t] - margin) / (near + far)


@_compile
def _nearest(point, centroids, scale):  # type: ignore[no-untyped-def]
    """Return the nearest centroid, with the operations in the order of `kernels.sweep`, and the gap to the second."""
    nearest, smallest, second = 0, np.inf, np.inf
    for j in range(len(centroids)):
        squared = 0.0
        for axis in range(len(point)):
            difference = point[axis] - centroids[j, axis]
            squared += difference * difference
        if squared < smallest:
            nearest, smallest, second = j, squared, smallest
        elif squared < second:
            second = squared
    rounding = (len(point) + 4) * _DOUBLE
    gap = np.sqrt(second) * (1 - rounding) - np.sqrt(smallest) * (1 + rounding)
    return nearest, np.float32(gap * scale * (1 - 2 * _SINGLE))


@_compile
def _move(point, middle, centroids, old, new, counts, sums, inertias):  # type: ignore[no-untyped-def]
    """Take a point from one cluster to another, and return its squared distance to the centroid that it left."""
    counts[old] -= 1
    counts[new] += 1
    loser, winner = sums[old], sums[new]
    for axis in range(len(point)):
        value = point[axis] - middle[axis]
        loser[axis] -= value
        winner[axis] += value
    left = _squared(point, centroids[old])
    inertias[old] -= left
    inertias[new] += _squared(point, centroids[new])
    return left


@_compile
def measure(  # type: ignore[no-untyped-def]
    points, middle, centroids, old, labels, size, begin, end, counts, sums, inertias, numbers
):
    """For each piece, add up all points. Block by block: fewer digits are lost than where one is added after the other.

    Of `numbers`, these are: by how much more the inertia was with the old labels, and how many of these differ.
    """
    gathered, within = np.empty(centroids.shape), np.empty(len(centroids))
    for start in range(begin, end, BLOCK):
        stop, piece = min(start + BLOCK, end), start // size
        count, number = counts[piece], numbers[piece]
        gathered[:] = 0.0
        within[:] = 0.0
        for i in range(start, stop):
            point, own = points[i], np.uint32(labels[i])
            row = gathered[own]
            for axis in range(len(point)):
                row[axis] += point[axis] - middle[axis]
            count[own] += 1
            within[own] += _squared(point, centroids[own])
        for j in range(len(gathered)):  # and not array to array, which takes two seconds to compile
            for axis in range(gathered.shape[1]):
                sums[piece, j, axis] += gathered[j, axis]
            inertias[piece, j] += within[j]
        extra, changed = 0.0, 0
        if len(old) > 0:
            for i in range(start, stop):
                if old[i] != labels[i]:
                    changed += 1
                    extra += _squared(points[i], centroids[old[i]]) - _squared(points[i], centroids[labels[i]])
        number[0] += extra
        number[1] += changed


@_compile_roughly
def _squared(point, centroid):  # type: ignore[no-untyped-def]
    total = 0.0
    for axis in range(len(point)):
        total += (point[axis] - centroid[axis]) * (point[axis] - centroid[axis])
    return total


@_compile_roughly
def _two_nearest(singles, rough, halves, start, width, best, second, winner, scores):  # type: ignore[no-untyped-def]
    """Fill the two smallest scores of each point and the centroid that has the smallest.

    Four centroids and four coordinates at a time: what is fetched once serves sixteen multiplications. Nothing is
    stored before all four are done, since the compiler cannot know that what is stored is not what is fetched.
    """
    d, k = singles.shape[0], len(rough)
    s0, s1, s2, s3 = scores[0], scores[1], scores[2], scores[3]
    for i in range(width):
        best[i] = np.float32(np.inf)
        second[i] = np.float32(np.inf)
        winner[i] = 0
    for j in range(0, k, 4):
        p, q, r, s = rough[j], rough[j + 1], rough[j + 2], rough[j + 3]
        for axis in range(0, rough.shape[1], 4):
            w = singles[axis, start : start + width]
            x = singles[min(axis + 1, d - 1), start : start + width]
            y = singles[min(axis + 2, d - 1), start : start + width]
            z = singles[min(axis + 3, d - 1), start : start + width]
            p0, p1, p2, p3 = p[axis], p[axis + 1], p[axis + 2], p[axis + 3]
            q0, q1, q2, q3 = q[axis], q[axis + 1], q[axis + 2], q[axis + 3]
            r0, r1, r2, r3 = r[axis], r[axis + 1], r[axis + 2], r[axis + 3]
            t0, t1, t2, t3 = s[axis], s[axis + 1], s[axis + 2], s[axis + 3]
            if axis == 0:
                h0, h1, h2, h3 = halves[j], halves[j + 1], halves[j + 2], halves[j + 3]
                for i in range(width):
                    wi, xi, yi, zi = w[i], x[i], y[i], z[i]
                    a = h0 - wi * p0 - xi * p1 - yi * p2 - zi * p3
                    b = h1 - wi * q0 - xi * q1 - yi * q2 - zi * q3
                    c = h2 - wi * r0 - xi * r1 - yi * r2 - zi * r3
                    e = h3 - wi * t0 - xi * t1 - yi * t2 - zi * t3
                    s0[i], s1[i], s2[i], s3[i] = a, b, c, e
            else:
                for i in range(width):
                    wi, xi, yi, zi = w[i], x[i], y[i], z[i]
                    a = s0[i] - wi * p0 - xi * p1 - yi * p2 - zi * p3
                    b = s1[i] - wi * q0 - xi * q1 - yi * q2 - zi * q3
                    c = s2[i] - wi * r0 - xi * r1 - yi * r2 - zi * r3
                    e = s3[i] - wi * t0 - xi * t1 - yi * t2 - zi * t3
                    s0[i], s1[i], s2[i], s3[i] = a, b, c, e
        j0, j1, j2, j3 = np.int32(j), np.int32(j + 1), np.int32(j + 2), np.int32(j + 3)
        for i in range(width):
            a, b, c, e = s0[i], s1[i], s2[i], s3[i]
            smallest, next_one, index = best[i], second[i], winner[i]
            next_one = min(next_one, max(a, smallest))
            index, smallest = j0 if a < smallest else index, min(a, smallest)
            next_one = min(next_one, max(b, smallest))
            index, smallest = j1 if b < smallest else index, min(b, smallest)
            next_one = min(next_one, max(c, smallest))
            index, smallest = j2 if c < smallest else index, min(c, smallest)
            second[i] = min(next_one, max(e, smallest))
            winner[i], best[i] = j3 if e < smallest else index, min(e, smallest)
