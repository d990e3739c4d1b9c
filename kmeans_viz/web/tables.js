// @ts-check
// The tables that Python shares with the page: see tables.py, which writes them. What joins the modules fills them in.

/**
 * How a picture is coloured, as in Python's `pictures/style.py`.
 *
 * @typedef {object} StyleTable
 * @property {string} name
 * @property {string} page
 * @property {string} board
 * @property {string} ink
 * @property {string} muted
 * @property {string} unassigned
 * @property {string} dot_edge
 * @property {string} star_edge
 * @property {string[]} colors
 * @property {string[]} markers
 * @property {number} tint
 * @property {string | null} star_fill
 * @property {boolean} marker_each
 */

/**
 * @typedef {object} Tables
 * @property {string} version The package's.
 * @property {Record<string, StyleTable>} styles
 * @property {{densityFrom: number, levels: number, starRadius: number}} sizes
 * @property {{n: number, blobs: number}} limits
 * @property {any} words The sentences of captions, with {names} for what goes into them.
 * @property {string} lang The language of the sentences in the script.
 * @property {Record<string, {name: string, board: Record<string, string>}>} languages The others, by their codes.
 * @property {string[]} samples
 * @property {Record<string, {attribute: string, kind: string, default: any}>} fields The fields of a recipe.
 * @property {{version: number, longest: number, shown: string[]}} link What a link holds beside them; how long it may be.
 * @property {Record<"generators" | "seedings" | "rules", Record<string, string>>} labels What they are called on a
 *   page; only the explorer has these.
 * @property {Record<string, string>} phrases What starts by a seeding are called in a sentence; only the explorer.
 * @property {string[]} look Those of them that say how a run is shown, and not what it is.
 */

/** @type {Tables} */
export const TABLES = /** @type {any} */ ({});

/** The style sheet of the element. */
export const SHEET = { text: "" };

/**
 * Fill the tables in, once, before anything reads them.
 *
 * @param {Tables} tables
 * @param {string} [sheet]
 */
export function fillTables(tables, sheet = "") {
  Object.assign(TABLES, tables);
  SHEET.text = sheet;
}
