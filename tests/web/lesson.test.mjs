// The scenes that a teacher makes in the explorer, without a page: the list, and the link to it.

import assert from "node:assert/strict";
import test from "node:test";

import { readScenes } from "../../kmeans_viz/web/classroom/scenes.js";
import { fragmentToScenes, holdsScenes, Lesson, scenesToFragment } from "../../kmeans_viz/web/explore/lesson.js";
import "./tables.mjs";

const asked = (lesson) => lesson.scenes.map(({ question }) => question);
const lessonOf = (...questions) => {
  const lesson = new Lesson("en");
  for (const question of questions) lesson.put({ question, recipe: { k: 3 } });
  return lesson;
};

test("scenes are added, changed, put in order, deleted, and each change is taken back", () => {
  const lesson = lessonOf("a", "b", "c");
  lesson.move(0, 2);
  assert.deepEqual(asked(lesson), ["b", "c", "a"]);
  lesson.move(1, 0);
  lesson.move(0, -1);
  lesson.move(2, 3);
  assert.deepEqual(asked(lesson), ["c", "b", "a"]);
  lesson.put({ question: "B", recipe: { k: 4 }, task: { kind: "place", cluster: 3 } }, 1);
  lesson.delete(0);
  assert.deepEqual(asked(lesson), ["B", "a"]);
  lesson.call("A title");
  lesson.undo();
  lesson.undo();
  lesson.undo();
  assert.deepEqual(asked(lesson), ["c", "b", "a"]);
  for (let i = 0; i < 9; i++) lesson.undo();
  assert.deepEqual([asked(lesson), lesson.canUndo], [[], false]);
});

test("a scene that cannot be is told with its number, and changes nothing", () => {
  const lesson = lessonOf("a");
  assert.throws(() => lesson.put({ question: "", recipe: {} }), { message: /^scene 2: question="" is empty/ });
  assert.throws(() => lesson.put({ question: "b", recipe: { k: 3 }, task: { kind: "choose", choices: ["one"] } }), {
    message: "scene 2: the task's choices has 1 entries; use 2 to 6",
  });
  assert.throws(() => lesson.open("{}"), { message: /^there are no scenes in it/ });
  assert.deepEqual(asked(lesson), ["a"]);
  for (let i = 1; i < 40; i++) lesson.put({ question: "more", recipe: {} });
  assert.throws(() => lesson.put({ question: "too many", recipe: {} }), { message: /^there are 40 scenes already/ });
});

test("what was written is read again, and is not lost with the page", async () => {
  const lesson = lessonOf("Where will star 1 go?", "¿Y «esto» & <b>?");
  lesson.call("Una lección");
  assert.equal(lesson.isUnsaved, true);
  const text = lesson.written();
  assert.equal(lesson.isUnsaved, false);
  const other = new Lesson("en");
  other.open(text);
  assert.deepEqual([other.now, other.isUnsaved], [lesson.now, false]);
  other.delete(0);
  assert.equal(other.isUnsaved, true);

  const fragment = await scenesToFragment(text);
  assert.match(fragment, /^#scenes=z\.[\w-]+$/);
  assert.equal(holdsScenes(fragment), true);
  assert.equal(await fragmentToScenes(fragment), text);
  assert.equal(await fragmentToScenes(`#scenes=${encodeURIComponent(text)}`), text);
  assert.deepEqual(readScenes(await fragmentToScenes(fragment)), lesson.now);
});

test("a link that is too long, or was cut, says what to do instead", async () => {
  const lesson = new Lesson("en");
  const coordinates = Array.from({ length: 5000 }, (_, i) => [Math.sin(i * i) * 1e3, Math.cos(7 * i * i) * 1e3]);
  lesson.put({ question: "Many?", recipe: { coordinates, k: 3 } });
  await assert.rejects(scenesToFragment(lesson.written()), { message: /^the link would have [\d,]+ characters.*pass the file on$/ });
  const cut = (await scenesToFragment(lessonOf("a", "b").written())).slice(0, -9);
  for (const bad of [cut, "#scenes=z.%%", "#scenes=%E0%A4%A"]) {
    await assert.rejects(fragmentToScenes(bad), { message: /cannot be read; copy the whole link again, or open the file$/ });
  }
  assert.equal(holdsScenes("#kmeans=1&k=3"), false);
});
