// @ts-check
// The guesses of a class as a cloud over its board. They pop in as they arrive, or all of them again one by one; a large
// hollow star shows their mean, and a ring how far they spread. Then the truth slides in, with the distance of the mean,
// and the nearest guesses are marked.

import { darkPreference } from "../board/preference.js";
import { make } from "../board/parts.js";
import { contextOf } from "../drawing/stage.js";
import {
  drawLabel,
  drawLine,
  drawMean,
  drawNearest,
  drawPulse,
  drawRing,
  drawTruth,
  drawVeil,
  guessRadius,
  inPixels,
  sideOf,
  Sprites,
} from "./cloud_drawing.js";
import { compared, spreadOf } from "./guesses.js";
import { clamped, Follower, popped, smooth } from "./motion.js";

/** @typedef {import("../drawing/stage.js").Stage} Stage */
/** @typedef {{cluster: number, at: number[]}} Star */
/** @typedef {{cluster: number, from: number[], to: number[]}} Truth Where a star stood, and where it goes. */
/** @typedef {Star & {lane: number, before: number[], moved: number, born: number}} Arrival */

const POP_MS = 520;
const MOVE_MS = 400;
const SHOW_MS = 1200; // until all have come that were there before they are shown
const REPLAY_MS = 3000;
const FADE_MS = 260;
const MEAN_MS = 130;
const MARKED = 3;
// Of the truth, from when it is revealed: it slides, the line to it grows, the nearest guesses are marked.
const [SLIDE_MS, LINE_MS, MARK_MS, PULSE_MS] = [1300, 500, 700, 900];
const GOLDEN = 0.618;

/** The cloud over one board, for as long as its scene lasts. */
export class Cloud {
  /**
   * @param {import("./board.js").ClassBoard} board Shown in a page.
   * @param {AbortSignal} signal Ends it.
   * @param {object} [options]
   * @param {boolean} [options.hasMeans] False where the guesses at a star do not belong together.
   * @param {(distance: number) => string} [options.far] Says how far the mean is off.
   */
  constructor(board, signal, { hasMeans = true, far = String } = {}) {
    this._board = board;
    this._hasMeans = hasMeans;
    this._far = far;
    this._calm = matchMedia("(prefers-reduced-motion: reduce)");
    this._canvas = make("canvas", { className: "cloud", "aria-hidden": "true" });
    Object.assign(this._canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", pointerEvents: "none" });
    this._context = contextOf(this._canvas);
    this._isShown = false;
    /** Those of each student. @type {Map<string, Arrival[]>} */
    this._arrivals = new Map();
    /** @type {Truth[]} */
    this._truths = [];
    /** When the truth begins to slide in. */
    this._revealed = Infinity;
    /** Whose guesses are marked, where that is not for their distance. @type {string[]} */
    this._marked = [];
    this._presence = new Follower(FADE_MS / 3);
    /** @type {Map<number, Follower>} */
    this._means = new Map();
    /** @type {Sprites | null} */
    this._sprites = null;
    this._request = 0;
    this._last = 0;
    board.shown?.layer.prepend(this._canvas);
    const observer = new ResizeObserver(() => this.draw());
    observer.observe(this._canvas);
    const dark = darkPreference();
    // The board takes its new colours first.
    dark.addEventListener("change", () => setTimeout(() => this.draw()), { signal });
    signal.addEventListener("abort", () => {
      observer.disconnect();
      cancelAnimationFrame(this._request);
      this._canvas.remove();
    });
  }

  get isShown() {
    return this._isShown;
  }

  /** Take over what has been guessed so far. @param {Iterable<[string, readonly Star[]]>} guesses */
  update(guesses) {
    const now = performance.now();
    for (const [id, stars] of guesses) {
      const known = this._arrivals.get(id);
      this._arrivals.set(id, stars.map((star, i) => this._arrival(star, known?.[i], now)));
    }
    this._wake();
  }

  show() {
    if (this._isShown) return;
    this._isShown = true;
    this._arrive(Math.min(SHOW_MS, 60 * this._arrivals.size));
  }

  hide() {
    this._isShown = false;
    this._wake();
  }

  /** Let all arrive again, one by one, and then the truth, if it may be seen. */
  replay() {
    this._isShown = true;
    this._arrive(REPLAY_MS);
    if (this._revealed < Infinity) this._revealed = performance.now() + (this._calm.matches ? 0 : REPLAY_MS + POP_MS);
  }

  /** Let the truth slide in. @param {Truth[]} truths */
  reveal(truths) {
    this._truths = truths;
    this._revealed = performance.now();
    this._wake();
  }

  /** Mark the guesses of some, and let the others step back. @param {string[]} ids */
  mark(ids) {
    this._marked = ids;
    this._wake();
  }

  /** Draw it as it is now. */
  draw() {
    cancelAnimationFrame(this._request);
    this._request = 0;
    this._frame(performance.now());
  }

  /** @param {Star} star @param {Arrival | undefined} known @param {number} now @returns {Arrival} */
  _arrival({ cluster, at }, known, now) {
    if (known === undefined) return { cluster, at, lane: ((this._arrivals.size + 1) * GOLDEN) % 1, before: at, moved: -Infinity, born: now };
    const isSame = known.at.every((value, axis) => value === at[axis]) && known.cluster === cluster;
    return isSame ? known : { ...known, cluster, at, before: known.at, moved: now };
  }

  /** Let all arrive one after the other. @param {number} lastsMs */
  _arrive(lastsMs) {
    const now = performance.now();
    const all = [...this._arrivals.values()];
    const each = this._calm.matches ? 0 : lastsMs / Math.max(1, all.length);
    all.forEach((stars, i) => stars.forEach((star) => (star.born = now + i * each)));
    this._means.clear();
    this._wake();
  }

  _wake() {
    this._request ||= requestAnimationFrame((now) => {
      this._request = 0;
      this._frame(now);
    });
  }

  /** @param {number} now */
  _frame(now) {
    const { painting } = this._board.shown ?? { painting: null };
    const stage = painting?.scene?.stage;
    if (!painting || stage === undefined) return;
    const { width, height } = painting.canvas;
    if (this._canvas.width !== width || this._canvas.height !== height) Object.assign(this._canvas, { width, height });
    this._context.clearRect(0, 0, width, height);
    const passed = this._calm.matches ? Infinity : Math.min(100, now - this._last);
    this._last = now;
    this._presence.now ??= [0];
    const [presence] = this._presence.follow([this._isShown ? 1 : 0], passed, 0.004);
    stage.clip(this._context);
    if (presence > 0) this._paint(stage, this._calm.matches ? Infinity : now, passed, presence);
    this._context.restore();
    if (this._isBusy(now)) this._wake();
  }

  /** @param {number} now */
  _isBusy(now) {
    if (this._calm.matches) return false;
    const isArriving = [...this._arrivals.values()].some((stars) => stars.some(({ born, moved }) => now < born + POP_MS || now < moved + MOVE_MS));
    const ends = this._revealed + SLIDE_MS + Math.max(LINE_MS + MARK_MS, PULSE_MS);
    const isRevealing = this._isShown && this._revealed < Infinity && now < ends;
    return isArriving || isRevealing || this._presence.isMoving || [...this._means.values()].some(({ isMoving }) => isMoving);
  }

  /** @param {Stage} stage @param {number} now @param {number} passed @param {number} presence */
  _paint(stage, now, passed, presence) {
    const context = this._context;
    const stars = [...this._arrivals].flatMap(([id, all]) => all.map((star) => ({ ...star, id })));
    const there = stars.filter(({ born }) => born <= now);
    const since = (/** @type {number} */ afterMs, /** @type {number} */ lastsMs) =>
      this._revealed === Infinity ? 0 : clamped((now - this._revealed - afterMs) / lastsMs);
    const radius = guessRadius(stage, stars.length);
    if (!this._sprites?.fit(stage, radius)) this._sprites = new Sprites(stage, radius);
    const places = there.map((star) => this._placeOf(stage, star, now));
    const judged = compared(there, this._truths);
    const marks = this._marked.length > 0 ? [] : judged.nearest.slice(0, MARKED);
    const marking = smooth(since(SLIDE_MS + LINE_MS, MARK_MS));
    const isMarked = (/** @type {number} */ i) => marks.some(({ index }) => index === i) || this._marked.includes(there[i].id);
    const fading = this._marked.length > 0 ? 1 : marks.length > 0 ? marking : 0;
    drawVeil(context, stage, presence);
    for (const part of /** @type {const} */ (["glow", "star"])) {
      there.forEach(({ cluster, born }, i) => {
        const age = clamped((now - born) / POP_MS);
        const [x, y] = places[i];
        const shine = part === "glow" ? 0.55 + 1.6 * (1 - age) : 0.92;
        const alpha = presence * shine * Math.min(1, 3 * age) * (isMarked(i) ? 1 : 1 - 0.6 * fading);
        this._sprites?.draw(context, part, cluster, x, y, part === "glow" ? 0.6 + 0.4 * age : popped(age), alpha);
      });
    }
    if (this._hasMeans) this._paintMeans(stage, there, passed, presence);
    for (const { index } of marks.reverse()) if (marking > 0) drawNearest(context, stage, places[index], radius, marking * presence);
    if (this._truths.length > 0) this._paintTruths(stage, since, presence, marking);
  }

  /** @param {Stage} stage @param {Star[]} there @param {number} passed @param {number} presence */
  _paintMeans(stage, there, passed, presence) {
    const context = this._context;
    const clusters = [...new Set(there.map(({ cluster }) => cluster))];
    const rings = clusters.flatMap((cluster) => {
      const own = there.filter((star) => star.cluster === cluster);
      if (own.length < 2) return [];
      const { mean, deviations, angle } = spreadOf(own.map(({ at }) => at));
      const follower = this._means.get(cluster) ?? new Follower(MEAN_MS);
      this._means.set(cluster, follower);
      const [x, y] = inPixels(stage, mean);
      const [right, up] = [stage.x(1) - stage.x(0), stage.y(0) - stage.y(1)];
      // An axis of the ellipse, in pixels; both have the same scale unless columns have units of their own.
      const [across, along] = deviations.length === 1 ? [deviations[0] * right, 0] : deviations.map((part) => part * Math.sqrt(right * up));
      const followed = follower.follow([x, y, across, along], passed, 0.2);
      return [{ cluster, count: own.length, angle: -angle, x: followed[0], y: followed[1], across: followed[2], up: followed[3] }];
    });
    for (const ring of rings) if (ring.count > 2) drawRing(context, stage, ring.cluster, ring, presence);
    for (const { cluster, x, y } of rings) drawMean(context, stage, cluster, x, y, 1, presence);
  }

  /** @param {Stage} stage @param {(afterMs: number, lastsMs: number) => number} since @param {number} presence @param {number} marking */
  _paintTruths(stage, since, presence, marking) {
    const context = this._context;
    const slid = smooth(since(0, SLIDE_MS));
    const grown = smooth(since(SLIDE_MS, LINE_MS));
    const side = sideOf(stage);
    if (this._revealed === Infinity || (slid === 0 && since(0, 1) === 0)) return;
    context.globalAlpha = presence;
    for (const { cluster, from, to } of this._truths) {
      const [start, end] = [inPixels(stage, from), inPixels(stage, to)];
      /** @type {[number, number]} */
      const here = [start[0] + (end[0] - start[0]) * slid, start[1] + (end[1] - start[1]) * slid];
      const mean = this._means.get(cluster)?.now ?? null;
      drawLine(context, stage, start, here, 1, true);
      if (mean !== null && grown > 0) drawLine(context, stage, [mean[0], mean[1]], end, grown);
      drawPulse(context, stage, cluster, ...end, since(SLIDE_MS - 120, PULSE_MS));
      drawTruth(context, stage, cluster, ...here, 1 - 0.36 * marking);
    }
    // Words stand above all stars.
    for (const { cluster, mean, distance } of this._hasMeans ? compared([...this._arrivals.values()].flat(), this._truths).means : []) {
      const truth = /** @type {Truth} */ (this._truths.find((each) => each.cluster === cluster));
      const [one, other] = [inPixels(stage, mean), inPixels(stage, truth.to)];
      const below = Math.max(one[1], other[1]) + 0.1 * side < stage.box.top + stage.box.height;
      const y = below ? Math.max(one[1], other[1]) + 0.092 * side : Math.min(one[1], other[1]) - 0.092 * side;
      if (grown > 0) drawLabel(context, stage, this._far(distance), (one[0] + other[0]) / 2, y, 0.046, grown * presence);
    }
  }

  /** @param {Stage} stage @param {Arrival} star @param {number} now @returns {[number, number]} */
  _placeOf(stage, { at, lane, before, moved }, now) {
    const part = smooth((now - moved) / MOVE_MS);
    const [x, y] = inPixels(stage, at.map((value, axis) => before[axis] + (value - before[axis]) * part));
    // On a line, guesses would hide each other.
    return at.length > 1 ? [x, y] : [x, y + (lane - 0.5) * 0.3 * stage.box.height];
  }
}
