// @ts-check
// Where the centroids start: one row a method in `STARTS`, as in Python's `SEEDINGS`.
//
// Each method is a generator that places star after star: `seedingSteps` shows how, `startCentroids` runs it to its
// end. Random numbers, sums and comparisons come in the order in which Python has them: same seed, same start.

import { asK, rowOf } from "./inputs.js";
import { defaultRng } from "./random.js";
import { cumulativeSums, pairwiseSum, searchRight } from "./sums.js";

/** @typedef {import("./points.js").Points} Points */
/** @typedef {import("./random.js").RandomGenerator} RandomGenerator */

/**
 * How one more star is placed.
 *
 * @typedef {object} SeedingStep
 * @property {number[]} chosen The points picked so far, without this one.
 * @property {"chance" | "distance" | "group"} kind What the scores are: a point's chance of being picked, its distance
 *   to the nearest star so far, or 1 for the points whose mean the star becomes.
 * @property {Float64Array} scores n of them.
 * @property {number} picked The point picked; -1 where the star is a mean.
 * @property {Float64Array} centroid The star's d coordinates.
 */

/**
 * What a method yields: a star, and how to find the scores, which is too much to do for a start that is not watched.
 *
 * @typedef {object} Placed
 * @property {SeedingStep["kind"]} kind
 * @property {number} picked
 * @property {Float64Array} centroid
 * @property {() => Float64Array} scores To be asked before the next star is placed.
 */

/** @typedef {(points: Points, k: number, rng: RandomGenerator) => Generator<Placed, void>} Method */

/** Start from k different points, each as likely as any other (Forgy 1965). @type {Method} */
function* random(points, k, rng) {
  const chosen = rng.choice(points.n, k);
  for (let j = 0; j < k; j++) yield picked(points, chosen[j], () => equalChances(points.n, chosen.subarray(0, j)));
}

/** Give every point a random cluster, none of them empty, and start from the means of these. @type {Method} */
function* partition(points, k, rng) {
  const { values, n, d } = points;
  const groups = new Int32Array(n);
  for (let j = 0; j < k; j++) groups[j] = j;
  groups.set(rng.integers(k, n - k), k);
  const labels = rng.permutation(groups);
  const counts = new Float64Array(k);
  const sums = new Float64Array(k * d);
  for (let i = 0; i < n; i++) {
    counts[labels[i]]++;
    for (let axis = 0; axis < d; axis++) sums[labels[i] * d + axis] += values[i * d + axis];
  }
  for (let j = 0; j < k; j++) {
    const centroid = sums.slice(j * d, j * d + d).map((sum) => sum / counts[j]);
    const scores = () => Float64Array.from(labels, (label) => (label === j ? 1 : 0));
    yield { kind: "group", picked: -1, centroid, scores };
  }
}

/**
 * Draw each next centroid with probability proportional to D(x)², the squared distance to the nearest so far.
 *
 * Arthur & Vassilvitskii (2007), "k-means++: The Advantages of Careful Seeding", section 2.2. Where every point already
 * is a centroid, the rest are drawn uniformly.
 *
 * @type {Method}
 */
function* kMeansPlusPlus(points, k, rng) {
  const { n } = points;
  const chosen = [rng.integer(n)];
  yield picked(points, chosen[0], () => equalChances(n, []));
  const nearest = new Float64Array(n).fill(Infinity);
  while (chosen.length < k) {
    lowerTo(nearest, points, chosen[chosen.length - 1]);
    const total = pairwiseSum(nearest);
    if (total > 0) {
      const place = searchRight(cumulativeSums(nearest), rng.random() * total);
      // Rounding may leave the last sum below the total.
      const next = place < n ? place : lastAbove0(nearest);
      yield picked(points, next, () => nearest.map((squared) => squared / total));
      chosen.push(next);
    } else {
      const next = placeAmongOthers(rng.integer(n - chosen.length), chosen);
      yield picked(points, next, () => equalChances(n, chosen));
      chosen.push(next);
    }
  }
}

/**
 * Start from a random point, then take again and again the point farthest from all chosen ones.
 *
 * Gonzalez (1985), "Clustering to minimize the maximum intercluster distance".
 *
 * @type {Method}
 */
function* farthest(points, k, rng) {
  const { n } = points;
  const chosen = [rng.integer(n)];
  yield picked(points, chosen[0], () => equalChances(n, []));
  const nearest = new Float64Array(n).fill(Infinity);
  while (chosen.length < k) {
    lowerTo(nearest, points, chosen[chosen.length - 1]);
    // Below every distance: among coincident points, each is taken once.
    nearest[chosen[chosen.length - 1]] = -1;
    let next = 0;
    for (let i = 1; i < n; i++) if (nearest[i] > nearest[next]) next = i;
    yield picked(points, next, () => nearest.map((squared) => Math.sqrt(Math.max(squared, 0))), "distance");
    chosen.push(next);
  }
}

/** Every method by name. @type {Record<string, Method>} */
export const STARTS = { random, partition, "k-means++": kMeansPlusPlus, farthest };

/**
 * Tell star by star how a start is made.
 *
 * @param {Points} points
 * @param {number} k
 * @param {string} init A name in `STARTS`.
 * @param {import("./pcg64.js").Seed} seed
 * @returns {Generator<SeedingStep, void>}
 */
export function* seedingSteps(points, k, init, seed) {
  const chosen = [];
  for (const { kind, picked, centroid, scores } of placed(points, k, init, seed)) {
    yield { chosen: [...chosen], kind, scores: scores(), picked, centroid };
    if (picked >= 0) chosen.push(picked);
  }
}

/**
 * Return the k·d coordinates of the start that `kmeans_viz` makes from the same points, method and seed.
 *
 * @param {Points} points
 * @param {number} k
 * @param {string} init A name in `STARTS`.
 * @param {import("./pcg64.js").Seed} seed
 * @returns {Float64Array}
 */
export function startCentroids(points, k, init, seed) {
  const stars = Array.from(placed(points, k, init, seed), ({ centroid }) => centroid);
  const centroids = new Float64Array(k * points.d);
  stars.forEach((star, j) => centroids.set(star, j * points.d));
  return centroids;
}

/** @param {Points} points @param {number} k @param {string} init @param {import("./pcg64.js").Seed} seed */
function placed(points, k, init, seed) {
  return rowOf(STARTS, init, "init")(points, asK(k, points.n), defaultRng(seed));
}

/**
 * Return what a method yields for a star on a point.
 *
 * @param {Points} points
 * @param {number} i
 * @param {() => Float64Array} scores
 * @param {SeedingStep["kind"]} kind
 * @returns {Placed}
 */
function picked({ values, d }, i, scores, kind = "chance") {
  return { kind, picked: i, centroid: values.slice(i * d, i * d + d), scores };
}

/** Return the same chance for all n points but the chosen ones. @param {number} n @param {ArrayLike<number>} chosen */
function equalChances(n, chosen) {
  const chances = new Float64Array(n).fill(1 / (n - chosen.length));
  for (let j = 0; j < chosen.length; j++) chances[chosen[j]] = 0;
  return chances;
}

/**
 * Lower each squared distance in `nearest` to that from one more point, where that is less.
 *
 * @param {Float64Array} nearest
 * @param {Points} points
 * @param {number} chosen
 */
function lowerTo(nearest, { values, n, d }, chosen) {
  for (let i = 0; i < n; i++) {
    let squared = 0;
    for (let axis = 0; axis < d; axis++) {
      const difference = values[i * d + axis] - values[chosen * d + axis];
      squared += difference * difference;
    }
    if (squared < nearest[i]) nearest[i] = squared;
  }
}

/** Return the last place with a number above 0. @param {Float64Array} numbers */
function lastAbove0(numbers) {
  let last = numbers.length - 1;
  while (!(numbers[last] > 0)) last--;
  return last;
}

/**
 * Return the point at a place in the list of those that were not chosen.
 *
 * @param {number} place
 * @param {number[]} chosen
 */
function placeAmongOthers(place, chosen) {
  let point = place;
  for (const taken of [...chosen].sort((a, b) => a - b)) if (taken <= point) point++;
  return point;
}
