// What holds for cells on their own; that they are Python's is in test_engine.py.

import assert from "node:assert/strict";
import test from "node:test";

import { voronoiCells } from "../../kmeans_viz/web/engine/cells.js";
import { defaultRng } from "../../kmeans_viz/web/engine/random.js";

/** @param {Float64Array} cell */
function area(cell) {
  let twice = 0;
  for (let i = 0; i < cell.length; i += 2) {
    const next = (i + 2) % cell.length;
    twice += cell[i] * cell[next + 1] - cell[next] * cell[i + 1];
  }
  return twice / 2;
}

test("one centroid has the whole board", () => {
  assert.deepEqual(
    voronoiCells(Float64Array.of(5, 5), [0, 1, 0, 2]).map((cell) => [...cell]),
    [[0, 0, 1, 0, 1, 2, 0, 2]],
  );
});

test("cells tile the board, counterclockwise, whatever lies on one place or on one line", () => {
  const rng = defaultRng(1);
  for (const k of [2, 3, 8, 30]) {
    for (const shape of [
      (v) => v,
      (v) => Math.round(2 * v) / 2,
      (v, i) => (i % 2 ? 0.25 : v),
      (v, i) => (i < 4 ? 40 * v : v),
    ]) {
      const sites = new Float64Array(2 * k).map((_, i) => shape(rng.uniform(-1, 1), i));
      const cells = voronoiCells(sites, [-1, 1, -1, 1]);
      const areas = cells.map(area);
      assert.ok(areas.every((size) => size >= 0));
      assert.ok(Math.abs(areas.reduce((a, b) => a + b) - 4) < 1e-9);
    }
  }
});

test("of centroids on one place the first has the cell", () => {
  const cells = voronoiCells(Float64Array.of(0, 0, 0, 0, 1, 0), [-1, 1, -1, 1]);
  assert.deepEqual(
    cells.map((cell) => cell.length > 0),
    [true, false, true],
  );
});
