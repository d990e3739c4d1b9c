// @ts-check
// What lies outside of a board that is cut: an arrowhead at the edge for each point and star there, and words. The same
// as in Python's `pictures/layers/outside.py`.

import { unitsOf } from "../engine/points.js";
import { put } from "../say.js";
import { grouped, inFourDigits } from "./numbers.js";
import { LETTERS } from "./stage.js";
import { clipped, within } from "./view.js";

const ARROW_PT = 9;
const TEXT_PT = 11;
const TIP = 0.012; // of the board: how far from its edge arrowheads are
const WORDS = 0.1; // of the board: how high the words are
const TRIANGLE = [[0.5, 0], [-0.3, 0.55], [-0.3, -0.55]];
const CORNERS = [[0, 1], [1, 1], [0, 0], [1, 0]]; // whether one is at the right, and at the top

/** An arrowhead for every point and star outside of the board, and where the farthest of the points is. */
export class Outside {
  /** @param {import("./stage.js").Stage} stage @param {boolean} hasStars @param {import("../say.js").Say} [say] */
  constructor(stage, hasStars, say = put) {
    const { outside, view } = stage;
    this._stage = stage;
    this._hasStars = hasStars;
    this._points = [...outside].flatMap((i) => [...view.points.values.subarray(2 * i, 2 * i + 2)]);
    this.words = wordsOf(stage, say);
    this.corner = freeCorner(stage);
  }

  /** @param {import("./stage.js").Context} context @param {import("./timeline.js").Frame} frame */
  draw(context, { centroids }) {
    const { view, bounds, pt, style, box } = this._stage;
    const tips = within(bounds, TIP);
    const places = [...this._points, ...(this._hasStars ? view.flat(centroids) : [])];
    context.lineWidth = 0.8 * pt;
    context.lineJoin = "miter";
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [0, 1].map((axis) => clipped(places[i + axis], axis, tips));
      const [across, up] = [Math.sign(places[i] - x), Math.sign(places[i + 1] - y)];
      if (across === 0 && up === 0) continue;
      const far = (ARROW_PT * pt) / Math.hypot(across, up);
      context.beginPath();
      for (const [ahead, aside] of TRIANGLE) {
        const right = far * (ahead * across - aside * up);
        context.lineTo(this._stage.x(x) + right, this._stage.y(y) - far * (ahead * up + aside * across));
      }
      context.closePath();
      context.fillStyle = style.ink;
      context.strokeStyle = style.board;
      context.fill();
      context.stroke();
    }
    const [side, level] = this.corner;
    const size = TEXT_PT * pt;
    context.font = `${size}px ${LETTERS}`;
    context.textAlign = "left";
    context.textBaseline = "middle";
    const { width } = context.measureText(this.words);
    const left = box.left + (side ? 0.985 * box.width - width : 0.015 * box.width);
    const middle = box.top + (level ? 0.02 * box.height + size / 2 : 0.98 * box.height - size / 2);
    context.globalAlpha = 0.85;
    context.fillStyle = style.board;
    context.fillRect(left - 0.3 * size, middle - 0.9 * size, width + 0.6 * size, 1.8 * size);
    context.globalAlpha = 1;
    context.fillStyle = style.ink;
    context.fillText(this.words, left, middle);
  }
}

/** Say how many points lie outside, and where the farthest is. @param {import("./stage.js").Stage} stage @param {import("../say.js").Say} say */
function wordsOf({ outside, near, view }, say) {
  const { values, d, columns = [], units = [] } = view.data;
  const spreads = unitsOf(near);
  let [farthest, row, column] = [-1, 0, 0];
  for (const i of outside) {
    spreads.forEach(([, mean, spread], axis) => {
      const away = Math.abs(values[i * d + axis] - mean) / spread;
      if (away > farthest) [farthest, row, column] = [away, i, axis];
    });
  }
  const numbers = spreads.map((_, axis) => {
    const [, mean, scale] = units[axis] ?? ["", 0, 1];
    const value = values[row * d + axis];
    return signed((value && value * scale) + mean);
  });
  const name = units[column]?.[0] ?? columns[column] ?? `x${column + 1}`;
  const listed = numbers.join(", ");
  const where = d > 2 ? `${name} = ${numbers[column]}` : d === 2 ? `(${listed})` : listed;
  if (outside.size === 1) return say("1 point lies outside, at {where}", { where });
  return say("{n} points lie outside, the farthest at {where}", { n: grouped(outside.size), where });
}

/** @param {number} value */
function signed(value) {
  const sign = value < 0 ? "-" : "";
  return `${sign}${inFourDigits(Math.abs(value))}`.replaceAll("-", "−");
}

/** Return the corner of the board that has the fewest points. @param {import("./stage.js").Stage} stage */
function freeCorner({ places, box }) {
  const crowds = CORNERS.map(([side, level]) => {
    let crowd = 0;
    for (let i = 0; i < places.length; i += 2) {
      const x = (places[i] - box.left) / box.width;
      const y = (places[i + 1] - box.top) / box.height;
      if ((level ? y < WORDS : y > 1 - WORDS) && (side ? x > 0.4 : x < 0.6)) crowd++;
    }
    return crowd;
  });
  return CORNERS[crowds.indexOf(Math.min(...crowds))];
}
