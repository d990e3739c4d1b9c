// @ts-check
// The files that were opened, which Python has read: only Python can read one again, so it goes along with every errand,
// and code and command name it. The page keeps them itself, until it is closed; beside a situation in the browser's
// history stands the file that its points are from, if it is small, so that a reload does not lose it.

import { InputError } from "../engine/inputs.js";
import { say } from "./say.js";
import { save } from "./share.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

/**
 * How a file was read, in words.
 *
 * @typedef {object} Report
 * @property {{name: string, is_used: boolean, said: string}[]} columns
 * @property {string[]} notes How it is laid out, and what was only assumed.
 * @property {string[]} skipped Why rows were left out.
 * @property {number} n_rows
 * @property {number} n_used
 */

/**
 * What is known of a file.
 *
 * @typedef {object} Kept
 * @property {string} name
 * @property {Uint8Array<ArrayBuffer> | null} bytes What is in it; null where that is too much to stand in the history.
 * @property {string[]} columns Those that count.
 * @property {string[]} choices Those that could.
 * @property {Report | null} report
 */

/**
 * A file, and the points that were read from it.
 *
 * @typedef {object} Source
 * @property {Kept} kept
 * @property {File | null} file Null where a reload has lost it.
 * @property {number[][]} rows
 */

/**
 * What was found in a file: points, or the recipe that it was made from.
 *
 * @typedef {object} Found
 * @property {Source | null} source
 * @property {Recipe | null} recipe
 * @property {string} note What the user should know of it.
 */

const MOST_KEPT = 1_000_000; // bytes of a file in the history, where each situation has its own copy
const MOST_SOURCES = 20;

/** The files that were opened, the last one first. */
export class Opened {
  /** @param {import("./errands.js").Asked} errands */
  constructor(errands) {
    this._errands = errands;
    /** @type {Source[]} */
    this._sources = [];
    /** What was found for rows: comparing all of them takes a while. @type {WeakMap<number[][], Source>} */
    this._found = new WeakMap();
  }

  /** The sources that can be shown again, one for each file. */
  get before() {
    return this._sources.filter(({ file }, i, all) => file !== null && all.findIndex((other) => other.file === file) === i);
  }

  /**
   * Have a file read.
   *
   * @param {File} file
   * @param {string[] | undefined} columns Those to use; by default, all that count.
   * @param {AbortSignal} signal Ends it.
   * @param {(text: string) => void} [wait] Told why nothing comes yet.
   * @returns {Promise<Found>}
   */
  async open(file, columns, signal, wait) {
    if (file.size === 0) throw new InputError(`${file.name} is empty; choose a file with rows of numbers`);
    const { told, bytes } = await this._errands.ask("table", { csv: file.name, ...(columns && { columns }) }, { file, signal, wait });
    if (told.recipe !== undefined) return { source: null, recipe: told.recipe, note: say("This is where {name} was made.", { name: file.name }) };
    const [n, d] = told.shape;
    const values = new Float64Array(bytes.buffer);
    const rows = Array.from({ length: n }, (_, i) => [...values.subarray(i * d, i * d + d)]);
    const { choices, notes, report } = told;
    const content = file.size > MOST_KEPT ? null : new Uint8Array(await file.arrayBuffer());
    signal.throwIfAborted();
    const source = { kept: { name: file.name, bytes: content, columns: told.columns, choices, report }, file, rows };
    this._take(source);
    if (choices.length > 2 && columns === undefined) notes.push(say("{d} of {all} columns count here; choose two at “Your own points…”.", { d, all: report?.columns.length ?? choices.length }));
    return { source, recipe: null, note: notes.map((/** @type {string} */ text) => text.replace(/\.$/, "")).join(". ") };
  }

  /** Return the source of a recipe's points; null where they are from no file. @param {Recipe} recipe */
  of({ coordinates: rows }) {
    if (!rows) return null;
    // The browser's history hands out copies of the rows.
    const source = this._found.get(rows) ?? this._sources.find((one) => areSame(one.rows, rows)) ?? null;
    if (source !== null) this._found.set(rows, source);
    return source;
  }

  /**
   * Know again the file of a situation that the browser has kept.
   *
   * @param {Kept} kept
   * @param {Recipe} recipe
   */
  restore(kept, recipe) {
    if (!recipe.coordinates || this.of(recipe) !== null) return;
    this._take({ kept, file: kept.bytes && new File([kept.bytes], kept.name), rows: recipe.coordinates });
  }

  /**
   * Return a recipe as Python makes it, and the file that it needs.
   *
   * @param {Recipe} recipe
   * @returns {{recipe: import("./code.js").FileRecipe, file: File | null}}
   */
  withFile(recipe) {
    const source = this.of(recipe);
    if (source === null || source.file === null) return { recipe, file: null };
    const { coordinates: _, data: __, ...rest } = recipe;
    return { recipe: { ...rest, csv: source.kept.name, columns: source.kept.columns }, file: source.file };
  }

  /**
   * Have Python make a file, and hand it to the user.
   *
   * @param {Recipe} recipe
   * @param {string} name Without its ending.
   * @param {string} ending
   * @param {{signal: AbortSignal, progress: (percent: number) => void, wait: (text: string) => void}} options
   */
  async export(recipe, name, ending, options) {
    const { recipe: whole, file } = this.withFile(recipe);
    const { told, bytes } = await this._errands.ask("export", whole, { more: { ending }, file, ...options });
    save(new Blob([bytes], { type: told.type }), `${name}${ending}`);
  }

  /** @param {Source} source */
  _take(source) {
    this._sources = [source, ...this._sources].slice(0, MOST_SOURCES);
  }
}

/** @param {number[][]} one @param {number[][]} other */
function areSame(one, other) {
  return one.length === other.length && one.every((row, i) => row.length === other[i].length && row.every((value, j) => value === other[i][j]));
}
