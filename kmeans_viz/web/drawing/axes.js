// @ts-check
// The numbers and names at the axes of a board whose coordinates have names.

import { put } from "../say.js";
import { LETTERS } from "./stage.js";

/** @typedef {import("./stage.js").Context} Context */
/** @typedef {import("./stage.js").Stage} Stage */

const NICE = [1, 2, 2.5, 5, 10];
const ROOM = 6; // letters, which every picture has room for

/** Draw both axes around the board. @param {Context} context @param {Stage} stage @param {number} letters How much larger they are. @param {import("../say.js").Say} [say] */
export function drawAxes(context, stage, letters, say = put) {
  const { view, box, bounds, pt, style } = stage;
  const letter = pt * letters;
  const [left, right, bottom, top] = bounds;
  const below = box.top + box.height;
  context.fillStyle = context.strokeStyle = style.muted;
  context.lineWidth = 0.8 * pt;
  context.font = `${10 * letter}px ${LETTERS}`;
  const across = ticks(left, right, Math.floor(box.width / (30 * letter)));
  context.textAlign = "center";
  context.textBaseline = "top";
  context.beginPath();
  written(across).forEach((number, i) => {
    const x = stage.x(across[i]);
    context.moveTo(x, below);
    context.lineTo(x, below + 3 * pt);
    context.fillText(number, x, below + 7 * pt);
  });
  if (view.d > 1) {
    const up = ticks(bottom, top, Math.floor(box.height / (20 * letter * letters)));
    context.textAlign = "right";
    context.textBaseline = "middle";
    written(up).forEach((number, i) => {
      const y = stage.y(up[i]);
      context.moveTo(box.left, y);
      context.lineTo(box.left - 3 * pt, y);
      context.fillText(number, box.left - 6 * pt, y);
    });
  }
  context.stroke();
  // A long name is set narrow.
  context.font = `${11 * letter}px ${LETTERS}`;
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillText(view.xlabel, box.left + box.width / 2, below + 17 * pt + 23 * letter, box.width);
  context.save();
  context.translate(4 * pt + 10 * letter, box.top + box.height / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "middle";
  context.fillText(view.d > 1 ? view.ylabel : say("(height has no meaning)"), 0, 0, 2 * box.top + box.height);
  context.restore();
}

/** Return how many inches the numbers and the name of the vertical axis take. @param {import("./view.js").View} view @param {number} letters */
export function roomAtLeft(view, letters) {
  const [, , low, high] = view.fitted(1);
  const longest = Math.max(...written(ticks(low, high, 12)).map((number) => number.length), 0);
  return 0.18 + (0.6 + 0.09 * Math.max(0, longest - 5)) * letters;
}

/**
 * Return round numbers between two, at most `most` steps apart.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} most
 */
export function ticks(low, high, most) {
  const least = (high - low) / Math.max(1, Math.min(most, 9));
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * (NICE.find((nice) => nice * power >= least * (1 - 1e-9)) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** Return numbers with as many digits as tell them apart, and with a power of ten where there is no room. */
export function written(/** @type {number[]} */ values) {
  const far = Math.max(...values.map(Math.abs), 0);
  const step = values.length > 1 ? values[1] - values[0] : far;
  const power = far > 0 ? 3 * Math.floor(Math.log10(far) / 3) : 0;
  const [plain, scaled] = [0, power].map((exponent) => values.map((value) => inUnits(value, step, exponent)));
  const [longest, shorter] = [plain, scaled].map((numbers) => Math.max(0, ...numbers.map((number) => number.length)));
  return (longest <= Math.max(ROOM, shorter) ? plain : scaled).map((number) => number.replace("-", "−"));
}

/** @param {number} value @param {number} step @param {number} exponent */
function inUnits(value, step, exponent) {
  const unit = 10 ** exponent;
  let digits = 0;
  while (digits < 17 && Math.abs(Number((step / unit).toFixed(digits)) * unit - step) > 1e-3 * step) digits++;
  const number = (Number((value / unit).toFixed(digits)) + 0).toFixed(digits);
  if (exponent === 0) return number;
  return Number(number) === 0 ? "0" : `${number}e${exponent}`;
}
