// @ts-check
// NumPy's random numbers: what `numpy.random.default_rng(seed)` gives, number for number.
//
// Uniform numbers, whole numbers, permutations and choices are the same to the bit. A normal number may differ in its
// last digits where it comes from the tail, as a browser's log1p may differ from C's.

import { InputError, shown } from "./inputs.js";
import { Pcg64 } from "./pcg64.js";
import { DENSITIES, INSIDE, TAIL, WIDTHS } from "./ziggurat.js";

const WORD = 2 ** 32;
const CHOICE_SHUFFLES_FROM = 10_000; // points beyond which `choice` shuffles the end of a list of all of them
const CHOICE_SHARE = 50; // and only if it is asked for more than one in so many

/**
 * Return the generator that `numpy.random.default_rng(seed)` is.
 *
 * @param {import("./pcg64.js").Seed} seed
 * @returns {RandomGenerator}
 */
export function defaultRng(seed) {
  return new RandomGenerator(seed);
}

/** NumPy's `Generator`, as much of it as boards and starts need. */
export class RandomGenerator {
  /** @param {import("./pcg64.js").Seed} seed */
  constructor(seed) {
    this._bits = new Pcg64(seed);
    // Draws of 32 bits take two from one of 64; the second waits here, and every kind of draw leaves it to the next.
    this._waiting = -1;
  }

  /** Return a number in [0, 1). */
  random() {
    const bits = this._bits;
    bits.step();
    return (bits.high * 2097152 + (bits.low >>> 11)) * 2 ** -53;
  }

  /**
   * Return a number in [low, high).
   *
   * @param {number} low
   * @param {number} high
   */
  uniform(low, high) {
    return low + (high - low) * this.random();
  }

  /** Return a number of the normal distribution with mean 0 and standard deviation 1. */
  standardNormal() {
    const bits = this._bits;
    for (;;) {
      bits.step();
      const { high, low } = bits;
      const layer = low & 0xff;
      const whole = (high & 0x1fffffff) * 8388608 + (low >>> 9);
      const distance = whole * WIDTHS[layer];
      const x = low & 0x100 ? -distance : distance;
      if (whole < INSIDE[layer]) return x;
      if (layer === 0) return low & 0x20000 ? -this._tail() : this._tail();
      const height = (DENSITIES[layer - 1] - DENSITIES[layer]) * this.random() + DENSITIES[layer];
      if (height < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /** Return a number beyond the last layer: Marsaglia (1964), "Generating a Variable from the Tail". */
  _tail() {
    for (;;) {
      const beyond = (-1 / TAIL) * Math.log1p(-this.random());
      const height = -Math.log1p(-this.random());
      if (height + height > beyond * beyond) return TAIL + beyond;
    }
  }

  /**
   * Return a number of the normal distribution.
   *
   * @param {number} mean
   * @param {number} deviation
   */
  normal(mean, deviation) {
    return mean + deviation * this.standardNormal();
  }

  /**
   * Return a whole number from 0 to `end` - 1, each as likely as the next; at most 2^32 of them.
   *
   * Lemire (2019), "Fast Random Integer Generation in an Interval", ACM TOMACS 29 (1).
   *
   * @param {number} end
   */
  integer(end) {
    if (!(Number.isInteger(end) && end >= 1 && end <= WORD)) {
      throw new InputError(`end=${shown(end)} is out of range; use a whole number, 1 <= end <= 2**32`);
    }
    if (end === 1) return 0;
    for (;;) {
      const drawn = this._next32();
      const low = Math.imul(drawn, end) >>> 0;
      // Below this rest of 2^32, some whole numbers would come once more often than others.
      if (low >= end || low >= (WORD - end) % end) return Math.floor((drawn * end - low) / WORD + 0.5);
    }
  }

  /**
   * Return `size` whole numbers from 0 to `end` - 1.
   *
   * @param {number} end At most 2^31, so that they fit an Int32Array.
   * @param {number} size
   */
  integers(end, size) {
    const drawn = new Int32Array(size);
    for (let i = 0; i < size; i++) drawn[i] = this.integer(end);
    return drawn;
  }

  /**
   * Return the whole numbers from 0 to n - 1, or the given ones, in an order drawn at random.
   *
   * @param {number | Int32Array} what
   */
  permutation(what) {
    const order = typeof what === "number" ? upTo(what) : what.slice();
    for (let i = order.length - 1; i > 0; i--) {
      // Not `integer`: NumPy draws here until what is left under a mask of ones is not too large.
      const mask = -1 >>> Math.clz32(i);
      let j;
      do j = (this._next32() & mask) >>> 0;
      while (j > i);
      swap(order, i, j);
    }
    return order;
  }

  /**
   * Return `size` different whole numbers from 0 to n - 1, in an order drawn at random.
   *
   * @param {number} n
   * @param {number} size
   */
  choice(n, size) {
    if (size > n) throw new InputError(`size=${size} is more than there are; use size <= ${n}`);
    if (n > CHOICE_SHUFFLES_FROM && size > Math.floor(n / CHOICE_SHARE)) {
      const order = upTo(n);
      for (let i = n - 1; i >= Math.max(n - size, 1); i--) swap(order, i, this.integer(i + 1));
      return order.slice(n - size);
    }
    // Floyd's: Bentley & Floyd (1987), "Programming Pearls: A Sample of Brilliance", CACM 30 (9).
    const chosen = new Int32Array(size);
    const seen = new Set();
    for (let j = n - size; j < n; j++) {
      const drawn = this.integer(j + 1);
      const next = seen.has(drawn) ? j : drawn;
      seen.add(next);
      chosen[j - n + size] = next;
    }
    for (let i = size - 1; i > 0; i--) swap(chosen, i, this.integer(i + 1));
    return chosen;
  }

  /** Return 32 bits as a whole number >= 0. */
  _next32() {
    if (this._waiting >= 0) {
      const waited = this._waiting;
      this._waiting = -1;
      return waited;
    }
    this._bits.step();
    this._waiting = this._bits.high;
    return this._bits.low;
  }
}

/** @param {number} n */
function upTo(n) {
  const numbers = new Int32Array(n);
  for (let i = 0; i < n; i++) numbers[i] = i;
  return numbers;
}

/** @param {Int32Array} numbers @param {number} i @param {number} j */
function swap(numbers, i, j) {
  const kept = numbers[j];
  numbers[j] = numbers[i];
  numbers[i] = kept;
}
