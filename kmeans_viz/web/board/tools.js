// @ts-check
// What a hand makes on a board: it places all stars anew, paints points, or erases some.

import { drawNumber, drawStar } from "../drawing/stars.js";
import { frameAt } from "../drawing/timeline.js";
import { clipped } from "../drawing/view.js";
import { checkPaintable, erased, rounded, sprayed } from "../engine/brush.js";
import { InputError } from "../engine/inputs.js";
import { Aim } from "./aim.js";

/** @typedef {"place" | "paint" | "erase"} Tool */

/** @type {readonly Tool[]} */
export const TOOLS = ["place", "paint", "erase"];
const BRUSH_PX = 22;

/** The tool that a hand has taken, if any. */
export class Tools {
  /**
   * @param {import("./show.js").Show} show
   * @param {HTMLElement} layer
   * @param {AbortSignal} signal
   */
  constructor(show, layer, signal) {
    this._show = show;
    /** @type {Tool | null} */
    this.tool = null;
    /** Where stars have been put, d coordinates each. @type {number[][]} */
    this._placed = [];
    /** The star that is being put somewhere. @type {number[] | null} */
    this._carried = null;
    /** The stroke under way: where the brush was last, and how many points there were. @type {{x: number, y: number, n: number, isFirst: boolean} | null} */
    this._stroke = null;
    this._aim = new Aim(layer, signal, {
      press: (x, y) => this._press(x, y),
      move: (x, y) => this._move(x, y),
      lift: (isWhole) => this._lift(isWhole),
      undo: () => this.undo(),
    });
  }

  /** Take a tool, or put it away. @param {Tool | null} tool */
  take(tool) {
    const show = this._show;
    if (tool === this.tool) return;
    if (tool === "paint" || tool === "erase") checkPaintable(show.run.points);
    this._placed = [];
    this._carried = this._stroke = null;
    const hadFocus = show.hasFocusWithin;
    this.tool = null;
    show.go(tool === "place" ? 0 : show.step);
    this.tool = tool;
    if (tool === null) {
      this._aim.end();
      if (hadFocus) show.element.focus({ preventScroll: true });
    } else {
      this._aim.begin(labelOf(tool, show.say), tool === "place" ? 0 : BRUSH_PX);
    }
    show.draw();
    if (tool !== null) this._say();
    show.offer();
    show.owner.tell("kmeans-tool", { tool });
  }

  /** Leave a start that was only half placed; a brush stays in the hand. */
  leavePlacing() {
    if (this.tool === "place") this.take(null);
  }

  /** Take the last star back, or else what was done before. */
  undo() {
    if (this._placed.pop() === undefined) return this._show.owner.change("undo");
    this._show.draw();
    this._show.offer();
  }

  /** True where there is a star to take back. */
  get canUndo() {
    return this._placed.length > 0;
  }

  /** Draw what is being made; return false if that is nothing. */
  draw() {
    const { painting, run, grip } = this._show;
    if (this.tool !== "place" && this._stroke === null) return false;
    const stars = this._carried === null ? this._placed : [...this._placed, this._carried];
    grip.bare();
    // The stars of the run make room for those that are placed, and do not jump about while a brush changes the points.
    painting.draw(frameAt(run, 0, 1), { hidden: (layer) => layer !== painting.scene?.points });
    painting.above((context, { stage }) => {
      stars.forEach((star, j) => {
        const [x, y] = stage.centroids(Float64Array.from(star));
        drawStar(context, stage, j, x, y);
        drawNumber(context, stage, j, x, y);
      });
    });
    this._say();
    return true;
  }

  _say() {
    const { run, say } = this._show;
    const { n } = run.points;
    if (this.tool === "paint") {
      this._show.announce(say("Paint"), say("Press and draw along the board to add points: {n} so far.", { n }));
    } else if (this.tool === "erase") {
      this._show.announce(say("Erase"), say("Press and draw along the board to take points away: {n} so far.", { n }));
    } else {
      const title = say("Place star {star} of {k}", { star: this._placed.length + 1, k: run.k });
      this._show.announce(title, say("Click or tap where it shall start. The run begins when all are placed."));
    }
  }

  /** @param {number} x @param {number} y */
  _press(x, y) {
    if (this.tool !== "place") this._stroke = { x: -Infinity, y, n: this._show.run.points.n, isFirst: true };
    this._move(x, y);
  }

  /** @param {number} x @param {number} y */
  _move(x, y) {
    const { painting, view } = this._show;
    const { scene, ratio } = painting;
    if (scene === null) return;
    const { stage } = scene;
    const place = stage.toData(x * ratio, y * ratio);
    if (this.tool === "place") {
      this._carried = [...rounded(Float64Array.from(place.slice(0, view.d)), stage.near)];
      this._show.draw();
      return;
    }
    const stroke = this._stroke;
    // A slow hand must not add more points than a fast one.
    if (stroke === null || Math.hypot(x - stroke.x, y - stroke.y) < BRUSH_PX / 2) return;
    [stroke.x, stroke.y] = [x, y];
    this._dab(stage, place, stage.reach(BRUSH_PX * ratio));
  }

  /** @param {import("../drawing/stage.js").Stage} stage @param {[number, number]} place @param {[number, number]} radii */
  _dab({ edges, near }, place, radii) {
    const { run, owner } = this._show;
    const stroke = /** @type {NonNullable<Tools["_stroke"]>} */ (this._stroke);
    try {
      const { values, n } = run.points;
      const drawn = values.map((value, i) => clipped(value, i % 2, edges));
      const points = this.tool === "paint" ? sprayed(run.points, place, radii) : erased(run.points, place, radii, run.k, drawn);
      if (points.n === n) return;
      owner.paint(rounded(points.values, near), stroke.isFirst);
      stroke.isFirst = false;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._show.verdict(error.message);
    }
  }

  /** @param {boolean} isWhole */
  _lift(isWhole) {
    const stroke = this._stroke;
    const star = this._carried;
    this._stroke = this._carried = null;
    if (stroke !== null) {
      const { n } = this._show.run.points;
      this._show.draw();
      this._say();
      this._show.offer();
      if (n !== stroke.n) this._show.owner.tell("kmeans-paint", { n, added: n - stroke.n });
    } else if (star !== null && isWhole) this._put(star);
    else this._show.draw();
  }

  /** @param {number[]} star */
  _put(star) {
    const { owner, run } = this._show;
    this._placed.push(star);
    owner.tell("kmeans-place", { cluster: this._placed.length - 1, centroid: star, left: run.k - this._placed.length });
    if (this._placed.length < run.k) {
      this._show.draw();
      this._show.offer();
      return;
    }
    const centroids = Float64Array.from(this._placed.flat());
    this.take(null);
    owner.place(centroids);
  }
}

/** Return what the cross is for, for those who hear it. @param {Tool} tool @param {import("../say.js").Say} say */
function labelOf(tool, say) {
  if (tool === "place") return say("Place a star here: arrow keys move, Enter places it, Backspace takes the last one back");
  if (tool === "paint") return say("Paint points here: arrow keys move, Enter paints, Backspace undoes");
  return say("Erase points here: arrow keys move, Enter erases, Backspace undoes");
}
