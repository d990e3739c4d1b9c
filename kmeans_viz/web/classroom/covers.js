// @ts-check
// What a student can do on the board of a scene: put one star where they think it goes, or drag all of them. Nothing
// else is there, no step back or forth, since that would give the answer away.

import { Aim } from "../board/aim.js";
import { drawGuess } from "../board/guess.js";
import { Stage } from "../drawing/stage.js";
import { starRadius, Trails } from "../drawing/stars.js";
import { frameAt } from "../drawing/timeline.js";
import { rounded } from "../engine/brush.js";
import { distance } from "../lesson/judging.js";
import { drawMean, inPixels } from "./cloud_drawing.js";
import { say } from "./say.js";

/** @typedef {import("../board/show.js").Show} Show */

const THUMB_PX = 22; // the radius of a star that a thumb puts somewhere
const RING_PX = 52; // of the ring around it, which a thumb does not hide

/** A step of a run. */
export class Still {
  /** @param {Show} show */
  constructor(show) {
    this._show = show;
    // It is a picture, and has no keys of its own.
    show.element.removeAttribute("tabindex");
  }

  draw() {
    const { painting, run, shownStep, clock } = this._show;
    const frame = frameAt(run, shownStep, clock.part);
    painting.draw(frame, { hidden: (layer) => layer instanceof Trails });
    const name = say("A board with {n} points", { n: run.points.n });
    for (const part of [painting.canvas, this._show.element]) part.setAttribute("aria-label", name);
    return frame;
  }
}

/** One star in the hand of a student. */
export class Placing extends Still {
  /**
   * @param {Show} show
   * @param {AbortSignal} signal
   * @param {object} options
   * @param {number} options.cluster Whose star it is.
   * @param {string} options.name What to do, for those who hear it.
   * @param {(place: number[]) => void} options.placed
   */
  constructor(show, signal, { cluster, name, placed }) {
    super(show);
    this._cluster = cluster;
    this._name = name;
    this._placed = placed;
    /** Where the star was put. @type {number[] | null} */
    this._place = null;
    /** Where it is while a hand has it. @type {number[] | null} */
    this._carried = null;
    /** Where it goes, once that may be seen. @type {number[] | null} */
    this._truth = null;
    /** The mean of what all have guessed, once that may be seen. @type {number[] | null} */
    this._mean = null;
    this._isOpen = false;
    this._aim = new Aim(show.layer, signal, {
      press: (x, y) => this._carry(x, y),
      move: (x, y) => this._carry(x, y),
      lift: (isWhole) => this._lift(isWhole),
      undo: () => {},
    });
    // A finger knows where it is; the cross is for keys.
    show.layer.addEventListener("pointerdown", () => /** @type {HTMLElement | null} */ (show.layer.querySelector(":focus"))?.blur(), { signal });
  }

  /**
   * Show the guess, and let a hand change it or not.
   *
   * @param {{place: number[] | null, truth: number[] | null, mean: number[] | null, isOpen: boolean}} task
   */
  set({ place, truth, mean, isOpen }) {
    this._place = place;
    this._mean = mean;
    this._truth = truth;
    if (isOpen && !this._isOpen) this._aim.begin(this._name, 0, this._show.hasFocusWithin);
    else if (!isOpen && this._isOpen) this._aim.end();
    if (!isOpen) this._carried = null;
    this._isOpen = isOpen;
    this._show.draw();
  }

  draw() {
    const frame = super.draw();
    const { painting, looks } = this._show;
    const place = this._carried ?? this._place;
    if (painting.scene === null) return frame;
    painting.above((context, { stage }) => {
      if (this._mean !== null) drawMean(context, stage, this._cluster, ...inPixels(stage, this._mean), 1, 1);
      if (place === null) return;
      const large = enlarged(stage, THUMB_PX * painting.ratio);
      if (this._carried !== null) drawRing(context, stage, place, RING_PX * painting.ratio, this._cluster);
      const at = frame.state.clusters.indexOf(this._cluster);
      const from = this._truth === null && looks.parts.stars && at >= 0 ? [...frame.centroids.subarray(2 * at, 2 * at + 2)] : place;
      drawGuess(context, large, Int32Array.of(this._cluster), Float64Array.from(from), Float64Array.from(place), this._truth && Float64Array.from(this._truth));
    });
    return frame;
  }

  /** @param {number} x In pixels of the page. @param {number} y */
  _carry(x, y) {
    const { painting, run } = this._show;
    if (painting.scene === null || !this._isOpen) return;
    this._carried = [...rounded(Float64Array.from(painting.scene.stage.toData(x * painting.ratio, y * painting.ratio)), run.points)];
    this._show.draw();
  }

  /** @param {boolean} isWhole */
  _lift(isWhole) {
    const place = this._carried;
    this._carried = null;
    if (isWhole && place !== null) {
      this._place = place;
      this._placed(place);
    }
    this._show.draw();
  }
}

/** All stars in the hand of a student. */
export class Dragging extends Still {
  isOpen = true;
  /** Where a student has left them, while the board shows another run. @type {number[][] | null} */
  own = null;

  draw() {
    const frame = super.draw();
    const { own } = this;
    if (own !== null) {
      this._show.painting.above((context, { stage }) => {
        for (const place of own) drawMean(context, stage, nearestTo(place, frame), ...inPixels(stage, place), 0.8, 1);
      });
    }
    if (this.isOpen) this._show.grip.lay(frame.centroids, frame.state.clusters);
    else this._show.grip.bare();
    return frame;
  }
}

/** Return the cluster of the star that is nearest to a place. @param {number[]} place @param {ReturnType<typeof frameAt>} frame */
function nearestTo(place, { centroids, state }) {
  const far = Array.from(state.clusters, (_, j) => distance(place, [...centroids.subarray(2 * j, 2 * j + 2)]));
  return state.clusters[far.indexOf(Math.min(...far))];
}

/** Return a stage whose stars have that radius at least. @param {Stage} stage @param {number} radius */
function enlarged(stage, radius) {
  const { view, box, pt, style, k } = stage;
  return new Stage(view, box, pt * Math.max(1, radius / starRadius(stage)), style, k);
}

/** @param {CanvasRenderingContext2D} context @param {Stage} stage @param {number[]} place @param {number} radius @param {number} cluster */
function drawRing(context, stage, place, radius, cluster) {
  const { style } = stage;
  const [x, y] = inPixels(stage, place);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [color, share] of /** @type {[string, number][]} */ ([[style.board, 0.13], [style.color(cluster), 0.065]])) {
    context.strokeStyle = color;
    context.lineWidth = share * radius;
    context.stroke();
  }
}
