// @ts-check
// How a start is made: each point as large as its chance of becoming the next star, or as its distance to the stars.

import { addMarker } from "./markers.js";
import { addStar, drawNumber, drawStar, starRadius } from "./stars.js";

/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./stage.js").Context} Context */

const MOST = 4000; // dots that are drawn: those with the largest chances
const LARGEST_PT = 17;
const SMALLEST_PT = 1.6;

/**
 * Draw a step of a start.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {import("../engine/starts.js").SeedingStep} step
 * @param {Float64Array} stars m·d: those that were placed before.
 */
export function drawSeeding(context, stage, { kind, scores, centroid }, stars) {
  const { places, style, pt } = stage;
  const largest = scores.reduce((a, b) => Math.max(a, b), 0) || 1;
  const power = kind === "chance" ? 0.5 : 1; // a chance is an area, a distance a length
  const isEqual = kind !== "group" && scores.every((score) => score === 0 || score === largest);
  const most = (isEqual || kind === "group" ? 0.45 : 1) * LARGEST_PT * Math.min(1, (400 / scores.length) ** 0.2);
  context.lineWidth = 0.7 * pt;
  context.strokeStyle = style.dotEdge;
  const next = stars.length / stage.view.d;
  context.fillStyle = kind === "group" ? style.color(next) : style.unassigned;
  for (const i of mostOf(scores, MOST)) {
    const size = Math.max(SMALLEST_PT, most * (scores[i] / largest) ** power);
    context.beginPath();
    addMarker(context, "o", places[2 * i], places[2 * i + 1], (size * pt) / 2);
    context.fill();
    context.stroke();
  }
  const before = stage.centroids(stars);
  for (let j = 0; j < next; j++) drawWhole(context, stage, j, before[2 * j], before[2 * j + 1]);
  const [x, y] = stage.centroids(centroid);
  addStar(context, x, y, 1.5 * starRadius(stage));
  context.strokeStyle = style.ink;
  context.lineWidth = 1.2 * pt;
  context.setLineDash([3 * pt, 2 * pt]);
  context.stroke();
  context.setLineDash([]);
  drawWhole(context, stage, next, x, y);
}

/** @type {typeof drawStar} */
function drawWhole(context, stage, cluster, x, y) {
  drawStar(context, stage, cluster, x, y);
  drawNumber(context, stage, cluster, x, y);
}

/** Return the places of the largest scores, the largest last. @param {Float64Array} scores @param {number} most */
function mostOf(scores, most) {
  const all = Uint32Array.from(scores, (_, i) => i);
  if (scores.length <= most) return all;
  const least = Float64Array.from(scores).sort()[scores.length - most];
  return all.filter((i) => scores[i] >= least).slice(-most);
}
