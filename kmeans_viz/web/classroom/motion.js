// @ts-check
// How things move on the board of a class. Nothing here knows of a page.

/** Return a share of time as one from 0 to 1. @param {number} part */
export function clamped(part) {
  return Math.min(1, Math.max(0, part));
}

/** Begin and end slowly. @param {number} part From 0 to 1. */
export function smooth(part) {
  const t = clamped(part);
  return t * t * t * (t * (6 * t - 15) + 10);
}

/** Overshoot a little, and come back: from 0 to 1. @param {number} part */
export function popped(part) {
  const t = clamped(part) - 1;
  return 1 + t * t * (2.7 * t + 1.7);
}

/** Numbers that follow their target, quickly at first. */
export class Follower {
  /** @param {number} ms How long until a third of the way is left. */
  constructor(ms) {
    this._ms = ms;
    /** @type {number[] | null} */
    this.now = null;
    this.isMoving = false;
  }

  /**
   * Come nearer to the target, and return where that is; at once, where there was nothing before.
   *
   * @param {number[]} target
   * @param {number} passedMs Since the last time.
   * @param {number} close How near is near enough.
   */
  follow(target, passedMs, close) {
    const share = this.now === null ? 1 : 1 - Math.exp(-passedMs / this._ms);
    const before = this.now ?? target;
    const next = before.map((value, i) => value + (target[i] - value) * share);
    this.isMoving = next.some((value, i) => Math.abs(value - target[i]) > close);
    this.now = this.isMoving ? next : [...target];
    return this.now;
  }
}
