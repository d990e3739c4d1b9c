// @ts-check
// The points as dots, and those that have just changed cluster.

import { addMarker } from "./markers.js";
import { PixelSheet, spriteOf } from "./sprites.js";
import { Tiles } from "./tiles.js";

/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./stage.js").Context} Context */
/** @typedef {import("./timeline.js").Frame} Frame */

/** Return the diameter of a dot, in points of type, on a board of n of them. @param {number} n */
export function dotSize(n) {
  return Math.min(Math.max(7 * (200 / n) ** 0.3, 1.3), 9);
}

/** The points. */
export class Dots {
  /** @param {Stage} stage */
  constructor(stage) {
    const { style, pt, view } = stage;
    const { n } = view.points;
    this._stage = stage;
    this._n = n;
    const size = dotSize(n) * pt;
    // An edge keeps neighbours apart; among very many points it would be all that one sees.
    let edgeWidth = Math.min(0.7 * Math.sqrt(400 / n), 0.7);
    const few = edgeWidth >= 0.12;
    // In black and white, one of the fills is the board's own: without an edge it would not be there at all.
    if (style.markerEach) edgeWidth = Math.max(edgeWidth, 0.3);
    const edge = few || style.markerEach ? style.dotEdge : null;
    this._looks = Array.from({ length: stage.k }, (_, cluster) => ({
      marker: style.marker(cluster, stage.forms),
      size,
      fill: style.color(cluster),
      edge,
      edgeWidth: edge === null ? 0 : edgeWidth * pt,
    }));
    // Rings: who cannot tell grey from a colour can still tell that these have none.
    this._unassigned = few
      ? { marker: "o", size, fill: style.board, edge: style.unassigned, edgeWidth: 1.1 * pt }
      : { marker: "o", size, fill: style.unassigned, edge: null, edgeWidth: 0 };
    /** @type {import("./sprites.js").Sprite[]} */
    this._sprites = [];
    /** @type {PixelSheet | null} */
    this._sheet = null;
    this._order = new Int32Array(n);
    /** Which clusters there were when dots were laid last, and which each point had; null before that. */
    this._clusters = "";
    /** @type {Int32Array | null} */
    this._labels = null;
    /** @type {Tiles | null} */
    this._tiles = null;
  }

  /** Return how the points of a cluster are drawn; those without one for -1. @param {number} cluster */
  look(cluster) {
    return cluster < 0 ? this._unassigned : this._looks[cluster];
  }

  /** @param {Context} context @param {Frame} frame */
  draw(context, { labels, state }) {
    const clusters = state.clusters.join();
    this._sheet ??= new PixelSheet(this._stage.box);
    if (labels === null || this._labels === null || clusters !== this._clusters) this._lay(labels, state.clusters);
    else this._layChanged(labels, this._labels, state.clusters);
    this._clusters = clusters;
    // A copy: while a star is dragged, the labels change in place.
    this._labels = labels && labels.slice();
    this._sheet.draw(context);
  }

  /** Draw every dot as a path of its own. @param {Context} context @param {Frame} frame */
  drawPaths(context, { labels, state }) {
    const { places } = this._stage;
    this._arrange(labels, labels === null ? 1 : state.clusters.length);
    for (const i of this._order) {
      const { marker, size, fill, edge, edgeWidth } = this.look(labels === null ? -1 : state.clusters[labels[i]]);
      context.beginPath();
      addMarker(context, marker, places[2 * i], places[2 * i + 1], size / 2);
      context.fillStyle = fill;
      context.fill();
      if (edge === null) continue;
      context.strokeStyle = edge;
      context.lineWidth = edgeWidth;
      context.stroke();
    }
  }

  /** Lay all dots. @param {Int32Array | null} labels @param {Int32Array} clusters */
  _lay(labels, clusters) {
    const { places } = this._stage;
    const sheet = /** @type {PixelSheet} */ (this._sheet);
    const unassigned = labels === null ? spriteOf(this._unassigned) : null;
    const sprites = this._spritesOf(clusters);
    const all = sheet.whole;
    sheet.clear();
    this._arrange(labels, labels === null ? 1 : clusters.length);
    for (const i of this._order) {
      const sprite = unassigned ?? sprites[/** @type {Int32Array} */ (labels)[i]];
      sheet.lay(sprite, places[2 * i], places[2 * i + 1], all);
    }
    sheet.update();
  }

  /**
   * Lay the dots around those that changed cluster anew; the rest of the sheet stays.
   *
   * @param {Int32Array} labels
   * @param {Int32Array} before
   * @param {Int32Array} clusters
   */
  _layChanged(labels, before, clusters) {
    const { places } = this._stage;
    const sheet = /** @type {PixelSheet} */ (this._sheet);
    const sprites = this._spritesOf(clusters);
    const reach = sprites.reduce((most, { half }) => Math.max(most, half), 0);
    this._tiles ??= new Tiles(sheet, places, reach);
    const changed = [];
    for (let i = 0; i < this._n; i++) if (labels[i] !== before[i]) changed.push(i);
    for (const { edges, dots } of this._tiles.around(changed)) {
      sheet.clear(edges);
      // In the same order as all of them.
      dots.sort((a, b) => labels[a] - labels[b] || a - b);
      for (const i of dots) sheet.lay(sprites[labels[i]], places[2 * i], places[2 * i + 1], edges);
      sheet.update(edges);
    }
  }

  /** @param {Int32Array} clusters */
  _spritesOf(clusters) {
    if (this._sprites.length === 0) this._sprites = this._looks.map(spriteOf);
    return Array.from(clusters, (cluster) => this._sprites[cluster]);
  }

  /** Put the points in the order in which they are drawn: cluster after cluster. */
  _arrange(/** @type {Int32Array | null} */ labels, /** @type {number} */ k) {
    const starts = new Int32Array(k + 1);
    for (let i = 0; i < this._n; i++) starts[(labels === null ? 0 : labels[i]) + 1]++;
    for (let j = 0; j < k; j++) starts[j + 1] += starts[j];
    for (let i = 0; i < this._n; i++) this._order[starts[labels === null ? 0 : labels[i]]++] = i;
  }
}

/** The points that have just changed cluster, larger and with an edge in ink. */
export class ChangedDots {
  /** @param {Stage} stage */
  constructor(stage) {
    this._stage = stage;
    this._size = dotSize(stage.view.points.n);
  }

  /** @param {Context} context @param {Frame} frame */
  draw(context, { changed, emphasis, labels, state }) {
    if (emphasis === 0 || labels === null || changed.length === 0) return;
    const { places, style, pt, forms } = this._stage;
    // Where half a board changes colour, big dots would hide it.
    const room = Math.min(Math.max((60 / changed.length) ** 0.4, 0.25), 1);
    const radius = ((this._size + 8 * room * emphasis) * pt) / 2;
    context.strokeStyle = style.ink;
    context.lineWidth = (0.6 + 1.4 * emphasis) * room * pt;
    for (const i of changed) {
      const cluster = state.clusters[labels[i]];
      context.beginPath();
      addMarker(context, style.marker(cluster, forms), places[2 * i], places[2 * i + 1], radius);
      context.fillStyle = style.color(cluster);
      context.fill();
      context.stroke();
    }
  }
}
