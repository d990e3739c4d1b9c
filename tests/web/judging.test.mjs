// How good a guess is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { judgedNumber, judgedPlaces } from "../../kmeans_viz/web/lesson/judging.js";

test("stars that were put in any order are compared in the one that fits best", () => {
  const truth = [[0, 0], [1, 0], [0, 1]];
  const judged = judgedPlaces([[0, 0.95], [0.01, 0], [1, 0.5]], truth, 1, false);
  assert.deepEqual(judged.order, [2, 0, 1]);
  assert.deepEqual(judged.truth, [truth[2], truth[0], truth[1]]);
  assert.deepEqual(judged.shares.map((share) => Number(share.toFixed(3))), [0.05, 0.01, 0.5]);
  assert.deepEqual([judged.close, judged.grade], [2, "some"]);
});

test("the best order is the one with the smallest sum, not the one that takes the nearest first", () => {
  const judged = judgedPlaces([[0], [1]], [[1.2], [-3]], 1, false);
  assert.deepEqual(judged.order, [1, 0], "3 + 0.2 is less than 1.2 + 4");
});

test("stars that were moved keep their places", () => {
  assert.equal(judgedPlaces([[0], [1]], [[1], [0]], 10, true).grade, "near");
  assert.equal(judgedPlaces([[0], [1]], [[0], [1]], 10, true).grade, "exact");
  assert.equal(judgedPlaces([[0], [1]], [[9], [8]], 10, true).grade, "wrong");
});

test("a number is exact as far as its decimals are shown, and close within what the question says", () => {
  const right = { truth: 0.5638, near: 0.1, decimals: 2 };
  assert.equal(judgedNumber(0.56, right), "exact");
  assert.equal(judgedNumber(0.55, right), "near");
  assert.equal(judgedNumber(0.6638, right), "near");
  assert.equal(judgedNumber(0.7, right), "wrong");
  assert.equal(judgedNumber(7, { truth: 6, near: 0, decimals: 0 }), "wrong");
  assert.equal(judgedNumber(6, { truth: 6, near: 0, decimals: 0 }), "exact");
});
