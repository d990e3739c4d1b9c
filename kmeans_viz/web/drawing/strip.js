// @ts-check
// What stands below the board of a picture that is a file: the words, and the curve of the inertia.

import { put } from "../say.js";
import { inFourDigits } from "./numbers.js";
import { LETTERS } from "./stage.js";

/** @typedef {import("./stage.js").Context} Context */
/** @typedef {import("./timeline.js").Frame} Frame */
/** @typedef {import("./style.js").Style} Style */
/** @typedef {import("./stage.js").Box} Box */

const TITLE = 17;
const TEXT = 12.5;
const LINE = 1.34; // from one baseline to the next, in sizes of the letters
const SMALLEST = 3;

/** What happened, in words. */
export class Caption {
  /**
   * @param {Style} style
   * @param {number} pt
   * @param {number} left In pixels.
   * @param {number} top
   * @param {number} room How long a line may be.
   */
  constructor(style, pt, left, top, room) {
    this.style = style;
    this.pt = pt;
    this.left = left;
    this.top = top;
    this.room = room;
  }

  /** @param {Context} context @param {Frame} frame */
  draw(context, { title, text }) {
    const { pt, left, top, room, style } = this;
    context.fillStyle = style.ink;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    write(context, title, { size: TITLE * pt, room, height: 0, bold: true }, left, top + 18 * pt);
    write(context, text, { size: TEXT * pt, room, height: 33.84 * pt, bold: false }, left, top + 38.16 * pt);
  }
}

/** The inertia after every half-step so far, as a curve that grows; where it will end stays open. */
export class InertiaCurve {
  /**
   * @param {Style} style
   * @param {number} pt
   * @param {import("./captions.js").Story} run
   * @param {Box} box
   * @param {import("./captions.js").Story | null} [other] Another run, B beside A, as a dashed curve on the same scale.
   * @param {import("../say.js").Say} [say]
   */
  constructor(style, pt, run, box, other = null, say = put) {
    this._name = say("inertia");
    this._below = say("half-steps");
    this._style = style;
    this._pt = pt;
    this._runs = other === null ? [run] : [run, other];
    this._box = box;
  }

  /** @param {Context} context @param {{index: number, progress: number}} frame */
  draw(context, { index, progress }) {
    const { _pt: pt, _style: style, _runs: runs } = this;
    const { left, top, width } = this._box;
    // The scale has to stand from the first picture on: the first assignment is the highest.
    const highest = Math.max(...runs.map((run) => (run.length > 1 ? run.bareAt(1).inertia || 1 : 1)));
    // Before the first assignment the number would give away what it finds.
    this._frame(context, this._y(highest), index > 0 ? inFourDigits(highest) : "");
    if (index === 0) return;
    const heads = runs.map((run, i) => {
      const isPast = index > run.length - 1;
      return this._line(context, run, isPast ? run.length - 1 : index, isPast ? 1 : progress, i > 0);
    });
    if (heads.length > 1) this._letters(context, heads);
    context.fillStyle = style.ink;
    context.textAlign = "right";
    const value = runs
      .map((run) => inFourDigits(run.bareAt(Math.min(index, run.length - 1)).inertia ?? 0))
      .map((number, i) => (runs.length > 1 ? `${"AB"[i]} ${number}` : number))
      .join("   ");
    context.font = `12px ${LETTERS}`;
    const name = context.measureText(this._name).width * pt;
    write(context, value, { size: TEXT * pt, room: width - name - 7 * pt, height: 0, bold: true }, left + width, top - 5 * pt);
  }

  /** @param {number} value */
  _y(value) {
    const { top, height } = this._box;
    const highest = Math.max(...this._runs.map((run) => (run.length > 1 ? run.bareAt(1).inertia || 1 : 1)));
    return top + height - (value / (1.12 * highest)) * height;
  }

  /**
   * Draw the curve of a run as far as a half-step.
   *
   * @param {Context} context
   * @param {import("./captions.js").Story} run
   * @param {number} index
   * @param {number} progress
   * @param {boolean} isDashed
   * @returns {number[]} Where it ends, in pixels.
   */
  _line(context, run, index, progress, isDashed) {
    const { _pt: pt, _style: style } = this;
    const { left, width } = this._box;
    const longest = Math.max(...this._runs.map(({ length }) => length));
    const x = (/** @type {number} */ step) => left + ((step - 0.4) / (Math.max(longest - 1, 2) + 0.2)) * width;
    const y = (/** @type {number} */ value) => this._y(value);
    const values = Array.from({ length: index }, (_, i) => run.bareAt(i + 1).inertia ?? 0);
    const steps = values.map((_, i) => i + 1);
    const last = index - 1;
    if (progress < 1 && index > 1) {
      values[last] = values[last - 1] + progress * (values[last] - values[last - 1]);
      steps[last] = steps[last - 1] + progress;
    }
    context.strokeStyle = context.fillStyle = style.ink;
    context.lineWidth = 1.8 * pt;
    context.lineJoin = "round";
    context.setLineDash(isDashed ? [4 * pt, 3 * pt] : []);
    context.beginPath();
    steps.forEach((step, i) => context.lineTo(x(step), y(values[i])));
    context.stroke();
    context.setLineDash([]);
    const size = Math.min(70 / longest, 5) * pt;
    steps.forEach((step, i) => {
      const isHead = i === last;
      if (!isHead && size < 2 * pt) return;
      context.beginPath();
      context.arc(x(step), y(values[i]), isHead ? 4.5 * pt : size / 2, 0, 2 * Math.PI);
      // Filled where points were assigned, open where stars moved.
      context.fillStyle = run.bareAt(i + 1).phase === "update" ? style.page : style.ink;
      context.lineWidth = 1.4 * pt;
      context.fill();
      context.stroke();
    });
    return [x(steps[last]), y(values[last])];
  }

  /** Name the curves where they end: the higher one above, the lower one below. @param {Context} context @param {number[][]} heads */
  _letters(context, heads) {
    const { _pt: pt, _style: style } = this;
    context.font = `bold ${11 * pt}px ${LETTERS}`;
    context.textAlign = "center";
    context.fillStyle = style.ink;
    const isHigher = heads[0][1] <= heads[1][1];
    heads.forEach(([x, y], i) => context.fillText("AB"[i], x, (i === 0) === isHigher ? y - 8 * pt : y + 16 * pt));
  }

  /** @param {Context} context @param {number} yHighest @param {string} highest */
  _frame(context, yHighest, highest) {
    const { _pt: pt, _style: style } = this;
    const { left, top, width, height } = this._box;
    const bottom = top + height;
    context.strokeStyle = context.fillStyle = style.muted;
    context.lineWidth = 0.8 * pt;
    context.beginPath();
    context.moveTo(left, top);
    context.lineTo(left, bottom);
    context.lineTo(left + width, bottom);
    context.moveTo(left - 3 * pt, yHighest);
    context.lineTo(left, yHighest);
    context.moveTo(left - 3 * pt, bottom);
    context.lineTo(left, bottom);
    context.stroke();
    context.textBaseline = "alphabetic";
    context.textAlign = "left";
    context.font = `${12 * pt}px ${LETTERS}`;
    context.fillText(this._name, left, top - 5 * pt);
    context.font = `${10.5 * pt}px ${LETTERS}`;
    context.textAlign = "right";
    context.fillText(this._below, left + width, bottom + 11.5 * pt);
    context.font = `${10.5 * pt}px ${LETTERS}`;
    context.fillText("0", left - 5 * pt, bottom + 3 * pt);
    context.textBaseline = "middle";
    // A number that is too long for its place is condensed.
    context.fillText(highest, left - 5 * pt, yHighest, left - 6 * pt);
    context.textBaseline = "alphabetic";
  }
}

/**
 * Write lines, in smaller letters where there is too much to say.
 *
 * @param {Context} context
 * @param {string} text
 * @param {{size: number, room: number, height: number, bold: boolean}} how
 * @param {number} x
 * @param {number} y
 */
function write(context, text, { size, room, height, bold }, x, y) {
  /** @type {string[]} */
  let lines;
  for (; ; size *= 0.95) {
    context.font = `${bold ? "bold " : ""}${size}px ${LETTERS}`;
    lines = wrapped(context, text, room);
    if ((lines.length - 1) * LINE * size <= height || size <= SMALLEST) break;
  }
  lines.forEach((line, i) => context.fillText(line, x, y + i * LINE * size));
}

/** @param {Context} context @param {string} text @param {number} room */
function wrapped(context, text, room) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.length - 1;
    if (last >= 0 && context.measureText(`${lines[last]} ${word}`).width <= room) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
