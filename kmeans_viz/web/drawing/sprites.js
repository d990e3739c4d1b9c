// @ts-check
// Thousands of dots in a picture: each marker is drawn once, and its pixels are then laid where the points are. That
// is ten times as fast as the canvas draws them one by one.

import { addMarker } from "./markers.js";
import { contextOf, newCanvas } from "./stage.js";

/**
 * A marker as pixels.
 *
 * @typedef {object} Sprite
 * @property {number} half How many pixels there are on each side of the one that its middle is in.
 * @property {Uint32Array} pixels (2·half + 1)² of them, row by row.
 */

/**
 * How a marker is drawn.
 *
 * @typedef {object} Look
 * @property {string} marker
 * @property {number} size Its diameter in pixels.
 * @property {string} fill
 * @property {string | null} edge
 * @property {number} edgeWidth In pixels.
 */

/** A part of a sheet, in pixels from its top left. @typedef {{left: number, top: number, right: number, bottom: number}} Edges */

/** Return a marker as pixels. @param {Look} look @returns {Sprite} */
export function spriteOf({ marker, size, fill, edge, edgeWidth }) {
  const reach = marker === "D" ? Math.SQRT1_2 : 0.5;
  const half = Math.ceil(size * reach + edgeWidth) + 1;
  const side = 2 * half + 1;
  const context = contextOf(newCanvas(side, side), { willReadFrequently: true });
  context.beginPath();
  addMarker(context, marker, side / 2, side / 2, size / 2);
  context.fillStyle = fill;
  context.fill();
  if (edge !== null && edgeWidth > 0) {
    context.strokeStyle = edge;
    context.lineWidth = edgeWidth;
    context.stroke();
  }
  const image = context.getImageData(0, 0, side, side);
  return { half, pixels: new Uint32Array(image.data.buffer) };
}

/** Pixels that markers are laid on, and that are then laid on a picture. */
export class PixelSheet {
  /** @param {import("./stage.js").Box} box Where it lies on the picture. */
  constructor(box) {
    this.left = Math.floor(box.left);
    this.top = Math.floor(box.top);
    this.width = Math.max(1, Math.ceil(box.left + box.width) - this.left);
    this.height = Math.max(1, Math.ceil(box.top + box.height) - this.top);
    this._canvas = newCanvas(this.width, this.height);
    this._context = contextOf(this._canvas);
    this._image = this._context.createImageData(this.width, this.height);
    /** Red in the lowest byte of each, opacity in the highest. */
    this.pixels = new Uint32Array(this._image.data.buffer);
  }

  /** All of the sheet. @returns {Edges} */
  get whole() {
    return { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /** @param {Edges} [edges] */
  clear({ left, top, right, bottom } = this.whole) {
    if (right - left === this.width) this.pixels.fill(0, top * this.width, bottom * this.width);
    else for (let row = top; row < bottom; row++) this.pixels.fill(0, row * this.width + left, row * this.width + right);
  }

  /**
   * Lay a sprite with its middle near a place of the picture: in the middle of the pixel that Agg chooses.
   *
   * @param {Sprite} sprite
   * @param {number} x
   * @param {number} y
   * @param {Edges} edges What lies outside stays as it is.
   */
  lay({ half, pixels: from }, x, y, edges) {
    const { width, pixels } = this;
    const left = Math.floor(x + 0.5) - this.left - half;
    const top = Math.floor(y + 0.5) - this.top - half;
    const side = 2 * half + 1;
    const first = Math.max(0, edges.left - left);
    const last = Math.min(side, edges.right - left);
    const end = Math.min(side, edges.bottom - top);
    if (first >= last) return;
    for (let row = Math.max(0, edges.top - top); row < end; row++) {
      const start = row * side;
      const to = (top + row) * width + left;
      for (let column = first; column < last; column++) {
        const above = from[start + column];
        if (above < 0x1000000) continue; // nothing there
        pixels[to + column] = above >= 0xff000000 ? above : over(above, pixels[to + column]);
      }
    }
  }

  /** Show the pixels as they are now. @param {Edges} [edges] Where they have changed. */
  update({ left, top, right, bottom } = this.whole) {
    if (right > left && bottom > top) {
      this._context.putImageData(this._image, 0, 0, left, top, right - left, bottom - top);
    }
  }

  /** @param {import("./stage.js").Context} context */
  draw(context) {
    context.drawImage(this._canvas, this.left, this.top);
  }
}

/** Return one colour laid over another, neither with its parts multiplied by its opacity. */
function over(/** @type {number} */ above, /** @type {number} */ below) {
  const opacity = above >>> 24;
  const under = ((below >>> 24) * (255 - opacity)) / 255;
  const all = opacity + under;
  const share = opacity / all;
  const red = (above & 255) * share + (below & 255) * (1 - share);
  const green = ((above >>> 8) & 255) * share + ((below >>> 8) & 255) * (1 - share);
  const blue = ((above >>> 16) & 255) * share + ((below >>> 16) & 255) * (1 - share);
  return (((all + 0.5) << 24) | ((blue + 0.5) << 16) | ((green + 0.5) << 8) | (red + 0.5)) >>> 0;
}
