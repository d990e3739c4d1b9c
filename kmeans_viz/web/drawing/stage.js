// @ts-check
// What all layers of a picture share: where the board is, how large a point of type is, where positions are in pixels.

import { clipped, within, without } from "./view.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./style.js").Style} Style */
/** @typedef {import("../engine/cells.js").Bounds} Bounds */
/** @typedef {CanvasRenderingContext2D} Context */

/** Where something is, in pixels from the top left. @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * One part of a picture.
 *
 * @typedef {object} Layer
 * @property {(context: Context, frame: import("./timeline.js").Frame) => void} draw
 */

const EDGE = 0.07; // of a board that is cut: how far from its edge those are drawn that lie outside

/** The letters of a picture. */
export const LETTERS = '"DejaVu Sans", Verdana, system-ui, sans-serif';

/** A board on a picture. */
export class Stage {
  /**
   * @param {View} view
   * @param {Box} box The board.
   * @param {number} pt How many pixels a point of type has: markers and letters grow with the picture.
   * @param {Style} style
   * @param {number} k How many clusters the run started with.
   */
  constructor(view, box, pt, style, k) {
    this.view = view;
    this.box = box;
    this.pt = pt;
    this.style = style;
    this.k = k;
    /** True to give each cluster another form. */
    this.forms = style.markerEach;
    this.bounds = view.fitted(box.width / box.height);
    const [left, right, bottom, top] = this.bounds;
    const { values } = view.points;
    /** Which points lie outside of a board that is cut. @type {Set<number>} */
    this.outside = new Set();
    for (let i = 0; i < values.length && view.isCut; i++) {
      if (clipped(values[i], i % 2, this.bounds) !== values[i]) this.outside.add(i >> 1);
    }
    /** The points on the board. */
    this.near = without(view.data, this.outside);
    /** As far out as points and stars are drawn. @type {Bounds} */
    this.edges = this.outside.size > 0 ? within(this.bounds, EDGE) : [-Infinity, Infinity, -Infinity, Infinity];
    this._left = left;
    this._top = top;
    this._across = box.width / (right - left);
    this._up = box.height / (top - bottom);
    /** @type {Float32Array | null} */
    this._places = null;
  }

  /** @param {number} value */
  x(value) {
    return this.box.left + (value - this._left) * this._across;
  }

  /** @param {number} value */
  y(value) {
    return this.box.top + (this._top - value) * this._up;
  }

  /** Return where in the picture a coordinate is drawn. @param {number} value @param {number} i Odd for heights. */
  _drawn(value, i) {
    const inside = clipped(value, i % 2, this.edges);
    return i % 2 ? this.y(inside) : this.x(inside);
  }

  /** Return the position on the board of a pixel. @param {number} x @param {number} y @returns {[number, number]} */
  toData(x, y) {
    const [across, up] = [this._left + (x - this.box.left) / this._across, this._top - (y - this.box.top) / this._up];
    return [clipped(across, 0, this.edges), clipped(up, 1, this.edges)];
  }

  /** Return how far so many pixels reach along each axis. @param {number} px @returns {[number, number]} */
  reach(px) {
    return [px / this._across, px / this._up];
  }

  /** n·2: where the points are, in pixels. */
  get places() {
    if (this._places === null) {
      const { values } = this.view.points;
      this._places = new Float32Array(values.length);
      for (let i = 0; i < values.length; i++) this._places[i] = this._drawn(values[i], i);
    }
    return this._places;
  }

  /** Return where centroids are, in pixels, m·2. @param {Float64Array} centroids m·d coordinates. */
  centroids(centroids) {
    return this.view.flat(centroids).map((value, i) => this._drawn(value, i));
  }

  /** Begin to draw on the board alone, or on a part of it. @param {Context} context @param {Box} [part] */
  clip(context, part = this.box) {
    const { left, top, width, height } = part;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
  }
}

/** Return a canvas that is in no page. @param {number} width @param {number} height */
export function newCanvas(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, width);
  canvas.height = Math.max(1, height);
  return canvas;
}

/**
 * Return the context of a canvas for drawing in the plane.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [options]
 */
export function contextOf(canvas, options) {
  const context = canvas.getContext("2d", options);
  if (context === null) throw new Error("this browser gives no canvas to draw on");
  return context;
}
