// Whose the keys are, after a click and after Tab.

import assert from "node:assert/strict";
import test from "node:test";

import { Owner } from "../../kmeans_viz/web/explore/keys.js";

test("at first, and after a click, keys belong to the run", () => {
  const owner = new Owner();
  assert.equal(owner.press("ArrowRight", false), "forth");
  owner.press("Tab", false);
  assert.equal(owner.press("ArrowRight", false), null);
  owner.point(false);
  assert.equal(owner.press("Home", false), "first");
  assert.equal(owner.press("x", false), null);
});

test("a field that is being typed in keeps its keys until Enter", () => {
  const owner = new Owner();
  owner.point(true);
  assert.equal(owner.press("ArrowLeft", true), null);
  assert.equal(owner.press("Enter", true), null);
  assert.equal(owner.press("ArrowLeft", true), "back");
  owner.press("7", true);
  assert.equal(owner.press("ArrowLeft", true), null);
});

test("a choice from a list gives the keys to the run after a pointer, and not after Tab", () => {
  const owner = new Owner();
  owner.point(true);
  owner.choose();
  assert.equal(owner.press(" ", true), "play");
  owner.press("Tab", true);
  owner.choose();
  assert.equal(owner.press("ArrowDown", true), null);
  assert.equal(owner.press("ArrowRight", true), null);
});

test("Enter on a button that was reached with Tab leaves it its keys", () => {
  const owner = new Owner();
  owner.press("Tab", false);
  owner.press("Enter", false);
  assert.equal(owner.press(" ", false), null);
});
