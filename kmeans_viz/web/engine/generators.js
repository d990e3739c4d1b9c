// @ts-check
// The generators of boards: one function a board, one row a board in `GENERATORS`, in the order of `data/boards.py`.
//
// How many points, how many groups and a random generator go in; exactly n points in [-1, 1]² come out. Each takes its
// random numbers and does its arithmetic in the order in which Python does, so that the same seed makes the same board.

import { asCount, rowOf } from "./inputs.js";
import { extent } from "./points.js";
import { defaultRng } from "./random.js";
import { cumulativeSums, pairwiseSum, roundHalfEven } from "./sums.js";

/** @typedef {import("./points.js").Points} Points */
/** @typedef {import("./random.js").RandomGenerator} RandomGenerator */
/** @typedef {(n: number, k: number, rng: RandomGenerator) => Float64Array} Maker n·2 coordinates. */

const MOST_POINTS = 100_000_000;
const MOST_BLOBS = 1000;

/** @type {Maker} */
function uniform(n, _, rng) {
  return new Float64Array(2 * n).map(() => rng.uniform(-1, 1));
}

/** @type {Maker} */
function gaussian(n, k, rng) {
  const values = new Float64Array(2 * n);
  let filled = 0;
  for (const size of equalSizes(n, k)) {
    const center = [rng.uniform(-1, 1), rng.uniform(-1, 1)];
    filled = fillTruncated(values, filled, size, center, rng.uniform(0.05, 0.5), rng);
  }
  return values;
}

/** @type {Maker} */
function peaked(n, k, rng) {
  const centers = centersApart(k, rng);
  const deviation = Math.min(0.06, 0.09 * closest(centers));
  const values = new Float64Array(2 * n);
  let filled = 0;
  equalSizes(n, k).forEach((size, i) => {
    filled = fillTruncated(values, filled, size, centers[i], deviation, rng);
  });
  return values;
}

/** @type {Maker} */
function moons(n, k, rng) {
  const values = new Float64Array(2 * n);
  let next = 0;
  equalSizes(n, k).forEach((size, i) => {
    const up = i % 2 === 0 ? 1 : -1;
    for (const angle of new Float64Array(size).map(() => rng.uniform(0, Math.PI)).sort()) {
      values[next++] = i + Math.cos(angle);
      values[next++] = up * (Math.sin(angle) - 0.25);
    }
  });
  for (let i = 0; i < values.length; i++) values[i] += rng.normal(0, 0.07);
  return fitted(values);
}

/** @type {Maker} */
function rings(n, k, rng) {
  const radii = Float64Array.from({ length: k }, (_, i) => (i + 1) / k);
  const values = new Float64Array(2 * n);
  let next = 0;
  // Points in proportion to the circumference, so that every ring is as dense as the next.
  sharedOut(n, radii).forEach((size, ring) => {
    const angles = new Float64Array(size).map(() => rng.uniform(0, 2 * Math.PI));
    for (const angle of angles) {
      const radius = radii[ring] + rng.normal(0, 0.05 / k);
      values[next++] = Math.cos(angle) * radius;
      values[next++] = Math.sin(angle) * radius;
    }
  });
  return fitted(values);
}

/** @type {Maker} */
function anisotropic(n, k, rng) {
  const turn = rng.uniform(0, Math.PI);
  const along = [Math.cos(turn), Math.sin(turn)];
  const across = [-Math.sin(turn), Math.cos(turn)];
  const values = new Float64Array(2 * n);
  let next = 0;
  equalSizes(n, k).forEach((size, i) => {
    const offset = (i - (k - 1) / 2) * 0.7;
    const shift = rng.uniform(-0.4, 0.4);
    const center = [offset * across[0] + shift * along[0], offset * across[1] + shift * along[1]];
    const far = new Float64Array(size).map(() => rng.normal(0, 0.75));
    for (const length of far) {
      const width = rng.normal(0, 0.09);
      values[next++] = center[0] + length * along[0] + width * across[0];
      values[next++] = center[1] + length * along[1] + width * across[1];
    }
  });
  return fitted(values);
}

/** @type {Maker} */
function unequal(n, k, rng) {
  const weights = Float64Array.from({ length: k }, (_, i) => 0.35 ** i);
  const sizes = n >= k ? sharedOut(n - k, weights).map((size) => size + 1) : equalSizes(n, k);
  const turn = rng.uniform(0, 2 * Math.PI);
  const values = new Float64Array(2 * n);
  let filled = 0;
  sizes.forEach((size, i) => {
    const angle = turn + (2 * Math.PI * (i - 1)) / Math.max(k - 1, 1);
    const center = i === 0 ? [0, 0] : [0.8 * Math.cos(angle), 0.8 * Math.sin(angle)];
    filled = fillTruncated(values, filled, size, center, i === 0 ? 0.3 : 0.05, rng);
  });
  return values;
}

/** @type {Maker} */
function grid(n, _, rng) {
  const side = Math.ceil(Math.sqrt(n));
  // A grid that is not full leaves its gaps anywhere, rather than all in the last row.
  const places = rng
    .permutation(side * side)
    .subarray(0, n)
    .sort();
  const steps = Float64Array.from({ length: side }, (_, i) => ((i + 0.5) / side) * 2 - 1);
  const values = new Float64Array(2 * n);
  places.forEach((place, i) => {
    values[2 * i] = steps[place % side] + (rng.uniform(-0.4, 0.4) * 2) / side;
    values[2 * i + 1] = steps[Math.floor(place / side)] + (rng.uniform(-0.4, 0.4) * 2) / side;
  });
  return values;
}

/**
 * Every board by name; `hasBlobs` tells which are made of groups.
 *
 * @type {Record<string, {make: Maker, hasBlobs: boolean}>}
 */
export const GENERATORS = {
  uniform: { make: uniform, hasBlobs: false },
  gaussian: { make: gaussian, hasBlobs: true },
  peaked: { make: peaked, hasBlobs: true },
  moons: { make: moons, hasBlobs: true },
  rings: { make: rings, hasBlobs: true },
  anisotropic: { make: anisotropic, hasBlobs: true },
  unequal: { make: unequal, hasBlobs: true },
  grid: { make: grid, hasBlobs: false },
};

/**
 * Return the board that `name` stands for, as `kmeans_viz.data.generate` does.
 *
 * @param {string} name
 * @param {number} n How many points.
 * @param {number} blobs How many groups, where there are any.
 * @param {import("./pcg64.js").Seed} seed
 * @returns {Points}
 */
export function generate(name, n, blobs, seed) {
  const { make, hasBlobs } = rowOf(GENERATORS, name, "data");
  const count = asCount(n, "n", 1, MOST_POINTS);
  const groups = hasBlobs ? asCount(blobs, "blobs", 1, MOST_BLOBS) : 1;
  return { values: make(count, groups, defaultRng(seed)), n: count, d: 2 };
}

/** Return k whole numbers that add up to n and differ by one at most. @param {number} n @param {number} k */
function equalSizes(n, k) {
  return Array.from({ length: k }, (_, i) => Math.floor(n / k) + (i < n % k ? 1 : 0));
}

/**
 * Return whole numbers that add up to n, in proportion to `weights`.
 *
 * @param {number} n
 * @param {Float64Array} weights
 */
function sharedOut(n, weights) {
  const total = pairwiseSum(weights);
  const ends = Array.from(cumulativeSums(weights), (sum) => roundHalfEven(n * (sum / total)));
  return ends.map((end, i) => end - (i === 0 ? 0 : ends[i - 1]));
}

/**
 * Put `size` points of a Gaussian into `values` from `first` on, drawing again those that fall outside (-1, 1)²;
 * return where the next group begins.
 *
 * @param {Float64Array} values
 * @param {number} first
 * @param {number} size
 * @param {ArrayLike<number>} center
 * @param {number} deviation
 * @param {RandomGenerator} rng
 */
function fillTruncated(values, first, size, center, deviation, rng) {
  const end = first + 2 * size;
  let next = first;
  while (next < end) {
    // Python draws a few more than are missing; those that are left over count as drawn.
    for (let tries = end - next + 8; tries > 0; tries--) {
      const x = center[0] + rng.standardNormal() * deviation;
      const y = center[1] + rng.standardNormal() * deviation;
      if (next < end && Math.abs(x) < 1 && Math.abs(y) < 1) {
        values[next++] = x;
        values[next++] = y;
      }
    }
  }
  return end;
}

/**
 * Return k centres, each the one of 20 tries that is farthest from those before.
 *
 * @param {number} k
 * @param {RandomGenerator} rng
 */
function centersApart(k, rng) {
  const draw = () => [rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.8)];
  const centers = [draw()];
  while (centers.length < k) {
    const tries = Array.from({ length: 20 }, draw);
    const gaps = tries.map((place) => Math.min(...centers.map((center) => distance(place, center))));
    centers.push(tries[gaps.indexOf(Math.max(...gaps))]);
  }
  return centers;
}

/** Return the smallest distance between two centres. @param {number[][]} centers */
function closest(centers) {
  let gap = centers.length === 1 ? 2 : Infinity;
  centers.forEach((one, i) => {
    for (let j = 0; j < i; j++) gap = Math.min(gap, distance(centers[j], one));
  });
  return gap;
}

/** @param {number[]} one @param {number[]} other */
function distance([a, b], [c, d]) {
  return Math.sqrt((a - c) * (a - c) + (b - d) * (b - d));
}

/**
 * Return the points moved and scaled, the same way along both axes, to fill [-0.95, 0.95]².
 *
 * @param {Float64Array} values
 */
function fitted(values) {
  const { low, high } = extent({ values, n: values.length / 2, d: 2 });
  const width = Math.max(high[0] - low[0], high[1] - low[1]);
  const scale = width > 0 ? 1.9 / width : 1;
  return values.map((value, i) => (value - (low[i % 2] + high[i % 2]) / 2) * scale);
}
