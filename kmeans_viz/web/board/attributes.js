// @ts-check
// From the attributes of the element to a recipe and back. The fields, their kinds and defaults are those of Python's
// `Recipe`, in the table that Python makes of them.

import { InputError, shown } from "../engine/inputs.js";
import { knownSample } from "../engine/samples.js";
import { baseOf, checkLanguage } from "../say.js";
import { TABLES } from "../tables.js";

/** What the element has beside a recipe. */
export const EXTRAS = ["recording", "states", "show", "hands", "hide", "lines", "forms", "linked", "whole"];
export const SHOWS = ["board", "player"];
export const HANDS = ["move", "guess", "place", "paint"];
/** What hands may do unless the attribute says otherwise. */
export const USUAL_HANDS = "move guess";
export const PARTS = ["caption", "curve", "controls", "cells", "trails", "guess", "seeding", "start", "points", "reset", "doings", "stars"];
export const THEMES = ["auto", "light", "dark", "print"];

/** What a recipe of Python may have, and a page cannot read. */
const FILES = ["csv", "parquet"];

/** @typedef {Record<string, any>} Recipe The fields that differ from their defaults, by Python's names. */

/** Return the attribute of a field. @param {string} field */
export function attributeOf(field) {
  return TABLES.fields[field].attribute;
}

/** Return all attributes of a recipe. */
export function recipeAttributes() {
  return Object.keys(TABLES.fields).map(attributeOf);
}

/**
 * Return the recipe that an element's attributes name.
 *
 * @param {{getAttribute: (name: string) => string | null}} element
 * @returns {Recipe}
 */
export function recipeOf(element) {
  for (const name of FILES) {
    const path = element.getAttribute(name);
    if (path !== null) {
      throw new InputError(`${name}=${shown(path)} is a file, which a page cannot read; hand its rows over as points="[[0,1],…]"`);
    }
  }
  /** @type {Recipe} */
  const recipe = {};
  for (const field of Object.keys(TABLES.fields)) {
    const text = element.getAttribute(attributeOf(field));
    if (text === null || (field === "style" && text === "auto")) continue;
    // HTML's own attribute, which may name a country too: "es-MX".
    recipe[field] = field === "lang" ? baseOf(text) : valueOf(field, text);
  }
  return recipe;
}

/**
 * Return the value of a field from the text of its attribute.
 *
 * @param {string} field
 * @param {string} text
 * @returns {unknown}
 */
export function valueOf(field, text) {
  const name = attributeOf(field);
  const { kind } = TABLES.fields[field];
  if (kind === "str") return text;
  if (kind === "bool") return asSwitch(name, text);
  if (kind === "int") return asWhole(name, text);
  if (kind === "size") {
    const sides = text.split("x").map((side) => asWhole(name, side));
    return sides.length === 1 ? sides[0] : sides;
  }
  // A start is the name of a method, or the places of the stars.
  if (kind === "start" && !text.trim().startsWith("[")) return text;
  return asJson(name, text);
}

/** Return a whole number; a BigInt where it is a seed beyond 2**53. @param {string} name @param {string} text */
function asWhole(name, text) {
  if (!/^\s*\d+\s*$/.test(text)) throw new InputError(`${name}=${shown(text)} is not a whole number; use digits only`);
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text.trim());
}

/** Return a switch: an attribute without a value is on. @param {string} name @param {string} text */
export function asSwitch(name, text) {
  if (["", "true", name].includes(text)) return true;
  if (text === "false") return false;
  throw new InputError(`${name}=${shown(text)} is not a switch; use ${name}="true" or ${name}="false"`);
}

/** @param {string} name @param {string} text */
export function asJson(name, text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${name}=${shown(text)} is not JSON; use for example ${name}="[[0, 0], [1, 2]]"`);
  }
}

/**
 * Return the words of a list, such as hands="move guess".
 *
 * @param {string} name
 * @param {string} text
 * @param {readonly string[]} known
 */
export function asWords(name, text, known) {
  const words = text.split(/[\s,]+/).filter(Boolean);
  const bad = words.find((word) => !known.includes(word));
  if (bad !== undefined) throw new InputError(`${name}=${shown(bad)} is unknown; use some of: ${known.join(", ")}`);
  return words;
}

/**
 * Return a recipe whose fields were checked one by one, without those that have their default.
 *
 * @param {unknown} recipe
 * @returns {Recipe}
 */
export function checkedRecipe(recipe) {
  if (recipe === null || typeof recipe !== "object" || Array.isArray(recipe)) {
    throw new InputError(`recipe=${shown(recipe)} is not an object; use for example {k: 3}`);
  }
  const { fields, samples, styles, limits } = TABLES;
  /** @type {Recipe} */
  const chosen = {};
  for (const [field, value] of Object.entries(recipe)) {
    if (!Object.hasOwn(fields, field)) {
      throw new InputError(`the recipe's entry ${shown(field)} is unknown; use some of: ${Object.keys(fields).join(", ")}`);
    }
    const { kind, default: usual } = fields[field];
    if (value === usual) continue;
    if (kind === "int") checkWhole(field, value);
    if (kind === "bool" && typeof value !== "boolean") {
      throw new InputError(`${attributeOf(field)}=${shown(value)} is not a switch; use true or false`);
    }
    chosen[field] = value;
  }
  if (samples.includes(chosen.data) && !chosen.coordinates && knownSample(chosen.data) === null) {
    throw new InputError(`data=${shown(chosen.data)} comes with the Python package; hand its points over as points="[[…], …]"`);
  }
  if (chosen.style !== undefined && !Object.hasOwn(styles, chosen.style)) {
    throw new InputError(`theme=${shown(chosen.style)} is unknown; use one of: ${THEMES.join(", ")}`);
  }
  if (chosen.lang !== undefined) checkLanguage(chosen.lang);
  for (const [name, most] of Object.entries(limits)) {
    if (chosen[name] > most) throw new InputError(`${name}=${chosen[name]} is out of range; use 1 <= ${name} <= ${most}`);
  }
  return chosen;
}

/**
 * Tell whether two recipes have the same run, however it is shown.
 *
 * @param {Recipe} one
 * @param {Recipe} other
 */
export function haveSameRun(one, other) {
  const names = Object.keys(TABLES.fields).filter((name) => !TABLES.look.includes(name));
  return names.every((name) => one[name] === other[name] || asNote(one[name]) === asNote(other[name]));
}

/** @param {string} field @param {unknown} value */
function checkWhole(field, value) {
  const isWhole = Number.isSafeInteger(value) || typeof value === "bigint";
  const least = field.endsWith("seed") || field === "tween" || field === "hold_end_ms" ? 0 : 1;
  const name = attributeOf(field);
  if (!isWhole) throw new InputError(`${name}=${shown(value)} is not a whole number; use ${name} >= ${least}`);
  if (Number(value) < least) throw new InputError(`${name}=${value} is out of range; use ${name} >= ${least}`);
}

/**
 * Return a recipe as JSON with the spaces of Python's, in which a seed may be larger than JavaScript's numbers.
 *
 * @param {Recipe} recipe
 */
export function noteOf(recipe) {
  const entries = Object.entries(recipe).map(([field, value]) => `${JSON.stringify(field)}: ${asNote(value)}`);
  return `{${entries.join(", ")}}`;
}

/** @param {unknown} value @returns {string} */
function asNote(value) {
  if (Array.isArray(value)) return `[${value.map(asNote).join(", ")}]`;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

/**
 * Return what a file says about how it was made, as in Python's `export/notes.py`.
 *
 * @param {Recipe} recipe
 * @param {string} missing What the recipe cannot hold, in words; empty if it is enough to make the file again.
 */
export function fileNoteOf(recipe, missing) {
  const rest = missing ? `, "missing": ${JSON.stringify(missing)}` : "";
  return `{"kmeans_viz": ${JSON.stringify(TABLES.version)}, "recipe": ${noteOf(recipe)}${rest}}`;
}
