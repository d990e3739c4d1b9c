// @ts-check
// What becomes of a cluster that has lost all its points: one function a rule, one row a rule in `RULES`.

import { InputError } from "./inputs.js";

/** @typedef {import("./points.js").Points} Points */

/** A cluster lost its last point, and the caller asked for an error in that case. */
export class EmptyClusterError extends InputError {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "EmptyClusterError";
  }
}

/**
 * The state that the update starts from, after a rule.
 *
 * @typedef {object} Dealt
 * @property {Float64Array} centroids One row for each cluster that is left.
 * @property {Int32Array} labels The array that came in, where the rule changed none.
 * @property {Int32Array} clusters
 * @property {number} changed How many labels the rule changed.
 */

/** @typedef {(points: Points, centroids: Float64Array, labels: Int32Array, clusters: Int32Array) => Dealt} Rule */

/**
 * Return the clusters without points.
 *
 * @param {Int32Array} counts
 * @returns {number[]}
 */
export function emptyClusters(counts) {
  const empty = [];
  for (let j = 0; j < counts.length; j++) if (counts[j] === 0) empty.push(j);
  return empty;
}

/** Leave the cluster empty, so that k stays k; the update leaves its centroid where it is. @type {Rule} */
function keep(_, centroids, labels, clusters) {
  return { centroids, labels, clusters, changed: 0 };
}

/**
 * Give the cluster the point that is farthest from its own centroid, so that the update moves it there.
 *
 * This is scikit-learn's rule. A point that is alone in its cluster, or on its centroid, stays: taking it would only
 * empty another cluster.
 *
 * @type {Rule}
 */
function farthest({ values, n, d }, centroids, labels, clusters) {
  const distances = new Float64Array(n);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let axis = 0; axis < d; axis++) {
      const value = values[i * d + axis];
      distances[i] += (value - centroids[labels[i] * d + axis]) ** 2;
      largest = Math.max(largest, Math.abs(value));
    }
  }
  const counts = countsOf(labels, clusters.length);
  const dealt = labels.slice();
  let changed = 0;
  for (const j of emptyClusters(counts)) {
    let point = -1;
    for (let i = 0; i < n; i++) {
      if (counts[dealt[i]] > 1 && (point < 0 || distances[i] > distances[point])) point = i;
    }
    if (point < 0 || isOnCentroid(distances[point], n, d, largest)) break;
    counts[dealt[point]]--;
    dealt[point] = j;
    changed++;
  }
  return { centroids, labels: changed > 0 ? dealt : labels, clusters, changed };
}

/** Let the cluster disappear: K clusters become K - 1, as in code that keeps only the groups it finds. @type {Rule} */
function drop({ d }, centroids, labels, clusters) {
  const counts = countsOf(labels, clusters.length);
  const newIndex = new Int32Array(clusters.length);
  let left = 0;
  for (let j = 0; j < clusters.length; j++) {
    newIndex[j] = left;
    if (counts[j] > 0) left++;
  }
  return {
    centroids: centroids.filter((_, i) => counts[Math.floor(i / d)] > 0),
    labels: labels.map((label) => newIndex[label]),
    clusters: clusters.filter((_, j) => counts[j] > 0),
    changed: 0,
  };
}

/** Throw an `EmptyClusterError`. @type {Rule} */
function error(_, __, labels, clusters) {
  const [first] = emptyClusters(countsOf(labels, clusters.length));
  throw new EmptyClusterError(
    `cluster ${first + 1} of ${clusters.length} has no points; ` +
      `use fewer clusters, another start, or on_empty="keep" or "farthest"`,
  );
}

/** Every rule by name. @type {Record<string, Rule>} */
export const RULES = { keep, farthest, drop, error };

/**
 * Tell whether a point is no farther from its centroid than rounding makes it.
 *
 * The mean of coincident points is off by rounding; taking one of them for that would go on for ever.
 *
 * @param {number} squaredDistance
 * @param {number} n
 * @param {number} d
 * @param {number} largest The absolute value of the coordinate farthest from zero.
 */
function isOnCentroid(squaredDistance, n, d, largest) {
  return squaredDistance <= d * (n * Number.EPSILON * largest) ** 2;
}

/** Return how many points each of k clusters has. @param {Int32Array} labels @param {number} k */
function countsOf(labels, k) {
  const counts = new Int32Array(k);
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++;
  return counts;
}
