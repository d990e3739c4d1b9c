// @ts-check
// Tries many starts of the board that is shown, in pieces, and keeps what they came to for as long as the board stays
// the same.

import { haveSameRun } from "../board/attributes.js";
import { turns } from "../board/computing.js";
import { optionsOf } from "../engine/recipe.js";
import { Starts } from "../engine/runs.js";
import { filled } from "./situation.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */
/** @typedef {import("../engine/points.js").Points} Points */

/** The many starts of a board. */
export class Search {
  /** @param {() => void} onNews Called when there are more. */
  constructor(onNews) {
    this._onNews = onNews;
    /** @type {Starts | null} */
    this.starts = null;
    /** Which method they are by. */
    this.init = "";
    /** @type {Recipe | null} */
    this._recipe = null;
    this._turn = 0;
  }

  /** True while it goes on. */
  get isRunning() {
    return this.starts !== null && !this.starts.done;
  }

  /** Forget what was found, unless it is about this recipe too, whose start may be another. @param {Recipe} recipe */
  keepFor(recipe) {
    if (this.starts !== null && !haveSameRun(/** @type {Recipe} */ (this._recipe), startless(recipe, this.init))) this.forget();
  }

  forget() {
    this._turn++;
    this.starts = null;
    this._onNews();
  }

  /**
   * Try the starts that have not been tried; return true when all have been, false where it was forgotten.
   *
   * @param {Points} points
   * @param {Recipe} recipe
   * @param {string} init The method.
   */
  async run(points, recipe, init) {
    const wanted = startless(recipe, init);
    if (this.starts === null || this.init !== init || !haveSameRun(/** @type {Recipe} */ (this._recipe), wanted)) {
      this._recipe = wanted;
      this.init = init;
      this.starts = new Starts(points, filled(recipe).k, init, optionsOf(recipe));
    }
    const turn = ++this._turn;
    const rest = turns();
    for (const _ of this.starts.search()) {
      await rest();
      if (turn !== this._turn) return false;
      this._onNews();
    }
    this._onNews();
    return true;
  }
}

/** Return a recipe without what tells one start of a method from another. @param {Recipe} recipe @param {string} init */
function startless(recipe, init) {
  const { k, init: own } = filled(recipe);
  const { init_seed: _, ...rest } = recipe;
  return { ...rest, k, init: typeof own === "string" ? own : init };
}
