// What the page compresses, a reader that follows the specification to the letter gets back: it stops at the end code,
// which has to come in as many bits as the reader then expects.

import assert from "node:assert/strict";
import test from "node:test";

import { Lzw } from "../../kmeans_viz/web/drawing/lzw.js";

/** Decode as appendix F of the GIF89a specification says. */
function decoded(bytes, bits) {
  const [clear, end] = [1 << bits, (1 << bits) + 1];
  const found = [];
  let [at, size, strings, before] = [0, bits + 1, [], null];
  for (;;) {
    let code = 0;
    for (let bit = 0; bit < size; bit++, at++) {
      assert.ok(at < 8 * bytes.length, "the data ends before the end code");
      code |= ((bytes[at >> 3] >> (at & 7)) & 1) << bit;
    }
    if (code === end) {
      assert.equal(bytes.length, Math.ceil(at / 8), "there is more after the end code");
      return found;
    }
    if (code === clear) {
      strings = Array.from({ length: clear + 2 }, (_, index) => [index]);
      [size, before] = [bits + 1, null];
      continue;
    }
    assert.ok(code < strings.length || (code === strings.length && before !== null), `code ${code} is not known yet`);
    const string = strings[code] ?? [...before, before[0]];
    found.push(...string);
    if (before !== null && strings.length < 4096) strings.push([...before, string[0]]);
    if (strings.length === 1 << size && size < 12) size++;
    before = string;
  }
}

/** Return indices that repeat themselves now and then. */
function indices(length, colors, seed) {
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const values = new Uint8Array(length);
  for (let i = 0; i < length; i++) values[i] = i > 9 && random(3) > 0 ? values[i - 1 - random(9)] : random(colors);
  return values;
}

test("pictures of every length come back, also where the codes have just grown longer", () => {
  for (const bits of [2, 3, 8]) {
    const lzw = new Lzw(bits);
    for (let length = 1; length < 700; length++) {
      const given = indices(length, 1 << bits, length);
      assert.deepEqual(decoded(lzw.compress(given), bits), [...given], `${length} indices of ${bits} bits`);
    }
  }
});

test("a picture with more strings than there are codes comes back", () => {
  for (const bits of [2, 5, 8]) {
    const given = indices(60_000, 1 << bits, bits);
    assert.deepEqual(decoded(new Lzw(bits).compress(given), bits), [...given], `${bits} bits`);
  }
});

test("the codes run out in a stretch of one colour, whose strings are used as soon as they are known", () => {
  for (let length = 3700; length < 4200; length += 5) {
    const noise = indices(length, 256, 1).map((value, i) => value ^ (i * 37));
    const given = Uint8Array.from([...noise, ...new Uint8Array(60)]);
    assert.deepEqual(decoded(new Lzw(8).compress(given), 8), [...given], `after ${length} indices`);
  }
});

test("a plain picture takes next to nothing", () => {
  assert.ok(new Lzw(8).compress(new Uint8Array(640 * 640)).length < 1500);
});
