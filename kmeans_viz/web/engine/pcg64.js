// @ts-check
// The bits behind NumPy's random numbers: a seed becomes the state of a PCG64 generator, which gives 64 bits at a time.
//
// Numbers of 64 and 128 bits are kept as words of 32, lowest first: BigInt makes a draw fifteen times as slow.
// O'Neill (2014), "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
// Generation", HMC-CS-2014-0905; the seeding is O'Neill's seed_seq, as NumPy's SeedSequence has it.

import { InputError, shown } from "./inputs.js";

const POOL = 4; // words that the seed is mixed into
const SHIFT = 16;

/** The multiplier 0x2360ed051fc65da44385df649fccf645 of the step, in words. */
const M0 = 0x9fccf645;
const M1 = 0x4385df64;
const M2 = 0x1fc65da4;
const M3 = 0x2360ed05;
const WORD = 2 ** 32;
const PER_WORD = 2 ** -32;

/** A seed: a whole number >= 0; beyond 2^53 as a BigInt or as its digits. @typedef {number | bigint | string} Seed */

/**
 * Return `seed` in words of 32 bits, lowest first.
 *
 * @param {Seed} seed
 * @returns {number[]} At least one.
 */
export function seedWords(seed) {
  const isWhole =
    typeof seed === "bigint" || (typeof seed === "string" ? /^\d+$/.test(seed) : Number.isSafeInteger(seed));
  if (!isWhole) {
    throw new InputError(`seed=${shown(seed)} is not a whole number; use seed >= 0, beyond 2**53 as a BigInt`);
  }
  let rest = BigInt(seed);
  if (rest < 0n) throw new InputError(`seed=${shown(seed)} is out of range; use seed >= 0`);
  const words = [];
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return words;
}

/**
 * Mix the words of a seed and return `count` words that all depend on all of them (NumPy's SeedSequence).
 *
 * @param {readonly number[]} seed
 * @param {number} count
 * @returns {Uint32Array}
 */
export function seedSequence(seed, count) {
  let factor = 0x43b0d7e5;
  /** @param {number} word */
  const hashed = (word) => {
    const mixed = word ^ factor;
    factor = Math.imul(factor, 0x931e8875);
    const product = Math.imul(mixed, factor);
    return product ^ (product >>> SHIFT);
  };
  /** @param {number} a @param {number} b */
  const merged = (a, b) => {
    const difference = (Math.imul(0xca01f9dd, a) - Math.imul(0x4973f715, b)) | 0;
    return difference ^ (difference >>> SHIFT);
  };
  const pool = Array.from({ length: POOL }, (_, i) => hashed(seed[i] ?? 0));
  for (let from = 0; from < POOL; from++) {
    for (let to = 0; to < POOL; to++) if (from !== to) pool[to] = merged(pool[to], hashed(pool[from]));
  }
  for (let from = POOL; from < seed.length; from++) {
    for (let to = 0; to < POOL; to++) pool[to] = merged(pool[to], hashed(seed[from]));
  }
  factor = 0x8b51f9dd;
  return Uint32Array.from({ length: count }, (_, i) => {
    const mixed = pool[i % POOL] ^ factor;
    factor = Math.imul(factor, 0x58f38ded);
    const product = Math.imul(mixed, factor);
    return product ^ (product >>> SHIFT);
  });
}

/** The generator: after `step()`, `high` and `low` are the next 64 bits. */
export class Pcg64 {
  /** @param {Seed} seed */
  constructor(seed) {
    const words = seedSequence(seedWords(seed), 8);
    // Of 64 bits each: the upper and the lower half of the state, then those of the increment, which becomes odd.
    const [s2, s3, s0, s1, i2, i3, i0, i1] = words;
    this._state = new Uint32Array(4);
    this._increment = Uint32Array.of(
      (i0 << 1) | 1,
      (i1 << 1) | (i0 >>> 31),
      (i2 << 1) | (i1 >>> 31),
      (i3 << 1) | (i2 >>> 31),
    );
    /** The upper 32 of the 64 bits, as a whole number >= 0. */
    this.high = 0;
    /** The lower 32 of the 64 bits, as a whole number >= 0. */
    this.low = 0;
    this.step();
    let carry = 0;
    [s0, s1, s2, s3].forEach((word, i) => {
      const sum = this._state[i] + word + carry;
      this._state[i] = sum;
      carry = sum >= WORD ? 1 : 0;
    });
    this.step();
  }

  /** Go on by one: state = state * multiplier + increment, modulo 2^128, and what comes out of that state (XSL-RR). */
  step() {
    const state = this._state;
    const increment = this._increment;
    const a = state[0];
    const b = state[1];
    const c = state[2];
    const d = state[3];
    const a0 = Math.imul(a, M0) >>> 0;
    const a1 = Math.imul(a, M1) >>> 0;
    const a2 = Math.imul(a, M2) >>> 0;
    const b0 = Math.imul(b, M0) >>> 0;
    const b1 = Math.imul(b, M1) >>> 0;
    const c0 = Math.imul(c, M0) >>> 0;
    // The upper word of a product p with the lower word q is (p - q) / 2^32. As a float, p is off by 2^11 at most, and
    // so the quotient by 2^-21: a sum of such quotients and of whole numbers is right once it is rounded.
    let sum = a0 + increment[0];
    const r0 = sum >>> 0;
    let carry = sum >= WORD ? 1 : 0;
    sum = Math.floor((a * M0 - a0) * PER_WORD + 0.5 + a1 + b0 + increment[1] + carry);
    const r1 = sum >>> 0;
    carry = Math.floor(sum * PER_WORD);
    sum = Math.floor((a * M1 - a1) * PER_WORD + (b * M0 - b0) * PER_WORD + 0.5 + a2 + b1 + c0 + increment[2] + carry);
    const r2 = sum >>> 0;
    carry = Math.floor(sum * PER_WORD);
    sum = Math.floor((a * M2 - a2) * PER_WORD + (b * M1 - b1) * PER_WORD + (c * M0 - c0) * PER_WORD + 0.5);
    const last = Math.imul(a, M3) + Math.imul(b, M2) + Math.imul(c, M1) + Math.imul(d, M0);
    const r3 = (sum + last + increment[3] + carry) >>> 0;
    state[0] = r0;
    state[1] = r1;
    state[2] = r2;
    state[3] = r3;
    // Both halves of the state, one over the other, turned to the right by the upper six bits.
    const turn = r3 >>> 26;
    let low = r0 ^ r2;
    let high = r1 ^ r3;
    if (turn >= 32) [low, high] = [high, low];
    const by = turn & 31;
    if (by === 0) {
      this.low = low >>> 0;
      this.high = high >>> 0;
    } else {
      this.low = ((low >>> by) | (high << (32 - by))) >>> 0;
      this.high = ((high >>> by) | (low << (32 - by))) >>> 0;
    }
  }
}
