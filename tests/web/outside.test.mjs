// A board that is cut: hands work with what is drawn.

import assert from "node:assert/strict";
import test from "node:test";

import { Guess } from "../../kmeans_viz/web/board/guess.js";
import { Run } from "../../kmeans_viz/web/board/run.js";
import { Stage } from "../../kmeans_viz/web/drawing/stage.js";
import { viewOf } from "../../kmeans_viz/web/drawing/view.js";
import { erased, rounded } from "../../kmeans_viz/web/engine/brush.js";
import { asPoints } from "../../kmeans_viz/web/engine/points.js";

const near = Array.from({ length: 40 }, (_, i) => [(i % 8) / 8, Math.floor(i / 8) / 8]);
const points = asPoints([...near, [5000, 3000]]);

function stageOf(board, view = viewOf(board, [])) {
  return new Stage(view, { left: 0, top: 0, width: 400, height: 400 }, 1, { markerEach: false }, 2);
}

test("a star that goes outside is guessed right where it will be drawn", () => {
  const run = Run.from(points, {}, Float64Array.of(0, 0, 0.875, 0.5));
  run.advance(50);
  const { edges } = stageOf(points);
  const guess = new Guess(run, 2);
  const { centroids } = run.at(2);
  assert.ok(centroids[2] > edges[1] && centroids[3] > edges[3]);
  guess.move(0, centroids[0], centroids[1]);
  guess.move(1, edges[1], edges[3]);
  assert.equal(guess.judge(edges).score, 100);
  guess.move(1, edges[1] - 0.5, edges[3]);
  const { distances } = guess.judge(edges);
  assert.deepEqual(distances.map((distance) => Number(distance.toFixed(6))), [0, 0.5]);
});

test("a hand has as many digits as the points on the board need", () => {
  const { near: board, outside } = stageOf(points);
  assert.deepEqual([...outside], [40]);
  assert.deepEqual([...rounded(Float64Array.of(0.123456, 0.5), board)], [0.1235, 0.5]);
});

test("the eraser takes the points that are drawn below it, and the board stays where it is", () => {
  const stage = stageOf(points);
  const { edges, places, view } = stage;
  const drawn = [places[80], places[81]];
  assert.deepEqual(stage.toData(...drawn).map((value) => value.toFixed(4)), [edges[1], edges[3]].map((value) => value.toFixed(4)));
  const seen = points.values.map((value, i) => Math.min(value, edges[2 * (i % 2) + 1]));
  const left = erased(points, [edges[1], edges[3]], [0.01, 0.01], 2, seen);
  assert.equal(left.n, 40);
  const after = stageOf(left, view.of(left));
  assert.deepEqual([after.bounds, after.outside.size, after.edges[1]], [stage.bounds, 0, Infinity]);
});

test("far points are found without sorting wherever they may be", () => {
  for (const n of [10, 11, 150, 1000]) {
    for (const far of [-3.01, -2.99, 3.99, 4.01]) {
      const values = Float64Array.from({ length: n }, (_, i) => (i < n - 1 ? i % 2 : far));
      assert.equal(viewOf({ values, n, d: 1 }, []).isCut, far < -3 || far > 4, `${n} ${far}`);
    }
  }
});
