// @ts-check
// One palette for all pictures of an animation, without dithering: the colours of a style and the blends between them,
// as in Python's `pictures/pixels/palette.py`, so that a cluster's dots have exactly its colour in every picture.

import { TABLES } from "../tables.js";
import { mixed, rgb } from "./style.js";

/** @typedef {import("./style.js").Style} Style */

/** The index that means "as in the picture before". */
export const TRANSPARENT = 0;
const MOST = 255;
const EVERY_COLOR = 1 << 24;
const COARSE = 1 << 15; // five bits of each part: enough for blends, which repeat often

/** At most 255 colours, and the index that is transparent. */
export class Palette {
  /**
   * @param {Style} style
   * @param {number} k How many clusters there are.
   * @param {{isDense?: boolean, hasCells?: boolean}} [options] Whether the board shows a density in place of dots, and
   *   whether cells lie behind it.
   */
  constructor(style, k, { isDense = false, hasCells = true } = {}) {
    const clusters = Array.from({ length: Math.min(k, style.colors.length) }, (_, j) => j);
    const wanted = isDense ? ofDensities(style, clusters, hasCells) : byImportance(style, clusters);
    /** Red, green and blue of each index. @type {number[][]} */
    this.colors = [[0, 0, 0], ...[...new Set(wanted)].slice(0, MOST).map(rgb)];
    /** The index of each colour there is; 0 while unknown. */
    this._indexOf = new Uint8Array(EVERY_COLOR);
    this._nearCoarse = new Uint8Array(COARSE);
    this.colors.forEach(([red, green, blue], index) => {
      if (index > 0) this._indexOf[red | (green << 8) | (blue << 16)] = index;
    });
  }

  /** Return the index of the nearest colour. @param {number} pixel Red in the lowest byte; opacity does not count. */
  nearest(pixel) {
    const color = pixel & 0xffffff;
    const known = this._indexOf[color];
    return known || (this._indexOf[color] = this._near(color));
  }

  /** @param {number} color */
  _near(color) {
    const coarse = ((color >> 3) & 31) | ((color >> 6) & 0x3e0) | ((color >> 9) & 0x7c00);
    if (this._nearCoarse[coarse] > 0) return this._nearCoarse[coarse];
    const parts = [coarse & 31, (coarse >> 5) & 31, coarse >> 10].map((part) => 8 * part + 4);
    let [nearest, least] = [0, Infinity];
    this.colors.forEach((candidate, index) => {
      const distance = candidate.reduce((sum, part, i) => sum + (part - parts[i]) ** 2, 0);
      if (index > 0 && distance < least) [nearest, least] = [index, distance];
    });
    this._nearCoarse[coarse] = nearest;
    return nearest;
  }
}

/**
 * Return the style's pure colours, then the blends at smoothed edges, the most common first.
 *
 * @param {Style} style
 * @param {number[]} clusters
 */
function byImportance(style, clusters) {
  const { dotEdge } = style;
  const blends = clusters.flatMap((j) => {
    const [byCell, byFill, byNumber] = edgesOfStar(style, j);
    return [mixed(style.color(j), dotEdge, 0.5), byCell, byFill, mixed(dotEdge, style.cell(j), 0.5), byNumber];
  });
  return [...pure(style, clusters), ...ofWords(style), mixed(style.unassigned, dotEdge, 0.5), ...blends];
}

/**
 * Return the style's pure colours, then the opacities of a density, even levels first, and the blends.
 *
 * @param {Style} style
 * @param {number[]} clusters
 * @param {boolean} hasCells
 */
function ofDensities(style, clusters, hasCells) {
  const { levels } = TABLES.sizes;
  const grounds = clusters.map((j) => (hasCells ? style.cell(j) : style.board));
  const inks = clusters.map((j) => (style.markerEach ? style.ink : style.color(j)));
  const shares = Array.from({ length: levels - 1 }, (_, i) => (i + 1) / levels);
  const often = shares.filter((_, i) => i % 2 === 1);
  const seldom = shares.filter((_, i) => i % 2 === 0);
  const over = (/** @type {number} */ share) => inks.map((ink, j) => mixed(ink, grounds[j], share));
  return [
    ...pure(style, clusters),
    ...ofWords(style),
    ...often.flatMap(over),
    ...clusters.flatMap((j) => edgesOfStar(style, j)),
    ...often.map((share) => mixed(style.unassigned, style.board, share)),
    ...seldom.flatMap(over),
    ...[...often, ...seldom].flatMap((share) => grounds.map((ground) => mixed(style.unassigned, ground, share))),
    // For points that have just changed cluster.
    ...[0.25, 0.5, 0.75].flatMap((share) => inks.map((ink) => mixed(style.ink, ink, share))),
  ];
}

/** @param {Style} style @param {number[]} clusters */
function pure(style, clusters) {
  const { page, board, ink, muted, cellEdge, unassigned, dotEdge, starEdge } = style;
  const own = clusters.flatMap((j) => [style.color(j), style.cell(j), style.onStar(j)]);
  return [page, board, ink, muted, cellEdge, unassigned, dotEdge, starEdge, ...own];
}

/** @param {Style} style */
function ofWords({ ink, muted, page }) {
  return [1 / 3, 2 / 3].flatMap((share) => [mixed(ink, page, share), mixed(muted, page, share)]);
}

/** @param {Style} style @param {number} j */
function edgesOfStar(style, j) {
  const [color, edge] = [style.color(j), style.starEdge];
  return [mixed(edge, style.cell(j), 0.5), mixed(color, edge, 0.5), mixed(style.onStar(j), color, 0.5)];
}
