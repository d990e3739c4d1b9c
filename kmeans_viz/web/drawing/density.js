// @ts-check
// The points of a big board as colour that is the more opaque the more of them there are: each factor of ten is an
// equal step. A pixel has the colours of its clusters, mixed in the proportion of their points; in black and white each
// cluster has ink in a screen of its own. See Python's `pictures/layers/density.py`, whose numbers these are.

import { dotSize } from "./dots.js";
import { Grid, inLevels } from "./grid.js";
import { PixelSheet } from "./sprites.js";
import { rgb } from "./style.js";

/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./stage.js").Context} Context */
/** @typedef {import("./timeline.js").Frame} Frame */

const GAP = 0.3; // of a screen's ink is also where it has none
const FLASH = 0.8; // how much ink a pixel gets in which every point has just changed
const LINE_PT = 2.2; // how wide the lines of a screen are
const LEAST = 0.3; // how opaque a pixel of a screen is at least
const FEW = 0.2; // up to that share of points that changed colour, the picture is mended and not made again

/** @type {((x: number, y: number) => boolean)[]} Where a screen has ink, in lines, y upwards; it repeats every 4. */
const SCREENS = [
  () => true,
  (x, y) => y % 2 === 0,
  (x, y) => (x + y) % 2 === 0,
  (x) => x % 2 === 0,
  (x, y) => (x + y) % 4 < 2,
  (x, y) => y < 2,
  (x, y) => x % 2 === 0 && y % 2 === 0,
  (x, y) => (x - y + 4) % 4 < 2,
  (x) => x < 2,
  (x, y) => x < 2 === y < 2,
  (x, y) => x < 2 && y < 2,
];

/** The points. */
export class Density {
  /** @param {Stage} stage */
  constructor(stage) {
    const { pt, style, view } = stage;
    this._style = style;
    this.sheet = new PixelSheet(stage.box);
    const { left, top, width, height } = this.sheet;
    this.grid = new Grid(stage, left, top, width, height, dotSize(view.points.n) * pt);
    /** Red, green and blue of one colour after the other. */
    this._rgb = Float32Array.from(style.colors.flatMap(rgb));
    this._line = Math.max(1, Math.round(LINE_PT * pt));
    const parts = style.markerEach ? 1 : 3;
    this._parts = parts;
    /** What all dots over a pixel add up to: red, green and blue, or ink. */
    this._sums = new Float32Array(this.grid.size * parts);
    /** @type {Int16Array | null} The colour that each point is drawn in. */
    this._drawn = null;
    this._known = "";
    /** @type {Int32Array | null} */
    this._labels = null;
    this._isBlank = true;
  }

  /** @param {Context} context @param {Frame} frame */
  draw(context, frame) {
    this._bringTo(frame);
    this.sheet.draw(context);
  }

  /** @param {Frame} frame */
  _bringTo({ labels, state, version = 0 }) {
    const known = `${version} ${state.clusters.join()}`;
    if (!this._isBlank && known === this._known && labels === this._labels) return;
    this._known = known;
    this._labels = labels;
    this._isBlank = false;
    if (labels === null) return this._unassigned();
    const number = this._style.markerEach ? SCREENS.length : this._style.colors.length;
    const colorOf = Int16Array.from(state.clusters, (cluster) => cluster % number);
    const drawn = this._drawn;
    const changed = [];
    if (drawn !== null) {
      const most = FEW * labels.length;
      for (let i = 0; i < labels.length && changed.length <= most; i++) {
        if (colorOf[labels[i]] !== drawn[i]) changed.push(i);
      }
      if (changed.length <= most) return this._mend(changed, labels, colorOf, drawn);
    }
    this._drawn = Int16Array.from(labels, (label) => colorOf[label]);
    this._sums.fill(0);
    this._addAll();
    this.sheet.clear();
    const { width, reach, rows, columns } = this.grid;
    for (let row = 0; row < rows; row++) {
      const from = (row + reach) * width + reach;
      for (let pixel = from; pixel < from + columns; pixel++) this._write(pixel);
    }
    this.sheet.update();
  }

  /** Add all points up. */
  _addAll() {
    const { pixels, steps, shares, size } = this.grid;
    const drawn = /** @type {Int16Array} */ (this._drawn);
    if (this._parts === 1) {
      for (let i = 0; i < pixels.length; i++) if (pixels[i] >= 0) this._add(pixels[i], drawn[i], 1);
      return;
    }
    // First within each pixel, then from each pixel to all that its dots cover: many points share a pixel.
    const own = new Float32Array(3 * size);
    for (let i = 0; i < pixels.length; i++) {
      if (pixels[i] < 0) continue;
      const at = 3 * pixels[i];
      const from = 3 * drawn[i];
      own[at] += this._rgb[from];
      own[at + 1] += this._rgb[from + 1];
      own[at + 2] += this._rgb[from + 2];
    }
    const sums = this._sums;
    for (let at = 0; at < own.length; at += 3) {
      const red = own[at];
      const green = own[at + 1];
      const blue = own[at + 2];
      if (red + green + blue === 0) continue;
      for (let tap = 0; tap < steps.length; tap++) {
        const to = at + 3 * steps[tap];
        sums[to] += shares[tap] * red;
        sums[to + 1] += shares[tap] * green;
        sums[to + 2] += shares[tap] * blue;
      }
    }
  }

  /**
   * Give the points that changed their new colours.
   *
   * @param {number[]} changed
   * @param {Int32Array} labels
   * @param {Int16Array} colorOf
   * @param {Int16Array} drawn
   */
  _mend(changed, labels, colorOf, drawn) {
    const { pixels, steps, width, reach, rows, columns } = this.grid;
    const edges = { left: columns, top: rows, right: 0, bottom: 0 };
    for (const i of changed) {
      const color = colorOf[labels[i]];
      if (pixels[i] >= 0) {
        this._add(pixels[i], drawn[i], -1);
        this._add(pixels[i], color, 1);
      }
      drawn[i] = color;
    }
    for (const i of changed) {
      const pixel = pixels[i];
      if (pixel < 0) continue;
      const row = Math.floor(pixel / width) - reach;
      const column = (pixel % width) - reach;
      edges.left = Math.min(edges.left, Math.max(0, column - reach));
      edges.top = Math.min(edges.top, Math.max(0, row - reach));
      edges.right = Math.max(edges.right, Math.min(columns, column + reach + 1));
      edges.bottom = Math.max(edges.bottom, Math.min(rows, row + reach + 1));
      for (let tap = 0; tap < steps.length; tap++) this._write(pixel + steps[tap]);
    }
    this.sheet.update(edges);
  }

  /** Lay so many dots of a colour on a pixel. @param {number} pixel @param {number} color @param {number} count */
  _add(pixel, color, count) {
    const { steps, shares } = this.grid;
    const sums = this._sums;
    if (this._parts === 1) {
      for (let tap = 0; tap < steps.length; tap++) {
        sums[pixel + steps[tap]] += count * shares[tap] * this._screen(pixel + steps[tap], color);
      }
      return;
    }
    const red = this._rgb[3 * color];
    const green = this._rgb[3 * color + 1];
    const blue = this._rgb[3 * color + 2];
    for (let tap = 0; tap < steps.length; tap++) {
      const at = 3 * (pixel + steps[tap]);
      const share = count * shares[tap];
      sums[at] += share * red;
      sums[at + 1] += share * green;
      sums[at + 2] += share * blue;
    }
  }

  /** Bring a pixel of the sheet to what its sums say. @param {number} pixel */
  _write(pixel) {
    const { width, reach, rows, columns, coverage, opacity } = this.grid;
    const opaque = opacity[pixel];
    const row = Math.floor(pixel / width) - reach;
    const column = (pixel % width) - reach;
    if (opaque === 0 || row < 0 || row >= rows || column < 0 || column >= columns) return;
    const dots = coverage[pixel];
    const sums = this._sums;
    let color;
    if (this._parts === 1) {
      const least = Math.min(LEAST, opaque);
      color = packed(rgb(this._style.ink), inLevels(Math.max(least, (opaque / dots) * sums[pixel])));
    } else {
      const at = 3 * pixel;
      const alpha = Math.round(opaque * 255);
      color =
        ((alpha << 24) |
          (clamped(sums[at + 2] / dots) << 16) |
          (clamped(sums[at + 1] / dots) << 8) |
          clamped(sums[at] / dots)) >>>
        0;
    }
    this.sheet.pixels[row * columns + column] = color;
  }

  /** Return how much ink the screen of a cluster has at a pixel. @param {number} pixel @param {number} color */
  _screen(pixel, color) {
    const { width, reach, rows } = this.grid;
    const x = Math.floor(((pixel % width) - reach) / this._line) & 3;
    const y = Math.floor((rows - 1 - (Math.floor(pixel / width) - reach)) / this._line) & 3;
    return SCREENS[color](x, y) ? 1 : GAP;
  }

  _unassigned() {
    this._drawn = null;
    this.show(rgb(this._style.unassigned), (pixel) => this.grid.opacity[pixel]);
  }

  /**
   * Show one colour on the sheet.
   *
   * @param {number[]} color
   * @param {(pixel: number) => number} opacityOf
   * @param {PixelSheet} [sheet]
   */
  show(color, opacityOf, sheet = this.sheet) {
    const { width, reach, rows, columns } = this.grid;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const opaque = opacityOf((row + reach) * width + column + reach);
        sheet.pixels[row * columns + column] = opaque === 0 ? 0 : packed(color, opaque);
      }
    }
    sheet.update();
  }
}

/** The points that have just changed cluster: their share of each pixel in ink, fading. */
export class ChangedDensity {
  /** @param {Stage} stage @param {Density} density */
  constructor(stage, density) {
    this._ink = rgb(stage.style.ink);
    this._density = density;
    this._sheet = new PixelSheet(stage.box);
    /** @type {Int32Array | null} */
    this._changed = null;
    /** @type {Float32Array} */
    this._share = new Float32Array(0);
  }

  /** @param {Context} context @param {Frame} frame */
  draw(context, { changed, emphasis, labels }) {
    if (emphasis === 0 || labels === null || changed.length === 0) return;
    const { grid } = this._density;
    if (this._changed !== changed) {
      this._changed = changed;
      const moved = new Float32Array(grid.size);
      for (const i of changed) if (grid.pixels[i] >= 0) moved[grid.pixels[i]]++;
      this._share = grid
        .spread(moved, grid.shares)
        .map((share, i) => (share === 0 ? 0 : (share / grid.coverage[i]) * FLASH * grid.opacity[i]));
    }
    this._density.show(this._ink, (pixel) => inLevels(this._share[pixel] * emphasis), this._sheet);
    this._sheet.draw(context);
  }
}

/** @param {number[]} color @param {number} opacity */
function packed([red, green, blue], opacity) {
  return ((Math.round(opacity * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** @param {number} part */
function clamped(part) {
  return part < 0 ? 0 : part > 254.5 ? 255 : Math.round(part);
}
