// @ts-check
// Lloyd's algorithm, one half-step at a time: the states that `kmeans_viz.lloyd` yields.
//
// The seed comes first, then "assign" and "update" in turn, until an assignment changes nothing. Lloyd (1982), "Least
// squares quantization in PCM", IEEE Transactions on Information Theory 28, 129-137.

import { emptyClusters, RULES } from "./empties.js";
import { asCount, asK, InputError, rowOf } from "./inputs.js";
import { Sweeper } from "./sweep.js";

/** @typedef {import("./points.js").Points} Points */

/**
 * The state of a run after one half-step. Its arrays belong to it and to its neighbours: change none of them.
 *
 * @typedef {object} State
 * @property {"seed" | "assign" | "update"} phase
 * @property {number} iteration 0 for the seed; the first assignment and the first update are both 1.
 * @property {Float64Array} centroids k·d.
 * @property {Int32Array | null} labels n: the cluster of each point; null before the first assignment.
 * @property {number | null} inertia Sum of squared distances of the points to the centroids of this state.
 * @property {number} changed How many labels this half-step changed; n in the first assignment.
 * @property {number} shift The largest distance that a centroid moved in this half-step.
 * @property {Int32Array} counts k: how many points each cluster has; zeros before the first assignment.
 * @property {number[]} empty The clusters without points, once there are labels.
 * @property {boolean} converged True in the assignment that changed no label.
 * @property {Int32Array} clusters k: which cluster of the seed each centroid is; differs from 0 … k - 1 once one was
 *   dropped, so that the others keep their colours.
 */

/**
 * How a run goes on and ends.
 *
 * @typedef {object} RunOptions
 * @property {number} [maxIter] The most updates to make; 300 unless given.
 * @property {string} [onEmpty] What an empty cluster does in an update: a name in `RULES`, "keep" unless given.
 */

/**
 * Yield the state of every half-step of a run, and null each time that `piece` distances were measured on the way to the
 * next one, so that a page can see to its reader in between.
 *
 * The run ends with the assignment in which no label changed, or with the one after `maxIter` updates.
 *
 * @param {Points} points
 * @param {Float64Array} start k·d coordinates.
 * @param {RunOptions} [options]
 * @param {number} [piece]
 * @returns {Generator<State | null, void>}
 */
export function* lloydInPieces(points, start, { maxIter = 300, onEmpty = "keep" } = {}, piece = 2_000_000) {
  const { n, d } = points;
  if (start.length % d !== 0) {
    throw new InputError(`the start has ${start.length} numbers; give k·d of them, and d is ${d} here`);
  }
  const k = asK(start.length / d, n);
  asCount(maxIter, "max_iter");
  const deal = rowOf(RULES, onEmpty, "on_empty");
  /** @type {Int32Array} */
  let clusters = Int32Array.from({ length: k }, (_, j) => j);
  let centroids = start;
  /** @type {State} */
  const seed = {
    phase: "seed",
    iteration: 0,
    centroids,
    labels: null,
    inertia: null,
    changed: 0,
    shift: 0,
    counts: new Int32Array(k),
    empty: [],
    converged: false,
    clusters,
  };
  yield seed;
  const sweeper = new Sweeper(points, piece);
  let found = yield* sweeper.sweep(centroids, null);
  for (let iteration = 1; ; iteration++) {
    yield {
      phase: "assign",
      iteration,
      centroids,
      labels: found.labels,
      inertia: found.inertia,
      changed: found.changed,
      shift: 0,
      counts: found.counts,
      empty: emptyClusters(found.counts),
      converged: found.changed === 0,
      clusters,
    };
    if (found.changed === 0 || iteration > maxIter) return;

    let { labels } = found;
    let changed = 0;
    if (found.counts.includes(0))
      ({ centroids, labels, clusters, changed } = deal(points, centroids, labels, clusters));
    const tally = labels === found.labels ? found : sweeper.tally(labels, clusters.length);
    const moved = sweeper.means(tally, centroids);
    const shift = largestShift(centroids, moved, d);
    centroids = moved;
    // The pass that measures an update makes the assignment that follows it.
    found = yield* sweeper.sweep(centroids, labels);
    yield {
      phase: "update",
      iteration,
      centroids,
      labels,
      inertia: found.inertiaBefore,
      changed,
      shift,
      counts: tally.counts,
      empty: emptyClusters(tally.counts),
      converged: false,
      clusters,
    };
  }
}

/**
 * Return the largest distance that a centroid moved.
 *
 * @param {Float64Array} before
 * @param {Float64Array} after
 * @param {number} d
 */
export function largestShift(before, after, d) {
  let largest = 0;
  for (let j = 0; j < after.length; j += d) {
    let squared = 0;
    for (let axis = j; axis < j + d; axis++) squared += (after[axis] - before[axis]) ** 2;
    largest = Math.max(largest, squared);
  }
  return Math.sqrt(largest);
}
