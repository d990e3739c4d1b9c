// How starts are shown star by star; that they are Python's is in test_engine.py.

import assert from "node:assert/strict";
import test from "node:test";

import { generate } from "../../kmeans_viz/web/engine/generators.js";
import { asPoints } from "../../kmeans_viz/web/engine/points.js";
import { seedingSteps, startCentroids, STARTS } from "../../kmeans_viz/web/engine/starts.js";
import { pairwiseSum } from "../../kmeans_viz/web/engine/sums.js";

const points = generate("gaussian", 90, 3, 4);

for (const init of Object.keys(STARTS)) {
  test(`the stars of ${init} are the centroids of its start, one a step`, () => {
    const steps = [...seedingSteps(points, 5, init, 2)];
    assert.equal(steps.length, 5);
    assert.deepEqual(
      steps.flatMap((step) => [...step.centroid]),
      [...startCentroids(points, 5, init, 2)],
    );
  });
}

test("chances add up to 1, and a point that was picked has none", () => {
  for (const init of ["random", "k-means++"]) {
    for (const { kind, chosen, scores } of seedingSteps(points, 7, init, 3)) {
      assert.equal(kind, "chance");
      assert.ok(Math.abs(pairwiseSum(scores) - 1) < 1e-12);
      assert.ok(chosen.every((i) => scores[i] === 0));
    }
  }
});

test("where all points coincide, k-means++ gives those that are left the same chance", () => {
  const steps = [
    ...seedingSteps(
      asPoints([
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
      4,
      "k-means++",
      0,
    ),
  ];
  assert.deepEqual(new Set(steps.map((step) => step.picked)), new Set([0, 1, 2, 3]));
  const [first] = steps[3].chosen;
  assert.equal(steps[3].scores[first], 0);
  assert.equal(steps[3].scores[steps[3].picked], 1);
});

test("farthest picks the point with the largest distance to the stars before", () => {
  for (const { kind, chosen, scores, picked } of [...seedingSteps(points, 6, "farthest", 1)].slice(1)) {
    assert.equal(kind, "distance");
    assert.equal(scores[picked], Math.max(...scores));
    const [x, y] = points.values.subarray(2 * picked);
    const gaps = chosen.map((i) => Math.hypot(x - points.values[2 * i], y - points.values[2 * i + 1]));
    assert.ok(Math.abs(scores[picked] - Math.min(...gaps)) < 1e-12);
  }
});

test("the groups of partition share the points, and each star is the mean of its group", () => {
  const steps = [...seedingSteps(points, 4, "partition", 1)];
  for (let i = 0; i < points.n; i++) assert.equal(steps.filter((step) => step.scores[i] === 1).length, 1);
  for (const { kind, picked, scores, centroid } of steps) {
    assert.deepEqual([kind, picked], ["group", -1]);
    const own = [...points.values].filter((_, i) => i % 2 === 0 && scores[i / 2] === 1);
    assert.ok(Math.abs(centroid[0] - own.reduce((a, b) => a + b) / own.length) < 1e-12);
  }
});

test("an unknown method and a k beyond the points are named", () => {
  assert.throws(() => startCentroids(points, 3, "kmeans", 0), {
    message: "init='kmeans' is unknown; use one of: random, partition, k-means++, farthest",
  });
  assert.throws(() => startCentroids(points, 91, "random", 0), { message: /k=91 clusters need at least that many/ });
});
