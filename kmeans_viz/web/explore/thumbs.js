// @ts-check
// A small picture of each board to choose from, drawn with the board's own generator.

import { make } from "../board/parts.js";
import { newCanvas, contextOf } from "../drawing/stage.js";
import { generate, GENERATORS } from "../engine/generators.js";
import { extent } from "../engine/points.js";
import { knownSample } from "../engine/samples.js";
import { TABLES } from "../tables.js";
import { say } from "./say.js";

const SIDE = 96; // pixels of a picture, drawn at half that size
const N = 130;

/** The boards, as pictures with names. */
export class Thumbs {
  /** @param {(source: string) => void} tell */
  constructor(tell) {
    const names = [...Object.keys(GENERATORS), ...TABLES.samples.filter((name) => knownSample(name) !== null)];
    this._inputs = names.map((value) => make("input", { type: "radio", name: "kx-source", value }));
    const labels = names.map((name, i) =>
      make("label", { className: "thumb", title: labelOf(name) }, this._inputs[i], pictureOf(name), make("span", { textContent: labelOf(name) })),
    );
    for (const input of this._inputs) input.addEventListener("change", () => tell(input.value));
    this.element = make("div", { className: "thumbs", role: "radiogroup", "aria-label": say("Board"), "data-name": "source" }, ...labels);
  }

  /** @param {string} source */
  show(source) {
    for (const input of this._inputs) input.checked = input.value === source;
  }
}

/** Return what a board is called. @param {string} name */
export function labelOf(name) {
  const text = TABLES.labels.generators[name] ?? name.replaceAll("-", " ");
  return say(text[0].toUpperCase() + text.slice(1));
}

/** @param {string} name */
function pictureOf(name) {
  const { values, n, d } = knownSample(name) ?? generate(name, N, 3, 3);
  const canvas = newCanvas(SIDE, SIDE);
  const context = contextOf(canvas);
  const { low, high } = extent({ values, n, d });
  const reach = knownSample(name) === null ? Math.max(high[0] - low[0], high[1] - low[1]) : 0;
  context.fillStyle = "#8a8f98";
  for (let i = 0; i < n; i++) {
    const [x, y] = [0, 1].map((axis) => {
      const middle = (low[axis] + high[axis]) / 2;
      return ((values[i * d + axis] - middle) / (reach || high[axis] - low[axis] || 1)) * SIDE * 0.8 + SIDE / 2;
    });
    context.beginPath();
    context.arc(x, SIDE - y, 2.6, 0, 2 * Math.PI);
    context.fill();
  }
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}
