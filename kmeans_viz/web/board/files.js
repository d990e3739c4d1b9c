// @ts-check
// What is on a board as a file: a picture, the whole run as an animation, or the points with their clusters.

import { gif } from "../drawing/gif.js";
import { Palette } from "../drawing/palette.js";
import { Scene } from "../drawing/scene.js";
import { contextOf, newCanvas } from "../drawing/stage.js";
import { styleNamed } from "../drawing/style.js";
import { SvgContext } from "../drawing/svg.js";
import { frameAt, timeline } from "../drawing/timeline.js";
import { InputError, shown } from "../engine/inputs.js";
import { TABLES } from "../tables.js";
import { fileNoteOf } from "./attributes.js";
import { PIECE_MS, turns } from "./computing.js";
import { noted } from "./png.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("../drawing/view.js").View} View */

/** @type {Record<string, (run: Run, view: View, step: number, look: any) => Promise<Blob>>} */
const WRITERS = { "image/png": png, "image/gif": animation, "image/svg+xml": svg, "text/csv": csv };

/**
 * Return a step as a file; as a GIF, the whole run.
 *
 * @param {string} type A media type, or its short name: "png", "gif", "svg" or "csv".
 * @param {Run} run
 * @param {View} view
 * @param {number} step
 * @param {any} look The fields of a Python `Look`, `lines` and `forms`, and `recipe`, for the note in the file.
 * @returns {Promise<Blob>}
 */
export async function picture(type, run, view, step, look) {
  const short = String(type).toLowerCase();
  const full = Object.keys(WRITERS).find((name) => name === short || name.replace(/^.*\/|\+.*$/g, "") === short);
  if (full === undefined) {
    throw new InputError(`type=${shown(type)} cannot be made; use one of: ${Object.keys(WRITERS).join(", ")}`);
  }
  return WRITERS[full](run, view, step, look);
}

/** @type {(typeof WRITERS)[string]} */
async function png(run, view, step, look) {
  const [width, height] = sidesOf(look.size);
  const canvas = newCanvas(width, height);
  const scene = new Scene(run, view, styleNamed(look.style), look, width, height);
  scene.draw(contextOf(canvas, { alpha: false }), frameAt(run, step, 1, { areMoving: look.tween > 0, say: look.say }));
  /** @type {Blob} */
  const blob = await new Promise((resolve, reject) =>
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("the browser makes no picture of that size")))),
  );
  return noted(blob, fileNoteOf(look.recipe, run.missing));
}

/** @type {(typeof WRITERS)[string]} */
async function animation(run, view, _step, look) {
  const rest = turns();
  for (; !run.complete; await rest()) run.advance(PIECE_MS);
  const [width, height] = sidesOf(look.size);
  const style = styleNamed(look.style);
  const isDense = view.points.n > TABLES.sizes.densityFrom;
  const palette = new Palette(style, run.k, { isDense, hasCells: look.voronoi && view.hasCells });
  const note = fileNoteOf(look.recipe, run.missing);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const pieces = [];
  for (const piece of gif(pictures(run, view, look), { width, height, palette, loop: look.loop, note })) {
    pieces.push(piece);
    await rest();
  }
  return new Blob(pieces, { type: "image/gif" });
}

/**
 * Yield the pictures of a finished run.
 *
 * @param {Run} run
 * @param {View} view
 * @param {any} look
 * @returns {Generator<import("../drawing/patches.js").Picture, void>}
 */
function* pictures(run, view, look) {
  const [width, height] = sidesOf(look.size);
  // A canvas that is read keeps its pixels where they can be read.
  const context = contextOf(newCanvas(width, height), { willReadFrequently: true });
  const scene = new Scene(run, view, styleNamed(look.style), look, width, height);
  for (const frame of timeline(run, look)) {
    scene.draw(context, frame);
    const { data } = context.getImageData(0, 0, width, height);
    yield { pixels: new Uint32Array(data.buffer), durationMs: frame.durationMs };
  }
}

/** @type {(typeof WRITERS)[string]} */
async function svg(run, view, step, look) {
  const [width, height] = sidesOf(look.size);
  const context = new SvgContext(width, height);
  const scene = new Scene(run, view, styleNamed(look.style), look, width, height);
  const frame = frameAt(run, step, 1, { areMoving: look.tween > 0, say: look.say });
  scene.draw(/** @type {any} */ (context), frame, { isVector: true });
  const note = fileNoteOf(look.recipe, run.missing);
  return new Blob([context.text(`${frame.title}. ${frame.text}`, note)], { type: "image/svg+xml" });
}

/** @type {(typeof WRITERS)[string]} */
async function csv(run, _view, step) {
  const { values, n, d } = run.points;
  const { labels, clusters } = run.at(step);
  const rows = [[...Array.from({ length: d }, (_, axis) => `x${axis + 1}`), ...(labels ? ["cluster"] : [])].join(",")];
  for (let i = 0; i < n; i++) {
    // Clusters count from 1, as the stars do.
    rows.push([...values.subarray(i * d, i * d + d), ...(labels ? [clusters[labels[i]] + 1] : [])].join(","));
  }
  return new Blob([rows.join("\n"), "\n"], { type: "text/csv" });
}

/** Return width and height. @param {number | [number, number]} size @returns {[number, number]} */
function sidesOf(size) {
  return typeof size === "number" ? [size, size] : size;
}
