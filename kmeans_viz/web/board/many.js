// @ts-check
// Many runs of a board's recipe from other starts, in pieces, so that the page stays alive.

import { asCount } from "../engine/inputs.js";
import { optionsOf } from "../engine/recipe.js";
import { histogram, Starts } from "../engine/runs.js";
import { turns } from "./computing.js";
import { defaults } from "./looks.js";

const MOST = 10_000;

/**
 * What many runs ended with.
 *
 * @typedef {object} ManyRuns
 * @property {number[]} inertias That of the start with seed i at position i.
 * @property {number} lucky The `init_seed` of the lowest inertia; the first of them on a tie.
 * @property {number} unlucky That of the highest.
 * @property {{counts: number[], low: number, high: number}} histogram The inertias in bins of the same width.
 */

/**
 * Run from the seeds 0, 1, 2, …, by the recipe's method; by "random" where its stars were put by hand.
 *
 * @param {import("../engine/points.js").Points} points
 * @param {import("./attributes.js").Recipe} recipe
 * @param {number | undefined} n How many; 30 to 300 unless given, fewer on large boards.
 * @param {AbortSignal} signal Ends the work.
 * @returns {Promise<ManyRuns>}
 */
export async function manyRuns(points, recipe, n, signal) {
  const { k, init } = { ...defaults(), ...recipe };
  const isPlaced = typeof init !== "string";
  const total = n === undefined ? n : asCount(n, "n", 1, MOST);
  const starts = new Starts(points, isPlaced ? init.length : k, isPlaced ? "random" : init, optionsOf(recipe), total);
  const rest = turns();
  for (const _ of starts.search()) {
    await rest();
    signal.throwIfAborted();
  }
  const { inertias, luckySeed: lucky, unluckySeed: unlucky } = starts;
  return { inertias, lucky, unlucky, histogram: histogram(inertias) };
}
