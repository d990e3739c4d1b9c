// @ts-check
// The checks that Python's `scenes/` makes too, with the same words: the value, as JSON, the rule and the fix.

import { InputError } from "../engine/inputs.js";

const MOST_CHARACTERS = 1000;

/** Return a value as messages show it: as JSON, and short. @param {unknown} value */
export function shown(value) {
  const signs = [...(JSON.stringify(value) ?? "null")];
  return signs.length <= 60 ? signs.join("") : `${signs.slice(0, 57).join("")}...`;
}

/**
 * Return `value` if it is an object.
 *
 * @param {any} value
 * @param {string | null} what What the message calls it; null for a scene, which it counts.
 * @param {string} example
 * @returns {any}
 */
export function object(value, what, example) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new InputError(what === null ? `${shown(value)} is not a scene; use ${example}` : `${what} is ${shown(value)}; use for example ${example}`);
  }
  return value;
}

/** Throw where an object has other entries than these. @param {object} value @param {readonly string[]} names @param {string} what */
export function only(value, names, what) {
  const bad = Object.keys(value).find((name) => !names.includes(name));
  if (bad !== undefined) throw new InputError(`${what} ${shown(bad)} is unknown; use some of: ${names.join(", ")}`);
}

/** Throw unless a value is a whole number from `low` to `high`. @param {unknown} value @param {string} name @param {number} low @param {number} high */
export function whole(value, name, low, high) {
  const rule = `use ${low} to ${high.toLocaleString("en")}`;
  if (!Number.isInteger(value)) throw new InputError(`${name}=${shown(value)} is not a whole number; ${rule}`);
  const number = /** @type {number} */ (value);
  if (number < low || number > high) throw new InputError(`${name}=${shown(value)} is out of range; ${rule}`);
}

/** Throw unless a value is text of `least` to 1,000 characters. @param {unknown} value @param {string} name @param {number} least */
export function text(value, name, least) {
  if (typeof value !== "string") throw new InputError(`${name}=${shown(value)} is not text; use for example "Where will it go?"`);
  if (value.trim().length < least) throw new InputError(`${name}=${shown(value)} is empty; write at least a word`);
  const { length } = [...value];
  if (length > MOST_CHARACTERS) throw new InputError(`${name} has ${length.toLocaleString("en")} characters; use at most 1,000`);
  if (/\p{Surrogate}/u.test(value)) throw new InputError(`${name} has half a character in it; write it anew`);
}

/** Return `value` if it is a list. @param {any} value @param {string} name @returns {any[]} */
export function list(value, name) {
  if (!Array.isArray(value)) throw new InputError(`${name}=${shown(value)} is not a list; use [] for none`);
  return value;
}
