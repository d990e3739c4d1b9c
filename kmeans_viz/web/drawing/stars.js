// @ts-check
// The centroids, as numbered stars, the paths that they have come along, and the lines from points to their star.

import { TABLES } from "../tables.js";
import { LETTERS } from "./stage.js";

/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./stage.js").Context} Context */
/** @typedef {import("./timeline.js").Frame} Frame */

const HALO_PT = 4;
const BESIDE = [2.1, 1.1]; // where the number of a hollow star stands, as multiples of its height
const INNER = 0.52; // of a star's radius, where its inner corners are

/** Return the square of a star's size, in points of type: on a board of many they are smaller. @param {number} k */
export function starArea(k) {
  return k <= 10 ? 560 : 380;
}

/** Return the radius of the stars on a stage, in pixels. @param {Stage} stage */
export function starRadius({ k, pt }) {
  return TABLES.sizes.starRadius * Math.sqrt(starArea(k)) * pt;
}

/** The stars. */
export class Stars {
  /** @param {Stage} stage @param {boolean} hasHalo Set off by a second edge in the colour of the board. */
  constructor(stage, hasHalo) {
    this._stage = stage;
    this._hasHalo = hasHalo;
  }

  /** @param {Context} context @param {Frame} frame */
  draw(context, { centroids, state }) {
    const stage = this._stage;
    const places = apart(stage.centroids(centroids), 0.6 * starRadius(stage));
    const each = (/** @type {(cluster: number, j: number, x: number, y: number) => void} */ draw) =>
      state.clusters.forEach((cluster, j) => draw(cluster, j, places[2 * j], places[2 * j + 1]));
    // A star would hide the point of a cluster that has only one.
    const isHollow = (/** @type {number} */ j) => state.counts[j] === 1;
    if (this._hasHalo) each((_, j, x, y) => drawHalo(context, stage, x, y, isHollow(j)));
    each((cluster, j, x, y) => drawStar(context, stage, cluster, x, y, isHollow(j)));
    each((cluster, j, x, y) => drawNumber(context, stage, cluster, x, y, isHollow(j)));
  }
}

/**
 * Return places in pixels, of which those of stars at the same place are side by side: only the last would be seen.
 *
 * @param {Float64Array} places
 * @param {number} by How far from their place, in pixels.
 */
function apart(places, by) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (let i = 0; i < places.length; i += 2) {
    const key = `${Math.round(places[i])} ${Math.round(places[i + 1])}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  if (2 * groups.size === places.length) return places;
  const moved = places.slice();
  for (const group of groups.values()) {
    group.forEach((i, rank) => (moved[i] += group.length < 2 ? 0 : by * (2 * rank - group.length + 1)));
  }
  return moved;
}

/**
 * Draw a star without its number.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {number} cluster
 * @param {number} x
 * @param {number} y
 * @param {boolean} [isHollow] Whether what lies behind it is seen, and its number stands beside it.
 */
export function drawStar(context, stage, cluster, x, y, isHollow = false) {
  const { style, pt, k } = stage;
  addStar(context, x, y, starRadius(stage));
  context.fillStyle = style.star(cluster);
  context.strokeStyle = style.starEdge;
  context.lineWidth = (k <= 10 ? 1.5 : 1.2) * pt;
  context.lineJoin = "miter";
  if (!isHollow) context.fill();
  context.stroke();
}

/** Draw the number of a star. @type {typeof drawStar} */
export function drawNumber(context, stage, cluster, x, y, isHollow = false) {
  const text = String(cluster + 1);
  const unit = Math.sqrt(starArea(stage.k) * 0.155) * stage.pt;
  const size = (text.length === 1 ? 1.35 : 1) * unit;
  // At the right edge of a board that is cut, the number would touch the arrowhead.
  const side = x < stage.x(stage.edges[1]) - 0.01 ? 1 : -1;
  const [right, up] = isHollow ? [side * BESIDE[0] * unit, BESIDE[1] * unit] : [0, 0];
  context.font = `bold ${size}px ${LETTERS}`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillStyle = isHollow ? stage.style.ink : stage.style.onStar(cluster);
  const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below } = context.measureText(text);
  context.fillText(text, x + right, y - up + (above - below) / 2);
}

/** @param {Context} context @param {Stage} stage @param {number} x @param {number} y @param {boolean} isHollow */
function drawHalo(context, stage, x, y, isHollow) {
  addStar(context, x, y, starRadius(stage));
  context.fillStyle = context.strokeStyle = stage.style.board;
  context.lineWidth = ((stage.k <= 10 ? 1.5 : 1.2) + HALO_PT) * stage.pt;
  context.lineJoin = "round";
  if (!isHollow) context.fill();
  context.stroke();
}

/**
 * Begin a path with a five-pointed star, fuller than a pentagram so that a number fits.
 *
 * @param {Context} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function addStar(context, x, y, radius) {
  context.beginPath();
  for (let i = 0; i < 10; i++) {
    const angle = Math.PI / 2 + (i * Math.PI) / 5;
    const far = i % 2 === 0 ? radius : radius * INNER;
    context.lineTo(x + far * Math.cos(angle), y - far * Math.sin(angle));
  }
  context.closePath();
}

/** The path that each centroid has come along. */
export class Trails {
  /** @param {Stage} stage @param {import("./captions.js").Story} run */
  constructor(stage, run) {
    this._stage = stage;
    this._run = run;
  }

  /** @param {Context} context @param {Frame} frame */
  draw(context, { index, centroids, state }) {
    const { style, pt } = this._stage;
    const paths = this._paths(index);
    const ends = this._stage.centroids(centroids);
    context.beginPath();
    state.clusters.forEach((cluster, j) => {
      const stops = paths.get(cluster);
      // A path of no length would be a dot, which a hollow star lets through.
      if (stops === undefined || stops.every((value, i) => value === ends[2 * j + (i % 2)])) return;
      for (let i = 0; i < stops.length; i += 2) {
        if (i === 0) context.moveTo(stops[0], stops[1]);
        else context.lineTo(stops[i], stops[i + 1]);
      }
      context.lineTo(ends[2 * j], ends[2 * j + 1]);
    });
    context.lineCap = "round";
    context.lineJoin = "round";
    context.globalAlpha = 0.75;
    context.strokeStyle = style.board;
    context.lineWidth = 4.2 * pt;
    context.stroke();
    context.globalAlpha = 1;
    context.strokeStyle = style.ink;
    context.lineWidth = 1.7 * pt;
    context.stroke();
  }

  /** Return the stops of each cluster before a state, in pixels. @param {number} index */
  _paths(index) {
    /** @type {Map<number, number[]>} */
    const paths = new Map();
    for (let i = 0; i < index; i++) {
      const { phase, clusters, centroids } = this._run.bareAt(i);
      if (phase === "assign") continue;
      const places = this._stage.centroids(centroids);
      clusters.forEach((cluster, j) => {
        const stops = paths.get(cluster) ?? [];
        stops.push(places[2 * j], places[2 * j + 1]);
        paths.set(cluster, stops);
      });
    }
    return paths;
  }
}

/** A line from every point to its star. */
export class Ties {
  /** @param {Stage} stage */
  constructor(stage) {
    this._stage = stage;
  }

  /** @param {Context} context @param {Frame} frame */
  draw(context, { centroids, labels, state }) {
    if (labels === null) return;
    const { places, style, pt } = this._stage;
    const stars = this._stage.centroids(centroids);
    context.lineWidth = Math.max(0.5 * pt, 0.5);
    context.globalAlpha = Math.min(0.6, Math.max(0.12, 300 / labels.length));
    state.clusters.forEach((cluster, j) => {
      context.beginPath();
      for (let i = 0; i < labels.length; i++) {
        if (labels[i] !== j) continue;
        context.moveTo(places[2 * i], places[2 * i + 1]);
        context.lineTo(stars[2 * j], stars[2 * j + 1]);
      }
      context.strokeStyle = style.markerEach ? style.muted : style.color(cluster);
      context.stroke();
    });
    context.globalAlpha = 1;
  }
}
