// @ts-check
// The live board as a page of its own, as Python's `export/html.py` writes it: the page that both fill in, the script
// of this page up to where the board ends, and the attributes of the element. And the page that plays scenes, likewise.

import { attributeOf, fileNoteOf } from "../board/attributes.js";
import { styleNamed } from "../drawing/style.js";
import { knownSample } from "../engine/samples.js";
import { TABLES } from "../tables.js";
import { asJson, chosenOf } from "./code.js";
import { say } from "./say.js";
import { filled } from "./situation.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

const END = "// Here the board ends.";
const ENTITIES = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" });
const ESCAPES = /** @type {Record<string, string>} */ ({ "<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029" });

/** @typedef {Record<string, {page: string, lines: [number, string][]}>} Pages By language: what is to be filled in, and the lines of the board's script that are others there. */

/**
 * Return a page with the board of a recipe.
 *
 * @param {Recipe} recipe
 * @param {Pages} pages
 */
export function livePage(recipe, pages) {
  const { page, lines } = pages[filled(recipe).lang];
  const script = boardScript().concat("})();\n").split("\n");
  for (const [i, line] of lines) script[i] = line;
  const style = styleNamed(filled(recipe).style);
  const attributes = attributesOf(withPoints(recipe)).map(([name, text]) => ` ${name}="${escaped(text)}"`);
  const values = /** @type {Record<string, string>} */ ({
    title: say("k-means with k = {k}", { k: filled(recipe).k }),
    note: inScript(fileNoteOf(Object.fromEntries(chosenOf(recipe)), "")),
    scheme: style.isDark ? "dark" : "light",
    ink: style.ink,
    page: style.page,
    attributes: attributes.join(""),
    run: "",
    script: script.join("\n"),
  });
  return pageOf(page, values);
}

/**
 * Return a page that plays scenes, as Python's `scenes_page` writes it.
 *
 * @param {import("../classroom/scenes.js").Scenes} scenes
 * @param {string} json What a file of them holds.
 * @param {string} page What is to be filled in.
 */
export function scenesPage({ lang, title }, json, page) {
  return pageOf(page, { lang: escaped(lang), title: escaped(title || "k-means"), data: inScript(json), board: boardScript() });
}

/** Return the board's script up to where it ends. */
function boardScript() {
  return (document.getElementById("explorer-script")?.textContent ?? "").trimStart().split(END)[0];
}

/** @param {string} page @param {Record<string, string>} values In the places of the marks that are called so. */
function pageOf(page, values) {
  return new Blob([page.replace(/\[\[(\w+)\]\]/g, (mark, name) => values[name] ?? mark)], { type: "text/html" });
}

/** Return JSON that may stand in a script element. @param {string} json */
function inScript(json) {
  return json.replace(/[<\u2028\u2029]/g, (letter) => ESCAPES[letter]);
}

/** Return a recipe whose points a page has that brings no samples along. @param {Recipe} recipe @returns {Recipe} */
function withPoints(recipe) {
  const sample = recipe.coordinates ? null : knownSample(filled(recipe).data);
  if (sample === null) return recipe;
  const { values, n, d } = sample;
  const { data: _, ...rest } = recipe;
  return { ...rest, coordinates: Array.from({ length: n }, (__, i) => [...values.subarray(i * d, i * d + d)]) };
}

/**
 * Return the attributes of an element, in the order in which Python writes them.
 *
 * @param {Recipe} recipe
 * @returns {[string, string][]}
 */
function attributesOf(recipe) {
  const { fields, look } = TABLES;
  const whole = filled(recipe);
  const own = Object.keys(fields).filter((name) => !look.includes(name));
  const isChosen = (/** @type {string} */ name) =>
    // Without a theme the element would be as dark as its reader likes it.
    name === "style" || (whole[name] !== null && whole[name] !== fields[name].default);
  return [...own, ...look].filter(isChosen).map((name) => [attributeOf(name), asText(name, whole[name])]);
}

/** @param {string} name @param {any} value */
function asText(name, value) {
  if (name === "size" && Array.isArray(value)) return value.join("x");
  return Array.isArray(value) ? asJson(value) : String(value);
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}
