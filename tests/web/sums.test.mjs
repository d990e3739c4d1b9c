// Sums and searches at their edges; that sums are rounded as NumPy rounds them is in test_engine.py.

import assert from "node:assert/strict";
import test from "node:test";

import { pairwiseSum, searchRight } from "../../kmeans_viz/web/engine/sums.js";

test("a number that is one of the sums belongs after it, so that no point of weight 0 is found", () => {
  const sums = Float64Array.of(0, 0, 1, 1, 4);
  assert.deepEqual(
    [0, 0.5, 1, 3.9, 4, 9].map((value) => searchRight(sums, value)),
    [2, 2, 4, 4, 5, 5],
  );
});

test("a part of the values can be summed", () => {
  assert.equal(pairwiseSum([1, 2, 4, 8], 1, 3), 6);
  assert.equal(pairwiseSum([]), 0);
});
