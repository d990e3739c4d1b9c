// A student in a class, whatever happens to the connection.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Seat } from "../../kmeans_viz/web/classroom/seat.js";
import { Time, Wire } from "./fake_class.mjs";

const ID = "0123456789abcdef";
const NOW = { sid: "s", phase: "ask", step: null, scene: { question: "How many?", recipe: {}, step: 0, hide: [], task: { kind: "vote", k: [2, 3] } } };
const asked = (mine = null, more = {}) => ({ now: { ...NOW, ...more }, mine });
const guessed = (value, scene = "s") => ({ guess: { scene, value } });
let time, wire, seat;

beforeEach(() => {
  [time, wire] = [new Time(), new Wire()];
  seat = new Seat(ID, { open: wire.open, changed: () => {} }, time);
  wire.accept();
});

test("a student joins, waits, is asked, and the guess counts once the server says so", () => {
  assert.deepEqual(wire.heard, [{ join: ID }]);
  wire.say({ waiting: true });
  assert.deepEqual([seat.now, seat.isOpen], [null, false]);
  seat.guess({ k: 3 });
  assert.equal(wire.heard.length, 1, "nothing was asked yet");
  wire.say(asked());
  seat.guess({ k: 3 });
  assert.deepEqual([wire.heard.at(-1), seat.mine, seat.isCounted], [guessed({ k: 3 }), { k: 3 }, false]);
  wire.say({ counted: "s" });
  assert.equal(seat.isCounted, true);
  seat.guess({ k: 2 });
  assert.deepEqual([seat.mine, seat.isCounted], [{ k: 2 }, false]);
});

test("a guess that was made without a connection goes out with the next one", () => {
  wire.say(asked());
  wire.close();
  assert.equal(seat.connection.state, "lost");
  seat.guess({ k: 3 });
  assert.deepEqual([seat.mine, seat.isCounted], [{ k: 3 }, false]);
  time.pass(1000);
  wire.accept();
  wire.say(asked());
  assert.deepEqual(wire.heard, [{ join: ID }, guessed({ k: 3 })]);
});

test("after another start of the server, which knows nothing, the last guess goes out again", () => {
  wire.say(asked());
  seat.guess({ k: 3 });
  wire.say({ counted: "s" });
  wire.close();
  time.pass(1000);
  wire.accept();
  wire.say({ waiting: true });
  assert.deepEqual([wire.heard.at(-1), seat.now.sid], [guessed({ k: 3 }), "s"], "it waits at the server; the scene stays");
  time.pass(60_000);
  seat.guess({ k: 2 });
  time.pass(60_000);
  assert.equal(wire.sockets.length, 2, "no answer is due before the teacher is back");
  wire.say(asked({ k: 2 }));
  assert.deepEqual([seat.mine, seat.isCounted, wire.heard.length], [{ k: 2 }, true, 3]);
});

test("a server that has an older guess gets the newer one, and one that has it is not told again", () => {
  wire.say(asked());
  seat.guess({ k: 2 });
  seat.guess({ k: 3 });
  wire.close();
  time.pass(1000);
  wire.accept();
  wire.say(asked({ k: 2 }));
  assert.deepEqual(wire.heard, [{ join: ID }, guessed({ k: 3 })]);
  wire.close();
  time.pass(1000);
  wire.accept();
  wire.say(asked({ k: 3 }));
  assert.deepEqual([wire.heard, seat.isCounted], [[{ join: ID }], true]);
});

test("a guess without an answer goes out over another connection", () => {
  wire.say(asked());
  seat.guess({ k: 3 });
  time.pass(7000);
  assert.equal(wire.sockets.length, 2);
  assert.equal(wire.sockets[0].isClosed, true);
  wire.accept();
  wire.say(asked());
  assert.deepEqual(wire.heard, [{ join: ID }, guessed({ k: 3 })]);
  wire.say({ counted: "s" });
  time.pass(60_000);
  assert.equal(wire.sockets.length, 2);
});

test("a guess that came too late does not count, and the page says what does", () => {
  wire.say(asked({ k: 2 }));
  wire.close();
  seat.guess({ k: 3 });
  time.pass(1000);
  wire.accept();
  wire.say(asked({ k: 2 }, { phase: "closed" }));
  assert.deepEqual([seat.mine, seat.isCounted, seat.isOpen, wire.heard.length], [{ k: 2 }, true, false, 1]);
  wire.say(asked(null, { sid: "next" }));
  assert.deepEqual([seat.mine, seat.isOpen], [null, true]);
});

test("a reload finds the own guess, and a teacher who asks again has it forgotten", () => {
  wire.say(asked({ k: 2 }));
  assert.deepEqual([seat.mine, seat.isCounted], [{ k: 2 }, true]);
  wire.say(asked(null));
  assert.deepEqual([seat.mine, wire.heard.length], [null, 1]);
});

test("what was wrong with a guess is told until the next one", () => {
  wire.say(asked());
  seat.guess({ k: 9 });
  wire.say({ error: "k=9 cannot be chosen" });
  assert.deepEqual([seat.problem, seat.isCounted], ["k=9 cannot be chosen", false]);
  time.pass(60_000);
  assert.equal(wire.sockets.length, 1, "it is not sent again");
  seat.guess({ k: 3 });
  assert.equal(seat.problem, "");
});

test("a code that no class has is told until the class is there", () => {
  wire.say({ waiting: true });
  wire.say({ error: "there is no class abcdef here" });
  assert.equal(seat.problem, "there is no class abcdef here");
  wire.say(asked());
  assert.equal(seat.problem, "");
});

test("it connects again until the class is over, later each time, within a few seconds", () => {
  const begun = [];
  for (let i = 0; i < 12; i++) {
    const before = wire.sockets.length;
    const from = time.now;
    wire.close();
    while (wire.sockets.length === before) time.pass(50);
    begun.push(time.now - from);
  }
  assert.ok(begun[0] < 1000 && begun.every((ms, i) => i === 0 || ms >= begun[i - 1] - 50) && begun.at(-1) <= 5000, String(begun));
  wire.accept();
  wire.say({ over: true });
  wire.close(1000, "the class is over");
  time.pass(60_000);
  assert.deepEqual([seat.isOver, seat.connection.state, wire.sockets.length], [true, "closed", 13]);
});

test("the place that another window took is left to it", () => {
  wire.close(4001, "opened again");
  time.pass(60_000);
  assert.deepEqual([seat.connection.state, seat.connection.code, wire.sockets.length], ["closed", 4001, 1]);
});

test("a socket that never opens is given up and tried again", () => {
  wire.close();
  time.pass(1000);
  assert.equal(wire.sockets.length, 2);
  time.pass(9000);
  assert.ok(wire.sockets.length > 2);
  assert.equal(wire.sockets[1].isClosed, true);
});

test("stars are dealt out evenly enough, and each page keeps its own", () => {
  const cards = Array.from({ length: 300 }, (_, i) => {
    const id = (BigInt(i) * 0x9e3779b97f4a7c15n).toString(16).padStart(32, "0").slice(-32);
    return new Seat(id, { open: wire.open, changed: () => {} }, time).deal(3);
  });
  for (const card of [0, 1, 2]) assert.ok(cards.filter((each) => each === card).length > 60);
  assert.equal(seat.deal(3), seat.deal(3));
});
