// @ts-check
// Two runs as one file: the boards side by side, each with its title, and both curves on one scale below.

import { fileNoteOf, noteOf } from "../board/attributes.js";
import { PIECE_MS, turns } from "../board/computing.js";
import { gif } from "../drawing/gif.js";
import { Palette } from "../drawing/palette.js";
import { Scene } from "../drawing/scene.js";
import { contextOf, newCanvas } from "../drawing/stage.js";
import { InertiaCurve } from "../drawing/strip.js";
import { styleNamed } from "../drawing/style.js";
import { SvgContext } from "../drawing/svg.js";
import { frameAt, timeline } from "../drawing/timeline.js";
import { viewOf } from "../drawing/view.js";
import { TABLES } from "../tables.js";
import { filled } from "./situation.js";

/** @typedef {import("../board/run.js").Run} Run */
/** @typedef {import("../drawing/timeline.js").Frame} Frame */
/** @typedef {import("../drawing/stage.js").Context} Context */

/** @typedef {{run: Run, title: string}} Side */

// In inches, on a picture whose shorter side has 6.4.
const SIDE = 6.4;
const TITLE = 0.5;
const STRIP = 1.3;
const GAP = 0.12;
const LETTERS = '"DejaVu Sans", Verdana, system-ui, sans-serif';

/** A picture of two runs. */
class PairScene {
  /** @param {Side[]} sides @param {any} look */
  constructor(sides, look) {
    const [wide, high] = typeof look.size === "number" ? [look.size, look.size] : look.size;
    this._inch = Math.min(wide, high) / SIDE;
    this._style = styleNamed(look.style);
    this._sides = sides;
    const strip = look.curve ? STRIP : 0;
    // A square would leave each board half its width: two boards are twice as wide.
    this.width = wide > high ? wide : 2 * wide;
    this.height = high;
    this._gap = GAP * this._inch;
    const width = Math.floor((this.width - this._gap) / 2);
    const height = Math.round(high - (TITLE + strip) * this._inch);
    const { points } = sides[0].run;
    // Both boards show the same part of the plane.
    const view = viewOf(points, sides.map(({ run }) => run.bareAt(0).centroids), points.columns);
    const parts = { ...look, caption: false, curve: false };
    this._scenes = sides.map(({ run }) => new Scene(run, view, this._style, parts, width, height));
    this._hasCurve = look.curve;
    this.hasCells = look.voronoi && view.hasCells;
  }

  /** @param {Context | SvgContext} target @param {Frame[]} frames @param {boolean} isVector */
  draw(target, frames, isVector) {
    const context = /** @type {Context} */ (target);
    const { _inch: inch, _style: style, width, height } = this;
    const pt = inch / 72;
    context.fillStyle = style.page;
    context.fillRect(0, 0, width, height);
    frames.forEach((frame, i) => {
      const scene = this._scenes[i];
      const left = i * (scene.width + this._gap);
      context.fillStyle = style.ink;
      context.font = `bold ${15 * pt}px ${LETTERS}`;
      context.textAlign = "left";
      context.textBaseline = "alphabetic";
      context.fillText(this._sides[i].title, left + 0.1 * inch, 0.33 * inch);
      if (isVector) {
        context.save();
        context.translate(left, TITLE * inch);
        scene.draw(context, frame, { isVector });
        context.restore();
        return;
      }
      // Some layers write pixels, which heed no translation.
      const canvas = newCanvas(scene.width, scene.height);
      scene.draw(contextOf(canvas, { willReadFrequently: true }), frame);
      context.drawImage(canvas, left, Math.round(TITLE * inch));
    });
    if (!this._hasCurve) return;
    const box = { left: 0.9 * inch, top: height - (STRIP - 0.4) * inch, width: width - 1.2 * inch, height: 0.6 * inch };
    const longest = frames.reduce((a, b) => (b.index > a.index ? b : a));
    const [a, b] = this._sides.map(({ run }) => run);
    new InertiaCurve(style, pt, a, box, b).draw(context, longest);
  }
}

/**
 * Return two runs as a file.
 *
 * @param {string} type
 * @param {Side[]} sides Two finished runs on the same points, whose clusters have the same colours.
 * @param {number} step
 * @param {import("../board/attributes.js").Recipe} recipe That of the first run.
 * @returns {Promise<Blob>}
 */
export async function pairPicture(type, sides, step, recipe) {
  const look = filled(recipe);
  const scene = new PairScene(sides, look);
  const missing = `the second run, ${sides[1].title}`;
  if (type === "image/gif") return pairAnimation(scene, sides, look, fileNoteOf(recipe, missing));
  const frames = sides.map(({ run }) => frameAt(run, Math.min(step, run.length - 1), 1, { areMoving: look.tween > 0, say: look.say }));
  if (type === "image/svg+xml") {
    const context = new SvgContext(scene.width, scene.height);
    scene.draw(context, frames, true);
    const title = sides.map(({ title: name }, i) => `${name}. ${frames[i].title}.`).join(" ");
    return new Blob([context.text(title, noteOf(recipe))], { type });
  }
  const canvas = newCanvas(scene.width, scene.height);
  scene.draw(contextOf(canvas, { alpha: false }), frames, false);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the browser makes no picture of that size"))));
  });
}

/** @param {PairScene} scene @param {Side[]} sides @param {any} look @param {string} note */
async function pairAnimation(scene, sides, look, note) {
  const rest = turns();
  for (const { run } of sides) for (; !run.complete; await rest()) run.advance(PIECE_MS);
  const { width, height, hasCells } = scene;
  const { n } = sides[0].run.points;
  const palette = new Palette(styleNamed(look.style), sides[0].run.k, { isDense: n > TABLES.sizes.densityFrom, hasCells });
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const pieces = [];
  for (const piece of gif(pairPictures(scene, sides, look), { width, height, palette, loop: look.loop, note })) {
    pieces.push(piece);
    await rest();
  }
  return new Blob(pieces, { type: "image/gif" });
}

/**
 * Yield the pictures of both runs: as many as the longer one has.
 *
 * @param {PairScene} scene
 * @param {Side[]} sides
 * @param {any} look
 */
function* pairPictures(scene, sides, look) {
  const { width, height } = scene;
  const context = contextOf(newCanvas(width, height), { willReadFrequently: true });
  const longest = sides.reduce((a, b) => (b.run.length > a.run.length ? b : a));
  for (const frame of timeline(longest.run, look)) {
    const frames = sides.map(({ run }) => {
      if (run === longest.run) return frame;
      const last = run.length - 1;
      const isPast = frame.index > last;
      const own = frameAt(run, isPast ? last : frame.index, isPast ? 1 : frame.progress, { areMoving: look.tween > 0, say: look.say });
      return frame.progress === 1 ? { ...own, emphasis: isPast ? 0 : frame.emphasis } : own;
    });
    scene.draw(context, frames, false);
    const { data } = context.getImageData(0, 0, width, height);
    yield { pixels: new Uint32Array(data.buffer), durationMs: frame.durationMs };
  }
}
