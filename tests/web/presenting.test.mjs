// Presenting without a page: what its keys mean, and the word in an address that opens it.

import assert from "node:assert/strict";
import test from "node:test";

import { presentsIn, withPresent } from "../../kmeans_viz/web/presenting/address.js";
import { deedOf } from "../../kmeans_viz/web/presenting/keys.js";

test("a clicker steps, goes back, blackens the screen, and loads no page again", () => {
  const sent = ["PageDown", "PageUp", ".", "b", "B", "F5", "Escape", "g"];
  const deeds = ["forth", "back", "black", "black", "black", "nothing", "leave", "guess"];
  for (const onControl of [false, true]) assert.deepEqual(sent.map((key) => deedOf({ key }, onControl)), deeds);
});

test("keys of the browser and of a control stay theirs", () => {
  assert.equal(deedOf({ key: "f", ctrlKey: true }, false), null);
  assert.equal(deedOf({ key: "l", metaKey: true }, false), null);
  assert.equal(deedOf({ key: "ArrowLeft", altKey: true }, false), null);
  assert.equal(deedOf({ key: " " }, true), null);
  assert.equal(deedOf({ key: "ArrowRight" }, true), null);
  assert.equal(deedOf({ key: "ArrowRight" }, false), "forth");
  assert.equal(deedOf({ key: "Tab" }, false), null);
  assert.equal(deedOf({ key: "toString" }, false), null);
});

test("an address opens its page presenting, with and without a board in it", () => {
  assert.deepEqual(["", "#", "#kmeans=1&k=4", "#presents"].map(presentsIn), [false, false, false, false]);
  assert.deepEqual(["#present", "#kmeans=1&k=4&present", "#present=&kmeans=1"].map(presentsIn), [true, true, true]);
  assert.equal(withPresent("", true), "#present");
  assert.equal(withPresent("#present", false), "");
  assert.equal(withPresent("#kmeans=1&k=4", true), "#kmeans=1&k=4&present");
  assert.equal(withPresent("#kmeans=1&present&k=4", true), "#kmeans=1&k=4&present");
  assert.equal(withPresent("#kmeans=1&k=4&present=true", false), "#kmeans=1&k=4");
});
