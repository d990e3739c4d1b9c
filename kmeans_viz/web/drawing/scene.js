// @ts-check
// A picture of a run: which layers it has, where they stand, and how they are drawn for a frame.

import { TABLES } from "../tables.js";
import { drawAxes, roomAtLeft } from "./axes.js";
import { Cells } from "./cells.js";
import { drawSeeding } from "./chances.js";
import { ChangedDensity, Density } from "./density.js";
import { ChangedDots, Dots } from "./dots.js";
import { Outside } from "./outside.js";
import { Stage } from "./stage.js";
import { Stars, Ties, Trails } from "./stars.js";
import { Caption, InertiaCurve } from "./strip.js";

/** @typedef {import("./stage.js").Context} Context */
/** @typedef {import("./stage.js").Layer} Layer */
/** @typedef {import("./timeline.js").Frame} Frame */
/** @typedef {import("./captions.js").Story} Story */
/** @typedef {import("./style.js").Style} Style */
/** @typedef {import("./view.js").View} View */

// In inches, on a picture whose shorter side has 6.4: fonts and markers grow with the picture.
const SIDE = 6.4;
const STRIP = 1.3;
const CURVE = 1.7;
const PAD = 0.22;

/**
 * Which parts a picture has.
 *
 * @typedef {object} Parts
 * @property {boolean} voronoi
 * @property {boolean} trails
 * @property {boolean} [stars] They are there unless this is false.
 * @property {boolean} curve
 * @property {boolean} caption
 * @property {import("../say.js").Say} [say] For words in another language.
 * @property {number} [scale] How much larger dots, stars and letters are.
 * @property {number} [letters] How much larger, besides, the letters at the axes are where it is seen from far.
 * @property {boolean} [isUntold] Whether what happened is not to be read out either.
 * @property {boolean} [lines] From every point to its star.
 * @property {boolean} [forms] Another form for each cluster, as well as a colour.
 */

/** A picture of a run, of a size that stays. */
export class Scene {
  /**
   * @param {Story} run
   * @param {View} view
   * @param {Style} style
   * @param {Parts} parts
   * @param {number} width In pixels.
   * @param {number} height
   */
  constructor(run, view, style, parts, width, height) {
    this.style = style;
    this.width = width;
    this.height = height;
    this._say = parts.say;
    const inch = (Math.min(width, height) / SIDE) * (parts.scale ?? 1);
    const pt = inch / 72;
    const strip = parts.caption || parts.curve ? STRIP * inch : 0;
    this._letters = parts.letters ?? 1;
    const [left, right, below, above] = view.xlabel ? [roomAtLeft(view, this._letters), 0.16, 0.27 + 0.33 * this._letters, 0.14] : [0, 0, 0, 0];
    const box = {
      left: left * inch,
      top: above * inch,
      width: width - (left + right) * inch,
      height: height - strip - (above + below) * inch,
    };
    this.stage = new Stage(view, box, pt, style, run.at(0).clusters.reduce((a, b) => Math.max(a, b), 0) + 1);
    this.stage.forms ||= parts.forms === true;
    const isDense = view.points.n > TABLES.sizes.densityFrom;
    const density = isDense ? new Density(this.stage) : null;
    /** The points themselves. @type {Density | Dots} */
    this.points = density ?? new Dots(this.stage);
    /** @type {Layer[]} */
    this.layers = [];
    if (parts.voronoi && view.hasCells) this.layers.push(new Cells(this.stage));
    if (parts.lines) this.layers.push(new Ties(this.stage));
    this.layers.push(this.points);
    this.layers.push(density ? new ChangedDensity(this.stage, density) : new ChangedDots(this.stage));
    if (parts.trails) this.layers.push(new Trails(this.stage, run));
    const hasStars = parts.stars ?? true;
    if (this.stage.outside.size > 0) this.layers.push(new Outside(this.stage, hasStars, parts.say));
    if (hasStars) this.layers.push(new Stars(this.stage, isDense));
    /** @type {Layer[]} */
    this._below = [];
    const top = height - strip;
    if (parts.curve) {
      // Without words beside it, the curve has the strip to itself.
      const length = parts.caption ? CURVE * inch : width - 2 * PAD * inch;
      const curve = { left: width - PAD * inch - length, top: top + 0.4 * inch, width: length, height: 0.6 * inch };
      this._below.push(new InertiaCurve(style, pt, run, curve, null, parts.say));
    }
    if (parts.caption) {
      const room = width - 2 * PAD * inch - (parts.curve ? (CURVE + 0.3) * inch : 0);
      this._below.push(new Caption(style, pt, PAD * inch, top + 0.14 * inch, room));
    }
  }

  /**
   * Draw a frame.
   *
   * @param {Context} context
   * @param {Frame} frame
   * @param {{hidden?: (layer: Layer) => boolean, isVector?: boolean}} [options] Layers to leave out; whether dots are
   *   to be drawn as paths, and not as pixels.
   */
  draw(context, frame, { hidden = () => false, isVector = false } = {}) {
    const { part } = frame;
    if (!part) this._ground(context);
    this.stage.clip(context, part ?? undefined);
    // Cells cover a part of the board; a whole picture needs its edge too.
    if (part && !(this.layers[0] instanceof Cells)) this._board(context);
    for (const layer of this.layers) {
      if (hidden(layer)) continue;
      if (isVector && layer instanceof Dots) layer.drawPaths(context, frame);
      else layer.draw(context, frame);
    }
    context.restore();
    if (part) return;
    if (this.stage.view.xlabel) drawAxes(context, this.stage, this._letters, this._say);
    for (const layer of this._below) layer.draw(context, frame);
  }

  /**
   * Draw how one more star of the start is placed.
   *
   * @param {Context} context
   * @param {import("../engine/starts.js").SeedingStep} step
   * @param {Float64Array} stars Those before it, m·d.
   */
  drawSeeding(context, step, stars) {
    this._ground(context);
    this.stage.clip(context);
    drawSeeding(context, this.stage, step, stars);
    context.restore();
    if (this.stage.view.xlabel) drawAxes(context, this.stage, this._letters, this._say);
  }

  /** @param {Context} context */
  _ground(context) {
    const { width, height } = this.stage.box;
    if (width < this.width || height < this.height) {
      context.fillStyle = this.style.page;
      context.fillRect(0, 0, this.width, this.height);
    }
    this._board(context);
  }

  /** @param {Context} context */
  _board(context) {
    const { left, top, width, height } = this.stage.box;
    context.fillStyle = this.style.board;
    context.fillRect(left, top, width, height);
  }
}
