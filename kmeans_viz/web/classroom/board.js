// @ts-check
// The board of a class: one that shows only what its scene lets it show, and over which a page can draw.

import { KmeansBoard } from "../board.js";
import { inTwoDigits } from "../drawing/numbers.js";
import { extent } from "../engine/points.js";
import { defineFree } from "../naming.js";

/** @typedef {import("../board/show.js").Show} Show */
/** @typedef {{draw: () => void}} Cover What draws a board in place of its run. */

export class ClassBoard extends KmeansBoard {
  constructor() {
    super();
    /** Makes what draws the board, if its run alone does not. @type {((show: Show, signal: AbortSignal) => Cover) | null} */
    this.coverOf = null;
    /** The points whose width is known, and the width. @type {{points: import("../engine/points.js").Points | null, width: number}} */
    this._measured = { points: null, width: 0 };
    this.look = {};
  }

  // A projector shows it to all, and phones are held in the sun: points without a cluster are as dark as presented ones.
  /** @param {import("../board/attributes.js").Recipe} look */
  set look(look) {
    super.look = { letters: 1, ...look };
  }

  // What the cover hides must not be seen, not even in the first picture.
  _refresh() {
    const { shown } = this;
    if (shown !== null && this._leaving !== undefined && this.coverOf !== null) {
      shown.cover ??= this.coverOf(shown, this._leaving.signal);
    }
    super._refresh();
  }

  /** What is on the screen; null while the board is in no page. */
  get shown() {
    return this._show;
  }

  /** Return a distance in parts of the points' width, such as 4.2%: nobody in a class knows their units. @param {number} distance */
  inWidths(distance) {
    if (this.run === null) return "";
    const { points } = this.run;
    if (points !== this._measured.points) {
      const { low, high } = extent(points);
      this._measured = { points, width: high[0] - low[0] };
    }
    const { width } = this._measured;
    return width > 0 ? `${inTwoDigits((100 * distance) / width)}%` : inTwoDigits(distance);
  }
}

defineFree("kmeans-class-board", ClassBoard);

/**
 * Return a board that shows a step of a recipe's run, and nothing beside it.
 *
 * @param {import("../board/attributes.js").Recipe} recipe
 * @param {number} step
 */
export function classBoard(recipe, step) {
  const board = new ClassBoard();
  board.setAttribute("show", "board");
  board.setAttribute("hands", "");
  board.begin(recipe, { step });
  return board;
}
