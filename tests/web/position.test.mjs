// The address of a page that plays scenes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { positionIn, withPosition } from "../../kmeans_viz/web/classroom/position.js";

test("a fragment leads to a scene, to its answer, and to the nearest there is", () => {
  const led = (fragment) => Object.values(positionIn(fragment, 10));
  assert.deepEqual(led(""), [0, false, false]);
  assert.deepEqual(led("#scene=4&revealed"), [3, true, false]);
  assert.deepEqual(led("#teacher"), [0, false, true]);
  assert.deepEqual(led("#scene=99"), [9, false, false]);
  for (const bad of ["#scene=0", "#scene=-3", "#scene=x", "#scene", "#scene=1.5", "#&&="]) assert.deepEqual(led(bad), [0, false, false], bad);
});

test("the words of others stay in the address", () => {
  const position = { at: 2, isRevealed: true, isTeacher: true };
  const fragment = withPosition("#scene=9&present&teacher", position);
  assert.equal(fragment, "#scene=3&revealed&teacher&present");
  assert.deepEqual(positionIn(fragment, 10), position);
  assert.equal(withPosition("", { at: 0, isRevealed: false, isTeacher: false }), "#scene=1");
});
