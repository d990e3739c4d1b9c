// @ts-check
// Where a board is in its run, and how it goes from one half-step to the next: at once, or gliding; playing or not.

import { tweenOf } from "../drawing/timeline.js";

/**
 * What the clock is asked for and tells.
 *
 * @typedef {object} Watched
 * @property {() => {low: number, high: number, isWhole: boolean}} range The first and the last step there are, and
 *   whether no more will come.
 * @property {() => import("../drawing/timeline.js").Timing} timing
 * @property {(settled: boolean) => void} show Draw where the clock is.
 * @property {() => void} changed It plays, or no longer.
 * @property {() => boolean} isCalm Nothing shall move.
 */

/** The position in a run. */
export class Clock {
  /** @param {Watched} watched */
  constructor(watched) {
    this._watched = watched;
    this.step = 0;
    /** How far the half-step that leads to `step` has come. */
    this.part = 1;
    this.playing = false;
    this.speed = 1;
    this.loops = true;
    /** True to take assign and update as one step. */
    this.isWhole = false;
    this._request = 0;
    this._timer = 0;
  }

  /** True while stars or colours are on the way. */
  get isGliding() {
    return this._request !== 0;
  }

  /** Go to a step at once. @param {number} step */
  go(step) {
    this.pause();
    this._arrive(step);
  }

  /** Go one step on, and let it be seen. Two quick calls are two steps. */
  forth() {
    this.pause();
    this._glideTo(this._next());
  }

  /** The step that comes next: the next update where whole steps are taken, and the last one in any case. */
  _next() {
    const { high } = this._watched.range();
    return this.isWhole && this.step >= 0 ? Math.min(this.step + (this.step % 2 === 0 ? 2 : 1), Math.max(high, this.step + 1)) : this.step + 1;
  }

  back() {
    // Back from a half-step under way is back to where it came from.
    this.go(this.step - (this.isWhole && this.step > 1 && this.step % 2 === 0 ? 2 : 1));
  }

  play() {
    if (this.playing) return;
    this._stop();
    this.playing = true;
    this._watched.changed();
    const { high, isWhole } = this._watched.range();
    if (this.step >= high && isWhole) this._arrive(0);
    this._wait();
  }

  pause() {
    this._stop();
    if (this.part < 1) {
      this.part = 1;
    }
    if (!this.playing) return;
    this.playing = false;
    this._watched.changed();
  }

  /** Be where another clock is. @param {number} step @param {number} part */
  follow(step, part) {
    this.pause();
    this.step = step;
    this.part = part;
  }

  /** Stop for good, without a word. */
  end() {
    this._stop();
    this.playing = false;
  }

  _stop() {
    cancelAnimationFrame(this._request);
    clearTimeout(this._timer);
    this._request = 0;
  }

  /** @param {number} step */
  _arrive(step) {
    const { low, high } = this._watched.range();
    this.step = Math.min(Math.max(step, low), high);
    this.part = 1;
    this._watched.show(true);
  }

  /** @param {number} step */
  _glideTo(step) {
    const { high } = this._watched.range();
    const { tween, glideMs } = tweenOf(this._watched.timing());
    if (step < 1 || step > high || tween === 0 || this._watched.isCalm()) {
      this._arrive(step);
      if (this.playing) this._wait();
      return;
    }
    this.step = step;
    const lasts = (tween * glideMs) / (this.playing ? this.speed : 1);
    const start = performance.now();
    const tick = () => {
      this.part = Math.min(1, Math.max(0.02, (performance.now() - start) / lasts));
      this._request = this.part < 1 ? requestAnimationFrame(tick) : 0;
      this._watched.show(this.part === 1);
      if (this.part === 1 && this.playing) this._wait();
    };
    tick();
  }

  /** Look at a step for as long as it takes, then go on. */
  _wait() {
    const { step_ms: stepMs, hold_start_ms: startMs, hold_end_ms: endMs, ...rest } = this._watched.timing();
    const { tween, glideMs } = tweenOf({ step_ms: stepMs, hold_start_ms: startMs, hold_end_ms: endMs, ...rest });
    const { high, isWhole } = this._watched.range();
    const isLast = this.step >= high;
    const holds = this.step <= 0 ? startMs : stepMs - tween * glideMs + (isLast && isWhole ? endMs : 0);
    // What listens to a step may have let it play on already.
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      const now = this._watched.range();
      if (this.step < now.high) this._glideTo(this._next());
      else if (!now.isWhole) this._wait();
      else if (this.loops) {
        this._arrive(now.low);
        this._wait();
      } else this.pause();
    }, holds / this.speed);
  }
}
