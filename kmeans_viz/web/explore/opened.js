// @ts-check
// The file that the points are from, where Python has opened one: only Python can read it again, so it goes along with
// every errand, and code and command name it.

import { save } from "./share.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

/**
 * What was found in a file: points, or the recipe that it was made from.
 *
 * @typedef {object} Found
 * @property {number[][] | null} rows
 * @property {Recipe | null} recipe
 * @property {string[]} choices The columns that could be used.
 * @property {string} note What the user should know of it.
 */

/** The file that was opened last, if any. */
export class Opened {
  /** @param {import("./errands.js").Asked} errands */
  constructor(errands) {
    this._errands = errands;
    /** @type {{file: File, columns: string[], rows: number[][]} | null} */
    this._last = null;
  }

  /**
   * Have a file read.
   *
   * @param {File} file
   * @param {string[]} [columns] Those to use; by default, all that can be.
   * @returns {Promise<Found>}
   */
  async open(file, columns) {
    const { told, bytes } = await this._errands.ask("table", { csv: file.name, ...(columns && { columns }) }, { file });
    if (told.recipe !== undefined) return { rows: null, recipe: told.recipe, choices: [], note: `This is where ${file.name} was made.` };
    const [n, d] = told.shape;
    const values = new Float64Array(bytes.buffer);
    const rows = Array.from({ length: n }, (_, i) => [...values.subarray(i * d, i * d + d)]);
    this._last = { file, columns: told.columns, rows };
    const { choices, notes } = told;
    if (choices.length > 2 && columns === undefined) notes.push(`${d} of ${choices.length} columns count here; choose two at “Your own points…”.`);
    return { rows, recipe: null, choices, note: notes.map((/** @type {string} */ text) => text.replace(/\.$/, "")).join(". ") };
  }

  /**
   * Return a recipe as Python makes it, and the file that it needs.
   *
   * @param {Recipe} recipe
   * @returns {{recipe: import("./code.js").FileRecipe, file: File | null}}
   */
  withFile(recipe) {
    if (this._last === null || recipe.coordinates !== this._last.rows) return { recipe, file: null };
    const { coordinates: _, data: __, ...rest } = recipe;
    return { recipe: { ...rest, csv: this._last.file.name, columns: this._last.columns }, file: this._last.file };
  }

  /**
   * Have Python make a file, and hand it to the user.
   *
   * @param {Recipe} recipe
   * @param {string} name Without its ending.
   * @param {string} ending
   * @param {{signal: AbortSignal, progress: (percent: number) => void}} options
   */
  async export(recipe, name, ending, options) {
    const { recipe: whole, file } = this.withFile(recipe);
    const { told, bytes } = await this._errands.ask("export", whole, { more: { ending }, file, ...options });
    save(new Blob([bytes], { type: told.type }), `${name}${ending}`);
  }
}
