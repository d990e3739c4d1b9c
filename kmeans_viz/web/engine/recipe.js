// @ts-check
// From a recipe to its points and its start. The fields are those of Python's `kmeans_viz.Recipe`, by the same names.

import { generate } from "./generators.js";
import { InputError } from "./inputs.js";
import { asPoints, standardized } from "./points.js";
import { knownSample } from "./samples.js";
import { startCentroids } from "./starts.js";

/** @typedef {import("./points.js").Points} Points */
/** @typedef {import("./pcg64.js").Seed} Seed */

/**
 * What determines a run; each field may be left out.
 *
 * @typedef {object} Recipe
 * @property {string} [data] A generator in `GENERATORS`, or a sample that the page has brought.
 * @property {number} [n] How many points to generate.
 * @property {number} [blobs] How many groups the generator makes, where it makes groups.
 * @property {Seed} [seed] Makes the board repeatable, and the start too unless `init_seed` is given.
 * @property {number[][] | null} [coordinates] The points themselves, instead of a generated board.
 * @property {boolean} [standardize] Take every coordinate as z-scores.
 * @property {number} [k] How many clusters to look for.
 * @property {string | number[][]} [init] A method in `STARTS`, or the k centroids to start from.
 * @property {Seed | null} [init_seed] Makes the start repeatable apart from the board.
 * @property {number} [max_iter]
 * @property {string} [on_empty]
 */

/** The fields that a recipe leaves out. */
export const DEFAULTS = Object.freeze({
  data: "gaussian",
  n: 200,
  blobs: 3,
  seed: 0,
  k: 3,
  init: "random",
  max_iter: 300,
  on_empty: "keep",
});

/** Return how many clusters a recipe has. @param {Recipe} recipe @returns {number} */
export function kOf(recipe) {
  return Array.isArray(recipe.init) ? recipe.init.length : (recipe.k ?? DEFAULTS.k);
}

/**
 * Return the board of a recipe.
 *
 * @param {Recipe} recipe
 * @returns {Points}
 */
export function pointsOf(recipe) {
  const { data, n, blobs, seed } = { ...DEFAULTS, ...recipe };
  const sample = recipe.coordinates ? null : knownSample(data);
  const points = recipe.coordinates ? asPoints(recipe.coordinates) : (sample ?? generate(data, n, blobs, seed));
  return recipe.standardize ? standardized(points) : points;
}

/**
 * Return the k·d coordinates of the start of a recipe.
 *
 * @param {Recipe} recipe
 * @param {Points} points
 * @returns {Float64Array}
 */
export function startOf(recipe, points) {
  const { k, init, seed } = { ...DEFAULTS, ...recipe };
  if (typeof init === "string") return startCentroids(points, k, init, recipe.init_seed ?? seed);
  const start = asPoints(init);
  if (start.d !== points.d) {
    throw new InputError(`init has ${start.d} coordinates and the points have ${points.d}; give as many`);
  }
  return start.values;
}

/**
 * Return how the run of a recipe goes on and ends.
 *
 * @param {Recipe} recipe
 * @returns {import("./steps.js").RunOptions}
 */
export function optionsOf(recipe) {
  const { max_iter: maxIter, on_empty: onEmpty } = { ...DEFAULTS, ...recipe };
  return { maxIter, onEmpty };
}
