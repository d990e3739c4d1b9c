// How things move on the board of a class.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Follower, popped, smooth } from "../../kmeans_viz/web/classroom/motion.js";

test("what pops in or slides begins at 0 and ends at 1, whatever the time is", () => {
  for (const ease of [popped, smooth]) {
    assert.deepEqual([-3, 0, 1, 7, Infinity].map((part) => Number(ease(part).toFixed(12)) + 0), [0, 0, 1, 1, 1]);
  }
  assert.ok(popped(0.6) > 1, "it overshoots");
});

test("a follower begins at its target, comes nearer at any pace, and then rests on it", () => {
  for (const passed of [1, 16, 1000]) {
    const follower = new Follower(100);
    assert.deepEqual(follower.follow([2, 3], passed, 0.01), [2, 3]);
    assert.equal(follower.isMoving, false);
    let far = 10;
    for (let i = 0; i < 2000 && far > 0; i++) {
      const next = Math.abs(follower.follow([12, 3], passed, 0.01)[0] - 12);
      assert.ok(next < far);
      far = next;
    }
    assert.deepEqual([follower.now, follower.isMoving], [[12, 3], false]);
  }
});

test("without motion a follower is there at once", () => {
  const follower = new Follower(100);
  follower.follow([0], 16, 0.01);
  assert.deepEqual(follower.follow([5], Infinity, 0.01), [5]);
});
