// @ts-check
// The code and the command that make a recipe's file again, to the letter as Python's `Recipe.python` and
// `Recipe.command` write them.

import { TABLES } from "../tables.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

const FLAGS = /** @type {Record<string, string>} */ ({ coordinates: "points" });
const PLAIN = /^[\w@%+=:,./-]+$/; // words that a shell takes as they are
const QUOTE = `'"'"'`; // a single quote within single quotes
const ROWS = ["coordinates", "init"];

/**
 * A recipe whose points may come from a file, of which only Python knows the path.
 *
 * @typedef {import("../board/attributes.js").Recipe & {csv?: string, columns?: string[]}} FileRecipe
 */

/** Return Python code that exports a recipe to `path`. @param {Recipe} recipe @param {string} path */
export function pythonOf(recipe, path) {
  const chosen = chosenOf(recipe).map(([name, value]) => `${name}=${asPython(value, ROWS.includes(name))}`);
  return `import kmeans_viz as kv\n\nkv.save(kv.Recipe(${chosen.join(", ")}), ${asPython(path)})\n`;
}

/** Return the shell command that exports a recipe to `path`. @param {Recipe} recipe @param {string} path */
export function commandOf(recipe, path) {
  const words = ["kmeans-viz", "animate", path];
  for (const [name, value] of chosenOf(recipe)) {
    // The command line takes a board from one place only.
    if (name === "data" && (recipe.coordinates || recipe.csv)) continue;
    const option = (FLAGS[name] ?? name).replaceAll("_", "-");
    if (typeof value === "boolean") words.push(value ? `--${option}` : `--no-${option}`);
    else words.push(`--${option}`, asWord(name, value));
  }
  return words.map(quoted).join(" ");
}

/**
 * Return the fields that differ from their defaults, board and run before the look.
 *
 * @param {Recipe} recipe
 * @returns {[string, any][]}
 */
export function chosenOf(recipe) {
  const { fields, look } = TABLES;
  const names = Object.keys(fields);
  const own = names.filter((name) => !look.includes(name)).flatMap((name) => (name === "standardize" ? ["csv", "columns", name] : [name]));
  const ordered = [...own, ...names.filter((name) => look.includes(name))];
  return ordered
    .filter((name) => recipe[name] !== undefined && recipe[name] !== null && recipe[name] !== fields[name]?.default)
    .filter((name) => name !== "k" || !Array.isArray(recipe.init))
    .map((name) => [name, recipe[name]]);
}

/**
 * Return a value as Python writes it.
 *
 * @param {any} value
 * @param {boolean} [isFloat] Whether numbers are floats.
 * @returns {string}
 */
function asPython(value, isFloat = false) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return inQuotes(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => asPython(item, isFloat));
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
  }
  return isFloat ? floatText(value) : String(value);
}

/** Return a text as Python's repr does. @param {string} text */
function inQuotes(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("\n", "\\n") + quote;
}

/**
 * Return a float as Python writes it: the same digits as here, but always with a point or a power of ten.
 *
 * @param {number} value
 */
export function floatText(value) {
  if (Object.is(value, -0)) return "-0.0";
  const [, sign, digits, power] = /** @type {string[]} */ (/^(-?)([\d.]+)e([+-]\d+)$/.exec(value.toExponential()));
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${sign}${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  // From 1e-6 on JavaScript writes numbers in full, as Python does from 1e-4 on.
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** Return a value as a word of a command. @param {string} name @param {any} value */
function asWord(name, value) {
  if (name === "size" && Array.isArray(value)) return value.join("x");
  if (name === "columns") return value.join(",");
  return typeof value === "string" ? value : asJson(value);
}

/** Return floats in lists as Python's json.dumps does. @param {any} value @returns {string} */
export function asJson(value) {
  if (!Array.isArray(value)) return String(value);
  const items = value.map((item) => (typeof item === "number" ? floatText(item) : asJson(item)));
  return `[${items.join(", ")}]`;
}

/** Return a word as a shell takes it. @param {string} word */
function quoted(word) {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", QUOTE)}'`;
}
