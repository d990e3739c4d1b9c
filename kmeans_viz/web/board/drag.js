// @ts-check
// A star in the hand: the points take the colour of their nearest star, and the cells follow, at every move.

import { starRadius } from "../drawing/stars.js";
import { voronoiCells } from "../engine/cells.js";
import { LiveAssignment } from "../engine/drag.js";

/** @typedef {import("../engine/steps.js").State} State */
/** @typedef {import("../drawing/view.js").View} View */

const NONE = new Int32Array(0);

/** One drag, from lifting a star to letting go. */
export class Drag {
  /**
   * @param {View} view
   * @param {State} state What was on the board.
   */
  constructor(view, state) {
    this._view = view;
    this._state = state;
    /** m·2: where the stars are in the view, which for points on a line has a height too. */
    const centroids = Float64Array.from(view.flat(state.centroids));
    // Points on a line are drawn at different heights, which count for nothing.
    const { values, n } = view.points;
    const flat = view.d === 1 ? values.map((value, i) => (i % 2 ? 0 : value)) : values;
    this.live = new LiveAssignment({ values: flat, n, d: 2 }, centroids);
    this._version = 0;
    /** Where the moved star and its cell were in the picture before. @type {number[] | null} */
    this._reach = null;
  }

  /** Move a star to a place on the board. @param {number} j @param {number} x @param {number} y */
  move(j, x, y) {
    this.live.move(j, x, this._view.d === 1 ? 0 : y);
    this._version++;
  }

  /**
   * Return the part of the picture outside which nothing has changed since this was asked last; null for all of it.
   *
   * A point changes its colour only where the moved star has its cell, or had it.
   *
   * @param {import("../drawing/stage.js").Stage} stage
   * @param {number} j The star that was moved.
   * @returns {import("../drawing/stage.js").Box | null}
   */
  changedPart(stage, j) {
    const { centroids } = this.live;
    const cell = voronoiCells(centroids, stage.bounds)[j];
    const before = this._reach;
    // Dots reach beyond the cell that their middle is in, and the star beyond its place, with its number beside it.
    const dot = 8 * stage.pt;
    const star = 1.5 * starRadius(stage) + 12 * stage.pt;
    const xs = [stage.x(centroids[2 * j]) - star, stage.x(centroids[2 * j]) + star];
    const ys = [stage.y(centroids[2 * j + 1]) - star, stage.y(centroids[2 * j + 1]) + star];
    for (let i = 0; i < cell.length; i += 2) {
      xs.push(stage.x(cell[i]) - dot, stage.x(cell[i]) + dot);
      ys.push(stage.y(cell[i + 1]) - dot, stage.y(cell[i + 1]) + dot);
    }
    const now = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    this._reach = now;
    // A point outside may be drawn where the cell of its star is not.
    if (before === null || cell.length === 0 || stage.outside.size > 0) return null;
    const { left, top, width, height } = stage.box;
    const from = [0, 1].map((i) => Math.floor(Math.min(now[i], before[i])));
    const to = [2, 3].map((i) => Math.ceil(Math.max(now[i], before[i])));
    const x = Math.max(from[0], Math.floor(left));
    const y = Math.max(from[1], Math.floor(top));
    return {
      left: x,
      top: y,
      width: Math.min(to[0], Math.ceil(left + width)) - x,
      height: Math.min(to[1], Math.ceil(top + height)) - y,
    };
  }

  /** k·d: where the stars are now. */
  get centroids() {
    const { centroids } = this.live;
    return this._view.d === 1 ? centroids.filter((_, i) => i % 2 === 0) : centroids.slice();
  }

  /**
   * Return what to draw.
   *
   * @param {import("../drawing/stage.js").Box | null} part Where anything has changed.
   * @returns {import("../drawing/timeline.js").Frame}
   */
  frame(part) {
    return {
      part,
      index: 0,
      state: this._state,
      centroids: this.centroids,
      labels: this.live.labels,
      changed: NONE,
      emphasis: 0,
      progress: 1,
      durationMs: 0,
      title: "",
      text: "",
      version: this._version,
    };
  }
}
