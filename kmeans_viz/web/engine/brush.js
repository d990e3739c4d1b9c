// @ts-check
// The brush and the eraser: from the points and the path of a hand over them, return more points or fewer.

import { InputError } from "./inputs.js";
import { extent } from "./points.js";
import { defaultRng } from "./random.js";

/** @typedef {import("./points.js").Points} Points */

/** How far the brush reaches along each axis. @typedef {[number, number]} Radii */

/** Boards up to this size can be painted on: the points themselves go into the recipe. */
export const MOST_PAINTED = 5000;
const SPRAY = 4; // points that a dab of the brush adds

/**
 * Return the points in the plane and some more around a place, as far as there is room for them.
 *
 * @param {Points} points
 * @param {[number, number]} place
 * @param {Radii} radii
 * @returns {Points}
 */
export function sprayed(points, [x, y], [across, up]) {
  checkPaintable(points);
  // Other randomness each time, and the same each time that a hand does the same.
  const rng = defaultRng(points.n);
  const added = Math.min(SPRAY, MOST_PAINTED - points.n);
  const values = new Float64Array(2 * (points.n + added));
  values.set(points.values);
  for (let i = points.n; i < points.n + added; i++) {
    values[2 * i] = x + rng.normal(0, across / 2);
    values[2 * i + 1] = y + rng.normal(0, up / 2);
  }
  return { values, n: points.n + added, d: 2 };
}

/**
 * Return the points without those near a place; enough for k clusters must be left.
 *
 * @param {Points} points
 * @param {[number, number]} place
 * @param {Radii} radii
 * @param {number} k
 * @param {Float64Array} [places] Where the points are drawn.
 * @returns {Points}
 */
export function erased(points, [x, y], [across, up], k, places = points.values) {
  checkPaintable(points);
  const { values, n } = points;
  const kept = [];
  for (let i = 0; i < n; i++) {
    const gap = ((places[2 * i] - x) / across) ** 2 + ((places[2 * i + 1] - y) / up) ** 2;
    if (gap > 1) kept.push(values[2 * i], values[2 * i + 1]);
  }
  const left = kept.length / 2;
  const least = Math.max(2, k);
  if (left < least) throw new InputError(`${left} points would be left for ${k} clusters; keep at least ${least}`);
  return { values: Float64Array.from(kept), n: left, d: 2 };
}

/**
 * Throw an `InputError` where points cannot be painted on.
 *
 * @param {{n: number, d: number}} points
 */
export function checkPaintable({ n, d }) {
  if (d !== 2) throw new InputError(`the points have ${d} coordinates, and only those with 2 can be painted`);
  if (n > MOST_PAINTED) {
    throw new InputError(`the board has ${n} points, and up to ${MOST_PAINTED} can be painted; make n smaller`);
  }
}

/**
 * Return positions with no more digits than a hand has: links, and code that is copied, stay short.
 *
 * @param {Float64Array} positions
 * @param {Points} points Those on the board that they are on.
 * @returns {Float64Array}
 */
export function rounded(positions, points) {
  const { low, high } = extent(points);
  const reach = high.reduce((most, value, axis) => Math.max(most, value - low[axis]), 0) || 1;
  const digits = Math.max(0, 4 - Math.ceil(Math.log10(reach)));
  return digits > 100 ? positions : positions.map((value) => Number(value.toFixed(digits)));
}
