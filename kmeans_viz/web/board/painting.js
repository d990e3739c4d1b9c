// @ts-check
// The two canvases of a board: they have as many pixels as the screen gives them, and are drawn anew whenever that,
// the run or the style changes.

import { Scene } from "../drawing/scene.js";
import { contextOf } from "../drawing/stage.js";
import { InertiaCurve } from "../drawing/strip.js";

/** @typedef {import("../drawing/timeline.js").Frame} Frame */
/** @typedef {import("../drawing/style.js").Style} Style */
/** @typedef {import("../drawing/view.js").View} View */
/** @typedef {import("../drawing/scene.js").Parts} Parts */
/** @typedef {import("./run.js").Run} Run */

const SCALE_PT = 44; // room for the numbers beside the curve
const CURVE_PT = 1.35; // how many pixels of a page a point of type has in the curve
const CURVE_PX = 160; // curves that are higher have larger letters

/** What is on the canvases. */
export class Painting {
  /** @param {HTMLCanvasElement} canvas @param {HTMLCanvasElement} curve */
  constructor(canvas, curve) {
    this.canvas = canvas;
    this._curve = curve;
    this._context = contextOf(canvas, { alpha: false });
    this._curveContext = contextOf(curve);
    /** @type {Scene | null} */
    this.scene = null;
    /** How many pixels of the canvas one of the page has. */
    this.ratio = 1;
  }

  /**
   * Show another run, or the same in another way.
   *
   * @param {Run} run
   * @param {View} view
   * @param {Style} style
   * @param {Parts} parts
   */
  begin(run, view, style, parts) {
    this._what = { run, view, style, parts };
    this.fit(true);
  }

  /**
   * Give the canvases as many pixels as they have on the screen; return true if that changed anything.
   *
   * @param {boolean} [anew] Make the scene anew in any case.
   */
  fit(anew = false) {
    if (this._what === undefined) return false;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.max(50, Math.round(this.canvas.clientWidth * ratio));
    const height = Math.max(50, Math.round(this.canvas.clientHeight * ratio));
    const [across, up] = [this._curve.clientWidth, this._curve.clientHeight].map((side) => Math.round(side * ratio));
    const isSame = this.canvas.width === width && this.canvas.height === height && this.ratio === ratio;
    if (!anew && isSame && this._curve.width === across && this._curve.height === up) return false;
    this.ratio = ratio;
    this._curve.width = across;
    this._curve.height = up;
    if (!anew && isSame) return true;
    this.canvas.width = width;
    this.canvas.height = height;
    const { run, view, style, parts } = this._what;
    this.scene = new Scene(run, view, style, { ...parts, caption: false, curve: false }, width, height);
    return true;
  }

  /**
   * @param {Frame} frame
   * @param {{hidden?: (layer: object) => boolean}} [options]
   */
  draw(frame, options) {
    this.scene?.draw(this._context, frame, options);
  }

  /** Draw something above the board. @param {(context: CanvasRenderingContext2D, scene: Scene) => void} draw */
  above(draw) {
    if (this.scene === null) return;
    this.scene.stage.clip(this._context);
    draw(this._context, this.scene);
    this._context.restore();
  }

  /** @param {import("../engine/starts.js").SeedingStep} step @param {Float64Array} stars */
  drawSeeding(step, stars) {
    this.scene?.drawSeeding(this._context, step, stars);
  }

  /** @param {{index: number, progress: number}} frame @param {Run | null} [other] Another run, on the same scale. */
  drawCurve({ index, progress }, other = null) {
    const { width, height } = this._curve;
    if (this._what === undefined || width === 0) return;
    const pt = CURVE_PT * this.ratio * Math.max(1, this._curve.clientHeight / CURVE_PX);
    const left = SCALE_PT * pt;
    const box = { left, top: 22 * pt, width: width - left - 8 * pt, height: height - 40 * pt };
    this._curveContext.clearRect(0, 0, width, height);
    const curve = new InertiaCurve(this._what.style, pt, this._what.run, box, other, this._what.parts.say);
    curve.draw(this._curveContext, { index: Math.max(0, index), progress });
  }
}
