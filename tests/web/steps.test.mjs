// What holds for runs on their own; that they are Python's is in test_engine.py.

import assert from "node:assert/strict";
import test from "node:test";

import { LiveAssignment } from "../../kmeans_viz/web/engine/drag.js";
import { generate } from "../../kmeans_viz/web/engine/generators.js";
import { asPoints, standardized } from "../../kmeans_viz/web/engine/points.js";
import { startCentroids } from "../../kmeans_viz/web/engine/starts.js";
import { lloydInPieces } from "../../kmeans_viz/web/engine/steps.js";
import { Trace } from "../../kmeans_viz/web/engine/trace.js";
import { lloyd, record } from "./whole.mjs";

const points = generate("gaussian", 300, 4, 1);
const start = startCentroids(points, 6, "random", 2);

test("inertia never rises from one half-step to the next", () => {
  const inertias = [...lloyd(points, start)].slice(1).map((state) => state.inertia);
  assert.ok(inertias.length > 4);
  inertias.slice(1).forEach((inertia, i) => assert.ok(inertia <= inertias[i]));
});

test("a point between two centroids goes to the one with the lower index", () => {
  const board = asPoints([
    [0, 0],
    [2, 0],
    [1, 0],
    [1, 5],
  ]);
  for (const order of [
    [0, 0, 2, 0],
    [2, 0, 0, 0],
  ]) {
    const [, assigned] = lloyd(board, Float64Array.from(order));
    assert.deepEqual([assigned.labels[2], assigned.labels[3]], [0, 0]);
  }
  // The label before does not count.
  const [, , , again] = lloyd(asPoints([[0], [4], [2], [6]], 1), Float64Array.of(-2, 3.5));
  assert.equal(again.phase, "assign");
});

test("far from zero the run is the one near zero", () => {
  // Multiples of 2^-20, so that moving the points rounds nothing.
  const near = { ...points, values: points.values.map((value) => Math.round(value * 2 ** 20) / 2 ** 20) };
  const expected = [...lloyd(near, near.values.slice(0, 12))];
  for (const offset of [2 ** 20, -(2 ** 30)]) {
    const moved = { ...near, values: near.values.map((value) => value + offset) };
    const states = [...lloyd(moved, moved.values.slice(0, 12))];
    assert.equal(states.length, expected.length);
    states.forEach((state, i) => {
      assert.deepEqual(state.labels, expected[i].labels);
      state.centroids.forEach((value, axis) => {
        assert.ok(Math.abs(value - offset - expected[i].centroids[axis]) <= Math.abs(offset) * Number.EPSILON);
      });
    });
  }
});

test("at 1e12 a run of a few thousand points still goes down and ends", () => {
  const board = generate("uniform", 5000, 1, 1);
  const moved = { ...board, values: board.values.map((value) => value * 50 + 1e12) };
  const states = [...lloyd(moved, moved.values.slice(0, 12), { maxIter: 1000 })];
  assert.equal(states.at(-1).converged, true);
  const inertias = states.slice(1).map((state) => state.inertia);
  inertias.slice(1).forEach((inertia, i) => assert.ok(inertia <= inertias[i] * (1 + 1e-9)));
});

test("in pieces the states are the same, and there is time between them", () => {
  const whole = [...lloyd(points, start)];
  const pieces = [...lloydInPieces(points, start, {}, 500)];
  assert.deepEqual(
    pieces.filter((state) => state !== null),
    whole,
  );
  assert.equal(pieces.length - whole.length, (whole.length / 2) * 3);
});

test("a dropped cluster leaves its colour unused, and the others keep theirs", () => {
  const states = [
    ...lloyd(
      asPoints([
        [0, 0],
        [1, 0],
        [9, 0],
      ]),
      Float64Array.of(0, 0, 50, 50, 9, 0),
      { onEmpty: "drop" },
    ),
  ];
  assert.deepEqual([...states[1].clusters], [0, 1, 2]);
  assert.deepEqual([...states[2].clusters], [0, 2]);
  assert.deepEqual([...states[2].labels], [0, 0, 1]);
});

for (const onEmpty of ["keep", "farthest", "drop"]) {
  test(`labels that a trace let go are found again with "${onEmpty}"`, () => {
    const few = generate("uniform", 40, 1, 3);
    const far = Float64Array.from({ length: 20 }, (_, i) => (i < 6 ? 7 + i : few.values[i]));
    const whole = [...lloyd(few, far, { onEmpty })];
    assert.ok(whole.some((state) => state.empty.length > 0));
    const lean = new Trace(few, { onEmpty }, 100);
    for (const _ of lean.run(far));
    assert.equal(lean.length, whole.length);
    const steps = [...whole.keys()];
    for (const step of [...steps, ...steps.reverse(), 0, 5, 2, 9, 1]) {
      if (step < whole.length) assert.deepEqual(lean.at(step).labels, whole[step].labels);
    }
  });
}

test("a trace without room for all labels keeps none but the last few", () => {
  const whole = [...lloyd(points, start)];
  for (const [room, isKept] of [
    [1e6, true],
    [1000, false],
  ]) {
    const trace = new Trace(points, {}, room);
    for (const state of whole) trace.push(state);
    for (const step of [1, whole.length - 8]) assert.equal(trace.at(step).labels === whole[step].labels, isKept);
    assert.equal(trace.at(-1).labels, whole.at(-1).labels);
    assert.deepEqual(trace.at(1).labels, whole[1].labels);
  }
});

test("of points that are equally far, an empty cluster gets the first", () => {
  const board = asPoints([
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]);
  const [, , updated] = lloyd(board, Float64Array.of(0, 0, 9, 9), { onEmpty: "farthest" });
  assert.deepEqual([...updated.labels], [1, 0, 0, 0]);
  assert.equal(updated.changed, 1);
});

test("a point that is on its centroid but for rounding does not go to an empty cluster", () => {
  const board = asPoints(Array.from({ length: 49 }, (_, i) => (i < 24 ? [0.1, 0.7] : [0.3, 1 / 3])));
  const states = [...lloyd(board, Float64Array.of(0.1, 0.7, 0.3, 0.3, 5, 5), { onEmpty: "farthest" })];
  assert.equal(states.at(-1).converged, true);
  assert.ok(
    states
      .filter((state) => state.phase === "update")
      .slice(1)
      .every((state) => state.changed === 0),
  );
});

test("a trace counts from its end too, and names a step that it does not have", () => {
  const trace = record(points, start);
  assert.equal(trace.at(-1).converged, true);
  assert.equal(trace.at(0).phase, "seed");
  assert.throws(() => trace.at(trace.length), RangeError);
});

test("labels that follow a star are those of a new assignment", () => {
  for (const k of [1, 2, 9]) {
    const centroids = points.values.slice(20, 20 + 2 * k);
    if (k > 2) centroids.copyWithin(4, 2, 4); // two stars on one place
    const live = new LiveAssignment(points, centroids);
    for (let step = 0; step < 60; step++) {
      const j = step % k;
      // Onto points and other stars as well as between them, so that there are ties.
      const i = (step * 7) % points.n;
      live.move(j, points.values[2 * i], step % 3 ? points.values[2 * i + 1] : 0.1);
      const fresh = new LiveAssignment(points, live.centroids);
      assert.deepEqual(live.labels, fresh.labels);
      assert.deepEqual(live.squared, fresh.squared);
      const [, state] = lloyd(points, live.centroids);
      assert.deepEqual(live.labels, state.labels);
      assert.deepEqual(live.counts, state.counts);
      assert.ok(Math.abs(live.inertia - state.inertia) < 1e-9);
    }
    live.assign(centroids.slice(0, 2));
    assert.ok(live.labels.every((label) => label === 0));
  }
});

test("points that cannot be used are named", () => {
  assert.throws(() => asPoints([]), { message: /there are no points/ });
  assert.throws(() => asPoints([[1, 2], [3]]), { message: /point 1 has 1 coordinates and point 0 has 2/ });
  assert.throws(
    () =>
      asPoints([
        [1, 2],
        [3, NaN],
      ]),
    { message: "the points hold NaN in point 1; use finite numbers below 1e140" },
  );
  assert.throws(() => [...lloyd(points, start, { onEmpty: "jump" })], { message: /on_empty='jump' is unknown/ });
  assert.throws(() => [...lloyd(points, start, { maxIter: 0 })], {
    message: "max_iter=0 is out of range; use max_iter >= 1",
  });
  assert.throws(() => [...lloyd(points, Float64Array.of(1, 2, 3))], { message: /the start has 3 numbers/ });
});

test("standardized coordinates have mean 0 and deviation 1, and one that never changes is 0", () => {
  const { values } = standardized(
    asPoints([
      [1, 500, 0.1],
      [3, 900, 0.1],
    ]),
  );
  assert.deepEqual([...values], [-1, -1, 0, 1, 1, 0]);
});
