// @ts-check
// The inner loop: one pass over the points that assigns, counts, sums and measures all that the next half-step needs.

import { middleOf } from "./points.js";

/** @typedef {import("./points.js").Points} Points */

/**
 * What one pass over the points finds.
 *
 * @typedef {object} Sweep
 * @property {Int32Array} labels n: the nearest centroid of each point, the lowest index on a tie.
 * @property {Int32Array} counts k: how many points each centroid has.
 * @property {Float64Array} sums k·d: the sum of what its points differ by from the middle of the board.
 * @property {number} inertia Sum of squared distances of the points to their nearest centroid.
 * @property {number} inertiaBefore The same with the labels before; NaN without any.
 * @property {number} changed How many labels differ from those before; n without any.
 */

/** Makes sweeps of the same points. */
export class Sweeper {
  /**
   * @param {Points} points
   * @param {number} piece How many distances are measured between two yields.
   */
  constructor(points, piece = Infinity) {
    this.points = points;
    /** Of the box around the points: see `middleOf`. */
    this.middle = middleOf(points);
    this._piece = piece;
  }

  /**
   * Assign every point to its nearest centroid; yield null now and then on the way.
   *
   * @param {Float64Array} centroids
   * @param {Int32Array | null} previous The labels before, to count changes against.
   * @returns {Generator<null, Sweep>}
   */
  *sweep(centroids, previous) {
    const { n, d } = this.points;
    const k = centroids.length / d;
    /** @type {Sweep} */
    const found = {
      labels: new Int32Array(n),
      counts: new Int32Array(k),
      sums: new Float64Array(k * d),
      inertia: 0,
      inertiaBefore: previous ? 0 : NaN,
      changed: previous ? 0 : n,
    };
    const step = Math.max(1, Math.ceil(this._piece / k));
    for (let from = 0; from < n; from += step) {
      if (from > 0) yield null;
      const to = Math.min(from + step, n);
      if (d === 2) sweepPlane(this.points, this.middle, centroids, previous, from, to, found);
      else sweepAny(this.points, this.middle, centroids, previous, from, to, found);
    }
    return found;
  }

  /**
   * Count the points of each of k clusters, and sum what they differ by from the middle.
   *
   * @param {Int32Array} labels
   * @param {number} k
   * @returns {{counts: Int32Array, sums: Float64Array}}
   */
  tally(labels, k) {
    const { values, n, d } = this.points;
    const counts = new Int32Array(k);
    const sums = new Float64Array(k * d);
    for (let i = 0; i < n; i++) {
      counts[labels[i]]++;
      for (let axis = 0; axis < d; axis++) sums[labels[i] * d + axis] += values[i * d + axis] - this.middle[axis];
    }
    return { counts, sums };
  }

  /**
   * Return the means of the clusters; a centroid without points stays where it is.
   *
   * @param {{counts: Int32Array, sums: Float64Array}} tally
   * @param {Float64Array} centroids
   * @returns {Float64Array}
   */
  means({ counts, sums }, centroids) {
    const { d } = this.points;
    return centroids.map((value, i) => {
      const count = counts[Math.floor(i / d)];
      return count === 0 ? value : this.middle[i % d] + sums[i] / count;
    });
  }
}

/**
 * Return, for each centroid in the plane, the square of the distance within which a point needs no look at the others:
 * half of that to the nearest other centroid (Elkan 2003, "Using the Triangle Inequality to Accelerate k-Means",
 * lemma 1).
 *
 * @param {Float64Array} centroids
 * @returns {Float64Array}
 */
export function ownGround(centroids) {
  const ground = new Float64Array(centroids.length / 2).fill(Infinity);
  for (let i = 0; i < centroids.length; i += 2) {
    for (let j = 0; j < i; j += 2) {
      const dx = centroids[i] - centroids[j];
      const dy = centroids[i + 1] - centroids[j + 1];
      // An error of rounding must not take a point from one cell to the other.
      const quarter = ((dx * dx + dy * dy) / 4) * (1 - 1e-9);
      if (quarter < ground[i >> 1]) ground[i >> 1] = quarter;
      if (quarter < ground[j >> 1]) ground[j >> 1] = quarter;
    }
  }
  return ground;
}

/**
 * Do the points `from` … `to` - 1 of a sweep in the plane.
 *
 * @param {Points} points
 * @param {Float64Array} middle
 * @param {Float64Array} centroids
 * @param {Int32Array | null} previous
 * @param {number} from
 * @param {number} to
 * @param {Sweep} found
 */
function sweepPlane({ values }, middle, centroids, previous, from, to, found) {
  const { labels, counts, sums } = found;
  const ground = ownGround(centroids);
  const end = centroids.length;
  const [middleX, middleY] = middle;
  let { inertia, inertiaBefore, changed } = found;
  let own = 0;
  for (let i = from; i < to; i++) {
    const x = values[2 * i];
    const y = values[2 * i + 1];
    // Begin with a guess, which is mostly right where there are labels before.
    const before = previous === null ? own : previous[i];
    let dx = x - centroids[2 * before];
    let dy = y - centroids[2 * before + 1];
    let best = dx * dx + dy * dy;
    inertiaBefore += best;
    own = 2 * before;
    if (best >= ground[before]) {
      for (let j = 0; j < end; j += 2) {
        dx = x - centroids[j];
        dy = y - centroids[j + 1];
        const squared = dx * dx + dy * dy;
        if (squared <= best && (squared < best || j < own)) {
          best = squared;
          own = j;
        }
      }
    }
    sums[own] += x - middleX;
    sums[own + 1] += y - middleY;
    own >>= 1;
    counts[own]++;
    labels[i] = own;
    inertia += best;
    if (own !== before) changed++;
  }
  found.inertia = inertia;
  if (previous !== null) Object.assign(found, { inertiaBefore, changed });
}

/** Do the same in any number of dimensions. @type {typeof sweepPlane} */
function sweepAny({ values, d }, middle, centroids, previous, from, to, found) {
  const { labels, counts, sums } = found;
  const k = counts.length;
  /** @param {number} i @param {number} j */
  const squaredDistance = (i, j) => {
    let squared = 0;
    for (let axis = 0; axis < d; axis++) {
      const difference = values[i * d + axis] - centroids[j * d + axis];
      squared += difference * difference;
    }
    return squared;
  };
  for (let i = from; i < to; i++) {
    let best = Infinity;
    let own = 0;
    for (let j = 0; j < k; j++) {
      const squared = squaredDistance(i, j);
      if (squared < best) {
        best = squared;
        own = j;
      }
    }
    for (let axis = 0; axis < d; axis++) sums[own * d + axis] += values[i * d + axis] - middle[axis];
    counts[own]++;
    labels[i] = own;
    found.inertia += best;
    if (previous !== null) {
      if (previous[i] !== own) found.changed++;
      found.inertiaBefore += previous[i] === own ? best : squaredDistance(i, previous[i]);
    }
  }
}
