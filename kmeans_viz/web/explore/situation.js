// @ts-check
// What the explorer is about, as a plain value, and what a change makes of it: a recipe, a second start beside it, and
// what the hand does. A change that cannot be made raises InputError and changes nothing.

import { checkedRecipe } from "../board/attributes.js";
import { defaults } from "../board/looks.js";
import { checkPaintable } from "../engine/brush.js";
import { GENERATORS } from "../engine/generators.js";
import { asCount, InputError, rowOf } from "../engine/inputs.js";
import { knownSample } from "../engine/samples.js";
import { TABLES } from "../tables.js";
import { say } from "./say.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */
/** @typedef {import("../engine/pcg64.js").Seed} Seed */

/**
 * @typedef {object} Situation
 * @property {Recipe} recipe
 * @property {{init: string | number[][], seed: Seed} | null} other The second start, where two are compared.
 * @property {string} hand What a hand on the board does: a name in `HANDS`.
 * @property {boolean} light Whether the page is light, also where the user prefers it dark; a recipe cannot say so.
 * @property {boolean} lines Whether each point is tied to its star.
 * @property {boolean} forms Whether each cluster has a shape of its own.
 * @property {boolean} whole Whether assign and update are one step.
 * @property {string[]} hide What the page leaves out: parts of the board, and controls by their names.
 * @property {string} method The last start that no hand has placed: a name of a seeding.
 */

export const MOST_CLUSTERS = 20;
/** What a hand does, and what to try with it. @type {Record<string, {label: string, hint: string, lead: string}>} */
export const HANDS = {
  move: { label: say("Move stars"), hint: say("Drag a star: the run starts from where it is let go"), lead: say("Drag a star to another start, or press Play.") },
  place: { label: say("Place stars"), hint: say("Click where each star shall start"), lead: say("Click where each star shall start.") },
  paint: { label: say("Add points"), hint: say("Spray points on the board"), lead: say("Press and draw along the board to add points.") },
  erase: { label: say("Erase"), hint: say("Take points away"), lead: say("Press and draw along the board to take points away.") },
};
const SWITCHES = ["light", "lines", "forms", "whole"];
/** What a newcomer sees first. @type {Recipe} */
export const FIRST = { data: "gaussian", n: 200, blobs: 5, k: 5, seed: 1 };

/** Return the situation of a recipe. @param {Recipe} recipe @returns {Situation} */
export function situationOf(recipe) {
  const checked = known(recipe);
  const method = typeof checked.init === "string" ? checked.init : "random";
  return { recipe: checked, other: null, hand: "move", light: false, lines: false, forms: false, whole: false, hide: [], method };
}

/** Return all fields of a recipe, with as many clusters as its start has stars. @param {Recipe} recipe @returns {Recipe} */
export function filled(recipe) {
  const whole = { ...defaults(), ...recipe };
  if (Array.isArray(whole.init)) whole.k = whole.init.length;
  return whole;
}

/** Return a recipe whose values all have a meaning on this page. @param {Recipe} recipe @returns {Recipe} */
function known(recipe) {
  const checked = checkedRecipe(recipe);
  const { data, init, on_empty: rule } = filled(checked);
  const { generators, seedings, rules } = TABLES.labels;
  if (!checked.coordinates && knownSample(data) === null) rowOf(generators, data, "data");
  if (typeof init === "string") rowOf(seedings, init, "init");
  rowOf(rules, rule, "on-empty");
  for (const name of ["k", "blobs"]) asCount(filled(checked)[name], name, 1, MOST_CLUSTERS);
  return checked;
}

/** Return where the points come from: a generator, a sample, or "own". @param {Recipe} recipe @returns {string} */
export function sourceOf(recipe) {
  return recipe.coordinates ? "own" : filled(recipe).data;
}

/** Return how the start is made: a name of a seeding, or "placed". @param {Recipe} recipe @returns {string} */
export function methodOf(recipe) {
  const { init } = filled(recipe);
  return typeof init === "string" ? init : "placed";
}

/** Return the seed of the start. @param {Recipe} recipe @returns {Seed} */
export function startSeedOf(recipe) {
  const { seed, init_seed: initSeed } = filled(recipe);
  return initSeed ?? seed;
}

/** Return how many points a recipe has. @param {Recipe} recipe @returns {number} */
export function nOf(recipe) {
  if (recipe.coordinates) return recipe.coordinates.length;
  const { data, n } = filled(recipe);
  return knownSample(data)?.n ?? n;
}

/** Return how many coordinates the points of a recipe have. @param {Recipe} recipe @returns {number} */
export function dOf(recipe) {
  return recipe.coordinates?.[0].length ?? knownSample(filled(recipe).data)?.d ?? 2;
}

/** Tell whether the points are made by a generator. @param {Recipe} recipe */
export function isMade(recipe) {
  return Object.hasOwn(GENERATORS, sourceOf(recipe));
}

/**
 * Return what a change makes of a situation, and what the user should know of it.
 *
 * @param {Situation} before
 * @param {Record<string, any>} values Fields of a recipe; "source"; "start_seed"; "hand"; "lines", "forms", "whole";
 *   "other", "other_init", "other_seed".
 * @returns {{now: Situation, note: string}}
 */
export function changed(before, values) {
  const { source, start_seed: startSeed, hand, other, other_init: otherInit, other_seed: otherSeed, ...rest } = values;
  const switches = Object.fromEntries(Object.entries(rest).filter(([name]) => SWITCHES.includes(name)));
  const fields = Object.fromEntries(Object.entries(rest).filter(([name]) => !SWITCHES.includes(name)));
  let recipe = { ...before.recipe };
  if (source !== undefined) {
    for (const name of ["coordinates", "standardize"]) delete recipe[name];
    recipe.data = source;
    // Stars that were put on one board have no place on another one.
    if (methodOf(recipe) === "placed") recipe = withMethod(recipe, before.method);
  }
  // A number of stars that a hand did not place has to come from a method.
  if (fields.k !== undefined && fields.init === undefined && methodOf(recipe) === "placed") {
    recipe = withMethod(recipe, before.method);
  }
  if (startSeed !== undefined) recipe.init_seed = startSeed;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) delete recipe[name];
    else recipe[name] = value;
  }
  if (Array.isArray(recipe.init)) delete recipe.k;
  let next = before.other;
  if (other !== undefined) next = other;
  if (next !== null && otherInit !== undefined) next = { ...next, init: otherInit };
  if (next !== null && otherSeed !== undefined) next = { ...next, seed: otherSeed };
  const { recipe: fitting, note } = fitted(known(recipe), before.method);
  if (hand !== undefined) checkHand(hand, fitting);
  if (next !== null && Array.isArray(next.init) && next.init.length !== filled(fitting).k) {
    next = { ...next, init: before.method };
  }
  const method = typeof fitting.init === "object" ? before.method : (fitting.init ?? "random");
  return { now: { ...before, ...switches, recipe: fitting, other: next, hand: handOn(hand ?? before.hand, fitting), method }, note };
}

/** Throw an InputError where a hand cannot do that on a board. @param {string} hand @param {Recipe} recipe */
export function checkHand(hand, recipe) {
  rowOf(HANDS, hand, "hand");
  const d = dOf(recipe);
  if (d > 2) throw new InputError(`these points have ${d} coordinates; stars and points can be moved by hand where there are 2`);
  if (hand === "paint" || hand === "erase") checkPaintable({ n: nOf(recipe), d });
}

/** Return what the hand does on a board: what it did before, where it can. @param {string} hand @param {Recipe} recipe */
function handOn(hand, recipe) {
  try {
    if (hand !== "move") checkHand(hand, recipe);
    return hand;
  } catch {
    return "move";
  }
}

/** Return a recipe that has no more clusters than points. @param {Recipe} recipe @param {string} method */
function fitted(recipe, method) {
  const n = nOf(recipe);
  if (filled(recipe).k <= n) return { recipe, note: "" };
  const fewer = methodOf(recipe) === "placed" ? withMethod(recipe, method) : { ...recipe };
  fewer.k = n;
  return { recipe: fewer, note: n === 1 ? say("There is 1 point, so K is 1 now.") : say("There are {n} points, so K is {n} now.", { n }) };
}

/** Return a recipe whose stars are placed by a method, as many as before. @param {Recipe} recipe @param {string} method */
function withMethod(recipe, method) {
  const { init: _, ...rest } = recipe;
  return { ...rest, k: filled(recipe).k, init: method };
}

/** Return the values that make other points in the same way. @param {Situation} situation */
export function otherPoints({ recipe }) {
  if (!isMade(recipe)) throw new InputError(`${sourceOf(recipe)} is not a generated board; choose one of these to get new points`);
  // The start keeps its own number.
  return { seed: next(filled(recipe).seed), start_seed: startSeedOf(recipe) };
}

/** Return the values that start elsewhere in the same way. @param {Situation} situation */
export function otherStart({ recipe, method }) {
  const k = filled(recipe).k;
  const placed = methodOf(recipe) === "placed" ? { init: method, k } : {};
  return { ...placed, start_seed: next(startSeedOf(recipe)) };
}

/** @param {Seed} seed @returns {Seed} */
export function next(seed) {
  const big = BigInt(seed) + 1n;
  return big <= Number.MAX_SAFE_INTEGER ? Number(big) : big;
}

/** Return the recipe of the second run. @param {Situation} situation @returns {Recipe | null} */
export function otherRecipe({ recipe, other }) {
  if (other === null) return null;
  const { k } = filled(recipe);
  const rest = { ...recipe };
  for (const name of ["init", "init_seed", "k"]) delete rest[name];
  return checkedRecipe({ ...rest, init: other.init, ...(Array.isArray(other.init) ? {} : { k, init_seed: other.seed }) });
}
