// @ts-check
// A student in a class: what is shown now, and their own guess, which gets through whatever happens to the connection.
// Nothing here knows of a page. The messages stand in `serve/classes.py`.

import { Connection, REAL } from "./connection.js";

/** @typedef {import("./guesses.js").Value} Value */

/**
 * @typedef {object} OfClass
 * @property {number} n How many have guessed.
 * @property {{cluster: number, n: number, at: number[]}[]} [means] Of the places of each star.
 * @property {number[]} [counts] How many chose each option.
 * @property {number} [lowest] The lowest inertia.
 */

/**
 * What is shown, as the server says it.
 *
 * @typedef {object} Now
 * @property {string} sid
 * @property {string} [lang] Of the lesson.
 * @property {"ask" | "closed" | "revealed"} phase
 * @property {number | null} step
 * @property {{question: string, recipe: Record<string, any>, step: number, hide: string[], task: any}} scene
 * @property {{step: number | null, text: string, recipe: Record<string, any> | null, answer: number | null}} [reveal]
 * @property {OfClass} [class] What all have guessed, once the teacher shows it.
 */

const ANSWER_MS = 6000; // after which a guess that was not counted goes out again, over another connection

/** A student's place in the class. */
export class Seat {
  /**
   * @param {string} id Made up by the page.
   * @param {{open: () => import("./connection.js").Socket, changed: () => void}} page
   * @param {typeof REAL} [time]
   */
  constructor(id, { open, changed }, time = REAL) {
    this._id = id;
    this._time = time;
    this._changed = changed;
    /** @type {Now | null} */
    this.now = null;
    this.isOver = false;
    /** What was wrong with the last guess, or with the address; empty where nothing was. */
    this.problem = "";
    /** True while the server waits for the teacher's page. */
    this.isWaiting = true;
    /** The last guess for each scene. @type {Map<string, {value: Value, isCounted: boolean}>} */
    this._guesses = new Map();
    /** @type {any} */
    this._timer = null;
    this.connection = new Connection(
      { open, greet: () => ({ join: id }), hear: (message, isFirst) => this._hear(message, isFirst), changed },
      time,
    );
  }

  /** The own guess for the scene that is shown. @returns {Value | null} */
  get mine() {
    return this._own?.value ?? null;
  }

  /** True once the server has said that it counts. */
  get isCounted() {
    return this._own?.isCounted ?? false;
  }

  /** Whether a guess can be made, or another one. */
  get isOpen() {
    return this.now !== null && this.now.phase === "ask" && !this.isOver;
  }

  /** @param {Value} value */
  guess(value) {
    if (this.now === null || !this.isOpen) return;
    this._guesses.set(this.now.sid, { value, isCounted: false });
    this.problem = "";
    this._send();
    this._changed();
  }

  /** Return one of so many cards: the same for this student at every scene with as many. @param {number} cards */
  deal(cards) {
    return parseInt(this._id.slice(-8), 16) % cards;
  }

  get _own() {
    return this.now === null ? undefined : this._guesses.get(this.now.sid);
  }

  /** @param {any} message @param {boolean} isFirst */
  _hear(message, isFirst) {
    const { now, mine, waiting, counted, error, over } = message;
    if (over === true) this.isOver = true;
    else if (counted !== undefined) this._count(counted);
    else if (now !== undefined) this._show(now, mine ?? null, isFirst);
    else if (waiting === true) {
      this.isWaiting = true;
      // After another start the server waits for the teacher's page, and keeps until then what comes, without a word.
      if (!isFirst) this.now = null;
      else if (this.isOpen && this._own !== undefined) this._send();
    }
    if (error !== undefined) this._complain(error);
    this._changed();
  }

  /** @param {Now} now @param {Value | null} mine @param {boolean} isFirst */
  _show(now, mine, isFirst) {
    if (this.isWaiting || now.sid !== this.now?.sid || now.phase !== this.now.phase) this.problem = "";
    this.isWaiting = false;
    this.now = now;
    const own = this._own;
    const isKnown = own !== undefined && JSON.stringify(own.value) === JSON.stringify(mine);
    if (own === undefined || isKnown) {
      if (mine !== null) this._guesses.set(now.sid, { value: mine, isCounted: true });
    } else if (!this.isOpen) {
      // What did not get through in time does not count.
      if (mine === null) this._guesses.delete(now.sid);
      else this._guesses.set(now.sid, { value: mine, isCounted: true });
    } else if (isFirst) {
      own.isCounted = false;
      this._send();
    } else if (mine === null && own.isCounted) this._guesses.delete(now.sid); // the teacher asks again
    if (this.isCounted) this._time.cancel(this._timer);
  }

  /** @param {string} sid */
  _count(sid) {
    const guess = this._guesses.get(sid);
    if (guess !== undefined) guess.isCounted = true;
    if (sid === this.now?.sid) this._time.cancel(this._timer);
  }

  /** @param {string} error */
  _complain(error) {
    if (!this.isWaiting && this.isCounted) return;
    this.problem = error;
    if (!this.isWaiting) this._time.cancel(this._timer);
  }

  _send() {
    const own = this._own;
    if (own === undefined || this.now === null) return;
    this._time.cancel(this._timer);
    if (!this.connection.send({ guess: { scene: this.now.sid, value: own.value } })) return;
    if (!this.isWaiting) this._timer = this._time.after(() => this.connection.renew(), ANSWER_MS);
  }
}
