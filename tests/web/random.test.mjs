// What the random numbers do with a seed or a range that cannot be used; that they are NumPy's is in test_engine.py.

import assert from "node:assert/strict";
import test from "node:test";

import { defaultRng } from "../../kmeans_viz/web/engine/random.js";

test("a seed beyond 2^53 comes as a BigInt or as its digits, and both are the same seed", () => {
  const seed = 2n ** 53n + 1n;
  assert.equal(defaultRng(seed).random(), defaultRng(String(seed)).random());
  assert.notEqual(defaultRng(seed).random(), defaultRng(2n ** 53n).random());
  assert.equal(defaultRng(7).random(), defaultRng("7").random());
});

test("a seed that is not a whole number is named with the rule", () => {
  assert.throws(() => defaultRng(1.5), {
    name: "InputError",
    message: /^seed=1.5 is not a whole number; use seed >= 0/,
  });
  assert.throws(() => defaultRng(2 ** 53), { message: /beyond 2\*\*53 as a BigInt/ });
  assert.throws(() => defaultRng(-1), { message: "seed=-1 is out of range; use seed >= 0" });
  assert.throws(() => defaultRng("four"), { message: /^seed='four' is not a whole number/ });
});

test("a range that is empty or wider than 2^32 is refused", () => {
  for (const end of [0, -3, 2.5, 2 ** 32 + 1]) assert.throws(() => defaultRng(1).integer(end), { name: "InputError" });
  assert.throws(() => defaultRng(1).choice(3, 4), { message: "size=4 is more than there are; use size <= 3" });
});
