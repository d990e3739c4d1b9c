// Many starts: what they say about one run; that they end as in Python is in test_engine.py.

import assert from "node:assert/strict";
import test from "node:test";

import { generate } from "../../kmeans_viz/web/engine/generators.js";
import { histogram, Starts } from "../../kmeans_viz/web/engine/runs.js";
import { startCentroids } from "../../kmeans_viz/web/engine/starts.js";
import { minima, standing } from "../../kmeans_viz/web/explore/standing.js";
import { record } from "./whole.mjs";

const points = generate("peaked", 150, 5, 42);

test("each seed ends as a run of its own does, and the search can be left and taken up again", () => {
  const starts = new Starts(points, 5, "random", { onEmpty: "error" }, 12);
  const search = starts.search();
  for (let i = 0; i < 5; i++) search.next();
  assert.deepEqual([starts.inertias.length, starts.done], [5, false]);
  for (const tried of starts.search()) assert.equal(tried, starts.inertias.length);
  assert.equal(starts.done, true);
  starts.inertias.forEach((inertia, seed) => {
    assert.equal(inertia, record(points, startCentroids(points, 5, "random", seed)).at(-1).inertia);
  });
  assert.equal(starts.inertias[starts.luckySeed], Math.min(...starts.inertias));
  assert.equal(starts.inertias[starts.unluckySeed], Math.max(...starts.inertias));
});

test("a long run gives way before it ends", () => {
  const yielded = [...new Starts(points, 5, "random", {}, 2).search(200)];
  assert.ok(yielded.filter((tried) => tried === 0).length > 3);
  assert.equal(yielded.at(-1), 2);
});

test("fewer starts are tried on a large board", () => {
  assert.equal(new Starts(points, 5, "random").total, 300);
  assert.equal(new Starts({ ...points, n: 100_000 }, 6, "random").total, 100);
  assert.equal(new Starts({ ...points, n: 1_000_000 }, 20, "random").total, 30);
});

test("a run is placed among the endings of all starts", () => {
  const inertias = [3, 2, 2 * (1 + 1e-8), 5];
  assert.deepEqual(minima(inertias), [2, 3, 5]);
  assert.deepEqual(standing(inertias, 3), {
    best: 2,
    above: 0.5,
    isBest: false,
    shareOfBest: 0.5,
    better: 2,
    place: 2,
    endings: 3,
  });
  assert.deepEqual(standing(inertias, 1), {
    best: 1,
    above: 0,
    isBest: true,
    shareOfBest: 0,
    better: 0,
    place: 1,
    endings: 4,
  });
});

test("values that are all the same fall into one bin", () => {
  assert.deepEqual(histogram([2, 2, 2], 4), { counts: [3, 0, 0, 0], low: 2, high: 3 });
});
