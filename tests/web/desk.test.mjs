// A teacher in a class, whatever happens to the server.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Desk } from "../../kmeans_viz/web/classroom/desk.js";
import { Time, Wire } from "./fake_class.mjs";

const SCENES = [
  { sid: "a", question: "How many?", recipe: {}, task: { kind: "vote", k: [2, 3] } },
  { sid: "b", question: "What is it?", recipe: {} },
];
const whole = (more = {}) => ({
  class: { run: "one", scenes: { title: "", lang: "es", scenes: SCENES }, at: null, phase: "ask", step: null, shown: false, guesses: {}, ...more },
  join: { code: "abcdef", address: "http://10.0.0.1/abcdef", qr: "<svg/>" },
});
const shown = (at, phase) => ({ show: { at, phase, step: null, shown: phase !== "ask" } });
let time, wire, desk;

beforeEach(() => {
  [time, wire] = [new Time(), new Wire()];
  desk = new Desk("KEY", { open: wire.open, changed: () => {} }, time);
  wire.accept();
});

test("the key opens the class, and guesses are collected as they come", () => {
  assert.deepEqual(wire.heard, [{ key: "KEY", class: null }]);
  wire.say(whole());
  wire.say({ students: 2, guesses: { a: { me: { k: 2 } } } });
  wire.say({ students: 3, guesses: { a: { you: { k: 3 }, me: { k: 3 } } } });
  assert.deepEqual([desk.students, desk.guessesOf(SCENES[0]).of("k"), desk.guessesOf(SCENES[1]).size], [3, [{ k: 3 }, { k: 3 }], 0]);
});

test("a clicker leads from the question to the guesses, to the truth, to the next question, and back", () => {
  wire.say(whole());
  const way = [];
  while (desk.next !== null) {
    way.push(desk.next);
    desk.show(desk.next);
  }
  assert.deepEqual(way.map(({ at, phase }) => `${at} ${phase}`), ["0 ask", "0 closed", "0 revealed", "1 ask", "1 revealed"]);
  assert.deepEqual(wire.heard.slice(1), way.map(({ at, phase }) => shown(at, phase)));
  desk.show(desk.last);
  assert.deepEqual([desk.place, desk.last], [{ at: 1, phase: "ask", isShown: false }, { at: 0, phase: "ask", isShown: false }]);
});

test("a server that was started anew gets all that the page has", () => {
  wire.say(whole({ at: 0, guesses: { a: { me: { k: 2 } } } }));
  wire.say({ students: 1, guesses: { a: { you: { k: 3 } } } });
  wire.close();
  time.pass(1000);
  wire.accept();
  const [{ key, class: brought }] = wire.heard;
  assert.deepEqual([key, brought], ["KEY", whole({ at: 0, guesses: { a: { me: { k: 2 }, you: { k: 3 } } } }).class]);
  wire.say(whole({ run: "two", at: 0, guesses: { a: { me: { k: 2 }, you: { k: 3 }, late: { k: 3 } } } }));
  assert.deepEqual([desk.guessesOf(SCENES[0]).size, wire.heard.length], [3, 1]);
});

test("guesses that the teacher hides stay hidden on all pages of the class, and on a server that was started anew", () => {
  wire.say(whole({ at: 0, phase: "closed", shown: true }));
  assert.equal(desk.place.isShown, true);
  desk.show({ ...desk.place, isShown: false });
  assert.deepEqual(wire.heard.at(-1), { show: { at: 0, phase: "closed", step: null, shown: false } });
  wire.close();
  time.pass(1000);
  wire.accept();
  assert.equal(wire.heard[0].class.shown, false);
  assert.equal(desk.next.isShown, true, "the next phase shows them again");
});

test("what the teacher did without a connection goes out with the next one", () => {
  wire.say(whole({ at: 0 }));
  wire.close();
  desk.show({ at: 1, phase: "ask", isShown: false });
  time.pass(1000);
  wire.accept();
  wire.say(whole({ at: 0 }));
  assert.deepEqual([wire.heard.at(-1), desk.place], [shown(1, "ask"), { at: 1, phase: "ask", isShown: false }]);
  wire.close();
  time.pass(1000);
  wire.accept();
  wire.say(whole({ at: 0 }));
  assert.deepEqual([wire.heard.length, desk.place.at], [1, 0], "another page may have gone elsewhere meanwhile");
});

test("scenes that are opened get ids of their own, and begin without guesses", () => {
  wire.say(whole({ at: 0, guesses: { a: { me: { k: 2 } } } }));
  let count = 0;
  desk.begin({ title: "New", lang: "en", scenes: [{ question: "Where?", recipe: {} }] }, () => `id${count++}`);
  assert.deepEqual(wire.heard.at(-1).scenes.scenes, [{ sid: "id0", question: "Where?", recipe: {} }]);
  assert.deepEqual([desk.place, desk.next], [null, { at: 0, phase: "ask", isShown: false }]);
  assert.equal(desk.guessesOf({ sid: "a" }).size, 0);
});

test("the class ends for everybody, and the key that opens nothing is told", () => {
  wire.say(whole());
  desk.end();
  assert.deepEqual([wire.heard.at(-1), desk.isOver], [{ end: true }, true]);
  wire.close(4003, "this key opens no class");
  time.pass(60_000);
  assert.deepEqual([desk.connection.state, desk.connection.reason, wire.sockets.length], ["closed", "this key opens no class", 1]);
});
