// @ts-check
// Computes a run in pieces, so that the page stays alive meanwhile.

/** @typedef {import("./run.js").Run} Run */

/** For how many milliseconds a page works before it looks after its reader. */
export const PIECE_MS = 12;

/** Return a function to be awaited between pieces of work, which gives the page a turn when its time has come. */
export function turns() {
  let end = performance.now() + PIECE_MS;
  return async () => {
    if (performance.now() < end) return;
    await new Promise((resolve) => setTimeout(resolve));
    end = performance.now() + PIECE_MS;
  };
}

/** A run on its way. */
export class Computing {
  /** @param {Run} run @param {() => void} onNews Called when there are more states. */
  constructor(run, onNews) {
    this._run = run;
    this._onNews = onNews;
    this._timer = 0;
    if (this._isAtWork) run.advance(PIECE_MS);
  }

  /** Go on, piece by piece, until the run ends. */
  start() {
    this._onNews();
    if (!this._isAtWork) return;
    this._timer = setTimeout(() => {
      this._run.advance(PIECE_MS);
      this.start();
    }, 0);
  }

  /** Compute as far as a step at once. @param {number} step */
  reach(step) {
    while (this._run.length <= step && this._isAtWork) this._run.advance(PIECE_MS);
  }

  /** The states of a run that comes from elsewhere are not computed here. */
  get _isAtWork() {
    return !this._run.complete && !this._run.isComing;
  }

  stop() {
    clearTimeout(this._timer);
  }
}
