// @ts-check
// How the guesses of a class look on a board: a veil over the points, glowing small stars, the ring of their spread,
// their mean as a large hollow star, and the truth. Lengths are shares of the board's shorter side, so that a picture
// reads from the back row at any size.

import { addStar, drawNumber, starRadius } from "../drawing/stars.js";
import { mixed } from "../drawing/style.js";
import { contextOf, newCanvas } from "../drawing/stage.js";

/** @typedef {import("../drawing/stage.js").Context} Context */
/** @typedef {import("../drawing/stage.js").Stage} Stage */

const VEIL = 0.62;
const GLOW = 3.2; // radii of a star that its glow reaches
const [SMALLEST, LARGEST] = [0.013, 0.029]; // the radius of a guess among many, and of one among few
const MEAN = 0.058;
const TRUTH = 0.05;
const GOLD = "#ffd43b";
const LETTERS = "system-ui, sans-serif";

/** Return the shorter side of a board, in pixels. @param {Stage} stage */
export function sideOf({ box }) {
  return Math.min(box.width, box.height);
}

/** Return where a place of the board is, in pixels. @param {Stage} stage @param {number[]} place @returns {[number, number]} */
export function inPixels(stage, place) {
  const [x, y] = stage.centroids(Float64Array.from(place));
  return [x, y];
}

/** Return the radius of a guess, in pixels: of many they are smaller. @param {Stage} stage @param {number} n */
export function guessRadius(stage, n) {
  return sideOf(stage) * Math.min(LARGEST, Math.max(SMALLEST, LARGEST * (12 / Math.max(12, n)) ** 0.25));
}

/** Let the points step back behind the guesses. @param {Context} context @param {Stage} stage @param {number} strength From 0 to 1. */
export function drawVeil(context, { box, style }, strength) {
  context.globalAlpha = VEIL * strength;
  context.fillStyle = style.board;
  context.fillRect(box.left, box.top, box.width, box.height);
  context.globalAlpha = 1;
}

/** The pictures of guesses, which are drawn hundreds of times a second. */
export class Sprites {
  /** @param {Stage} stage @param {number} radius */
  constructor(stage, radius) {
    this._stage = stage;
    this.radius = radius;
    /** @type {Map<number, {glow: HTMLCanvasElement, star: HTMLCanvasElement}>} */
    this._made = new Map();
  }

  /** True while they fit. @param {Stage} stage @param {number} radius */
  fit(stage, radius) {
    return stage === this._stage && Math.abs(radius - this.radius) < 0.02 * radius;
  }

  /**
   * Draw the glow of a guess, or the guess.
   *
   * @param {Context} context
   * @param {"glow" | "star"} part
   * @param {number} cluster
   * @param {number} x
   * @param {number} y
   * @param {number} scale
   * @param {number} alpha
   */
  draw(context, part, cluster, x, y, scale, alpha) {
    const sprite = this._of(cluster)[part];
    const half = (sprite.width / 2) * scale;
    context.globalAlpha = Math.max(0, Math.min(1, alpha));
    context.drawImage(sprite, x - half, y - half, 2 * half, 2 * half);
    context.globalAlpha = 1;
  }

  /** @param {number} cluster */
  _of(cluster) {
    let made = this._made.get(cluster);
    if (made === undefined) {
      made = { glow: this._glow(cluster), star: this._star(cluster) };
      this._made.set(cluster, made);
    }
    return made;
  }

  /** @param {number} cluster */
  _glow(cluster) {
    const { style } = this._stage;
    const reach = GLOW * this.radius;
    const canvas = newCanvas(Math.ceil(2 * reach), Math.ceil(2 * reach));
    const context = contextOf(canvas);
    const gradient = context.createRadialGradient(reach, reach, 0, reach, reach, reach);
    const color = style.color(cluster);
    for (const [at, alpha] of /** @type {[number, string][]} */ ([[0, "70"], [0.35, "38"], [0.7, "10"], [1, "00"]])) gradient.addColorStop(at, color + alpha);
    context.fillStyle = gradient;
    context.fillRect(0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /** @param {number} cluster */
  _star(cluster) {
    const { style } = this._stage;
    const half = Math.ceil(1.3 * this.radius);
    const canvas = newCanvas(2 * half, 2 * half);
    const context = contextOf(canvas);
    addStar(context, half, half, this.radius);
    context.lineJoin = "round";
    context.lineWidth = 0.28 * this.radius;
    context.strokeStyle = style.board;
    context.stroke();
    context.fillStyle = style.color(cluster);
    context.fill();
    return canvas;
  }
}

/**
 * Draw the ring of one standard deviation.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {number} cluster
 * @param {{x: number, y: number, across: number, up: number, angle: number}} ring In pixels.
 * @param {number} alpha
 */
export function drawRing(context, stage, cluster, { x, y, across, up, angle }, alpha) {
  const { style } = stage;
  const side = sideOf(stage);
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.ellipse(0, 0, Math.max(across, 1), Math.max(up, 1), 0, 0, 2 * Math.PI);
  context.globalAlpha = 0.16 * alpha;
  context.fillStyle = style.color(cluster);
  context.fill();
  context.globalAlpha = alpha;
  for (const [color, width] of /** @type {[string, number][]} */ ([[style.board, 0.0105], [emphatic(stage, cluster), 0.0055]])) {
    context.strokeStyle = color;
    context.lineWidth = width * side;
    context.stroke();
  }
  context.restore();
}

/**
 * Draw the mean of the guesses: a large hollow star.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {number} cluster
 * @param {number} x
 * @param {number} y
 * @param {number} scale
 * @param {number} alpha
 */
export function drawMean(context, stage, cluster, x, y, scale, alpha) {
  const { style } = stage;
  const side = sideOf(stage);
  context.globalAlpha = alpha;
  context.lineJoin = "round";
  addStar(context, x, y, MEAN * side * scale);
  context.fillStyle = style.board;
  context.globalAlpha = 0.6 * alpha;
  context.fill();
  context.globalAlpha = alpha;
  for (const [color, width] of /** @type {[string, number][]} */ ([[style.board, 0.021], [style.ink, 0.013], [style.color(cluster), 0.006]])) {
    context.strokeStyle = color;
    context.lineWidth = width * side;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * Draw the star itself, where it goes.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {number} cluster
 * @param {number} x
 * @param {number} y
 * @param {number} size 1 while all look at it; smaller once there is something beside it to see.
 */
export function drawTruth(context, stage, cluster, x, y, size) {
  const { style } = stage;
  const side = sideOf(stage);
  const scale = (size * TRUTH * side) / starRadius(stage);
  context.save();
  context.translate(x, y);
  context.scale(scale, scale);
  addStar(context, 0, 0, starRadius(stage));
  context.lineJoin = "round";
  for (const [color, width] of /** @type {[string, number][]} */ ([[style.board, 0.018], [style.starEdge, 0.0095]])) {
    context.strokeStyle = color;
    context.lineWidth = (width * side) / scale;
    context.stroke();
  }
  context.fillStyle = style.star(cluster);
  context.fill();
  drawNumber(context, stage, cluster, 0, 0);
  context.restore();
}

/** Draw a ring that spreads and fades, where the truth has come to rest. @param {Context} context @param {Stage} stage @param {number} cluster @param {number} x @param {number} y @param {number} part */
export function drawPulse(context, stage, cluster, x, y, part) {
  if (part <= 0 || part >= 1) return;
  const side = sideOf(stage);
  context.beginPath();
  context.arc(x, y, side * (TRUTH + 0.11 * part), 0, 2 * Math.PI);
  context.globalAlpha = 0.8 * (1 - part);
  context.strokeStyle = stage.style.color(cluster);
  context.lineWidth = 0.012 * side * (1 - part);
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * Draw a line from one place to another, or the part of it that has been drawn so far.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {number} part
 * @param {boolean} [isDotted] Where something has come along, and not how far apart two places are.
 */
export function drawLine(context, stage, from, to, part, isDotted = false) {
  const { style } = stage;
  const side = sideOf(stage);
  context.lineCap = "round";
  context.setLineDash(isDotted ? [0.001, 0.017 * side] : []);
  for (const [color, width] of /** @type {[string, number][]} */ ([[style.board, 0.016], [style.ink, 0.0075]])) {
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part);
    context.strokeStyle = color;
    context.lineWidth = width * side;
    context.stroke();
  }
  context.setLineDash([]);
}

/**
 * Draw one of the nearest guesses, which stands out from the others.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {[number, number]} place
 * @param {number} radius Of the guess.
 * @param {number} part How far it has come.
 */
export function drawNearest(context, stage, [x, y], radius, part) {
  const { style } = stage;
  const reach = GLOW * radius;
  const gradient = context.createRadialGradient(x, y, 0, x, y, reach);
  for (const [at, alpha] of /** @type {[number, string][]} */ ([[0, "d0"], [0.4, "70"], [1, "00"]])) gradient.addColorStop(at, GOLD + alpha);
  context.globalAlpha = part;
  context.fillStyle = gradient;
  context.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
  addStar(context, x, y, radius * (1 + 0.2 * part));
  context.lineJoin = "round";
  for (const [color, width] of /** @type {[string, number][]} */ ([[style.board, 0.0145], [style.starEdge, 0.0075]])) {
    context.strokeStyle = color;
    context.lineWidth = width * sideOf(stage);
    context.stroke();
  }
  context.fillStyle = GOLD;
  context.fill();
  context.globalAlpha = 1;
}

/**
 * Write something on the board, within its edges.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {string} text
 * @param {number} x Its middle.
 * @param {number} y
 * @param {number} size A share of the board's shorter side.
 * @param {number} alpha
 */
export function drawLabel(context, stage, text, x, y, size, alpha) {
  const { box, style } = stage;
  const px = size * sideOf(stage);
  context.globalAlpha = alpha;
  context.font = `700 ${px}px ${LETTERS}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const half = context.measureText(text).width / 2 + 0.3 * px;
  const left = Math.min(Math.max(x, box.left + half), box.left + box.width - half);
  const top = Math.min(Math.max(y, box.top + 0.7 * px), box.top + box.height - 0.7 * px);
  context.strokeStyle = style.board;
  context.lineWidth = 0.32 * px;
  context.strokeText(text, left, top);
  context.fillStyle = style.ink;
  context.fillText(text, left, top);
  context.globalAlpha = 1;
}

/** Return a cluster's colour as it reads on its own tint. @param {Stage} stage @param {number} cluster */
function emphatic({ style }, cluster) {
  return mixed(style.color(cluster), style.ink, 0.7);
}
