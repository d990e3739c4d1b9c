// @ts-check
// The points of a big board, counted pixel by pixel: which pixel each falls into, and how many dots lie over each.

import { TABLES } from "../tables.js";

/** @typedef {import("./stage.js").Stage} Stage */

const FAINTEST = 0.3; // how opaque the only point for miles is on a board of millions
const TOP = 0.995; // of the pixels with points, the share that is not yet quite opaque

/** What a dot gives to a pixel: how many rows and columns away, and how much. @typedef {[number, number, number]} Tap */

/** Which pixel of the board each point falls into. */
export class Grid {
  /**
   * @param {Stage} stage
   * @param {number} left Of the sheet of pixels.
   * @param {number} top
   * @param {number} columns
   * @param {number} rows
   * @param {number} dot The diameter of a point, in pixels.
   */
  constructor({ places, view }, left, top, columns, rows, dot) {
    const taps = disc(dot);
    const reach = Math.max(...taps.map(([down]) => down));
    const { n } = view.points;
    // A margin as wide as a dot spares every loop the question whether a pixel is still on the board.
    this.width = columns + 2 * reach;
    this.reach = reach;
    this.columns = columns;
    this.rows = rows;
    /** How far each pixel of a dot is from its middle, in pixels of the margined board. */
    this.steps = Int32Array.from(taps, ([down, right]) => down * this.width + right);
    this.shares = Float32Array.from(taps, ([, , share]) => share);
    this.size = this.width * (rows + 2 * reach);
    /** n: the pixel of each point; -1 for those that are not on the board. */
    this.pixels = new Int32Array(n);
    const perPixel = new Float32Array(this.size);
    for (let i = 0; i < n; i++) {
      const column = Math.floor(places[2 * i] - left);
      const row = Math.floor(places[2 * i + 1] - top);
      const isInside = column >= 0 && column < columns && row >= 0 && row < rows;
      const pixel = isInside ? (row + reach) * this.width + column + reach : -1;
      this.pixels[i] = pixel;
      if (isInside) perPixel[pixel]++;
    }
    /** How many dots lie over each pixel; parts of one at its rim. */
    this.coverage = this.spread(perPixel, this.shares);
    const through = this.shares.map((share) => Math.log(Math.max(1 - share, 1e-3)));
    const clear = this.spread(perPixel, through);
    /** How opaque each pixel is, in tenths; 0 where there are no points. */
    this.opacity = this._opacity(clear, n);
  }

  /** Give the value of each pixel to all that a dot covers. @param {Float32Array} values @param {Float32Array} shares */
  spread(values, shares) {
    const { steps } = this;
    const laid = new Float32Array(this.size);
    for (let pixel = 0; pixel < values.length; pixel++) {
      const value = values[pixel];
      if (value === 0) continue;
      for (let tap = 0; tap < steps.length; tap++) laid[pixel + steps[tap]] += value * shares[tap];
    }
    return laid;
  }

  /** @param {Float32Array} clear @param {number} n */
  _opacity(clear, n) {
    const { coverage, size } = this;
    const thin = Math.min(Math.max(Math.sqrt(TABLES.sizes.densityFrom / n), FAINTEST), 1);
    // Plain loops: filter and map would make an object of every number.
    const opacity = new Float32Array(size);
    let many = 0;
    for (let i = 0; i < size; i++) if (coverage[i] >= 1) opacity[many++] = coverage[i];
    const top = many > 0 ? quantile(opacity.slice(0, many).sort(), TOP) : 1;
    // Below two dots the slope would be steeper than one can tell apart.
    const slope = (1 - thin) / Math.log(Math.max(top, 2));
    for (let i = 0; i < size; i++) {
      const dots = coverage[i];
      const opaque = thin * (1 - Math.exp(clear[i])) + slope * Math.log(Math.max(dots, 1));
      opacity[i] = dots === 0 ? 0 : inLevels(Math.min(opaque, 1));
    }
    return opacity;
  }
}

/** Return the nearest of the opacities that are told apart, or 0. @param {number} opacity */
export function inLevels(opacity) {
  return Math.round(opacity * TABLES.sizes.levels) / TABLES.sizes.levels;
}

/** @param {Float32Array} ordered @param {number} share */
function quantile(ordered, share) {
  const at = share * (ordered.length - 1);
  const low = ordered[Math.floor(at)];
  return low + (at - Math.floor(at)) * (ordered[Math.ceil(at)] - low);
}

/**
 * Return how much a disc covers of each pixel. It covers its own pixel whole, however small it is: what is there is to
 * be seen.
 *
 * @param {number} diameter
 * @returns {Tap[]}
 */
function disc(diameter) {
  const reach = Math.max(0, Math.ceil(diameter / 2 - 0.5));
  const parts = 16;
  /** @type {Tap[]} */
  const taps = [];
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      let inside = 0;
      for (let part = 0; part < parts * parts; part++) {
        const y = down - 0.5 + (Math.floor(part / parts) + 0.5) / parts;
        const x = right - 0.5 + ((part % parts) + 0.5) / parts;
        if (x * x + y * y <= (diameter / 2) ** 2) inside++;
      }
      const share = down === 0 && right === 0 ? 1 : inside / parts ** 2;
      if (share > 0) taps.push([down, right, share]);
    }
  }
  return taps;
}
