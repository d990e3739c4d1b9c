// @ts-check
// The recipes that hands and buttons make out of the one that is on the board.

/** @typedef {import("./attributes.js").Recipe} Recipe */

/**
 * Return the recipe of a run from where stars were put.
 *
 * @param {Recipe} recipe
 * @param {Float64Array} centroids k·d
 * @param {number} d
 * @returns {Recipe}
 */
export function startedAt({ k: _, ...rest }, centroids, d) {
  const init = Array.from({ length: centroids.length / d }, (__, j) => [...centroids.subarray(j * d, j * d + d)]);
  return { ...rest, init };
}

/**
 * Return the recipe of a run on other points, in the plane.
 *
 * @param {Recipe} recipe
 * @param {Float64Array} values n·2 coordinates.
 * @returns {Recipe}
 */
export function paintedOn(recipe, values) {
  const { data: _, n: __, blobs: ___, standardize: ____, ...rest } = recipe;
  const coordinates = Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
  return { ...rest, coordinates };
}

/**
 * Return the recipe of another start on the same points, or of other points and their start.
 *
 * @param {Recipe} recipe
 * @param {"start" | "points"} what
 * @param {Recipe} first The recipe that the board began with: a hand that put the stars left no method.
 * @param {Recipe} defaults
 * @returns {Recipe}
 */
export function renewed({ init, ...rest }, what, first, defaults) {
  const { seed, init_seed: initSeed } = { ...defaults, ...rest };
  const named = Array.isArray(init) ? first.init : init;
  const method = typeof named === "string" ? { init: named } : {};
  const k = Array.isArray(init) ? { k: init.length } : {};
  const made = what === "start" ? { init_seed: next(initSeed ?? seed) } : { seed: next(seed) };
  return { ...rest, ...k, ...method, ...made };
}

/** @param {number | bigint} seed */
function next(seed) {
  return typeof seed === "bigint" ? seed + 1n : seed + 1;
}
