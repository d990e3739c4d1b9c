// @ts-check
// The three ways to guess: stars on a board, a number, one of several answers. Each shows its controls, says what is
// still missing, and after the commit says how good the guess was.

import { make, wordButton } from "../board/parts.js";
import { Task } from "./asking.js";
import { CLOSE, FAR, judgedNumber, judgedPlaces, ON_SPOT } from "./judging.js";
import { filled, phrases, WORDS } from "./words.js";

/** @typedef {import("./judging.js").Grade} Grade */
/** @typedef {{kind: "place", truth: number[][], moves: boolean}} PlaceAsked */
/** @typedef {{kind: "number", truth: number, unit: string, low: number, high: number, near: number, decimals: number}} NumberAsked */
/** @typedef {{kind: "choice", options: string[], right: number, whys: string[]}} ChoiceAsked */
/** @typedef {PlaceAsked | NumberAsked | ChoiceAsked} Asked */

/**
 * What came of a guess.
 *
 * @typedef {object} Outcome
 * @property {Grade} grade
 * @property {string} headline
 * @property {string[]} guess What was guessed, in paragraphs.
 * @property {string[]} truth
 * @property {string[]} why Before what the question says itself.
 */

/**
 * A way to guess.
 *
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {Task | null} task What is asked on a board.
 * @property {unknown} value The guess as plain values; null while it is not whole. Set, it is shown.
 * @property {string} missing What is still to do, in words.
 * @property {(reach: number) => Outcome} judge Compare the guess with the truth, which may be seen from now on.
 */

/**
 * Return the controls for a guess.
 *
 * @param {Asked} asked
 * @param {string} name No other field on the page has it.
 * @param {{isBare: boolean, changed: () => void, undo: () => void}} board
 * @returns {Field}
 */
export function fieldOf(asked, name, board) {
  if (asked.kind === "place") return new PlaceField(asked, board);
  return asked.kind === "number" ? new NumberField(asked) : new ChoiceField(asked, name);
}

/** Stars on a board. @implements {Field} */
class PlaceField {
  /** @param {PlaceAsked} asked @param {{isBare: boolean, changed: () => void, undo: () => void}} board */
  constructor(asked, { isBare, changed, undo }) {
    this._asked = asked;
    this._status = make("p", { className: "status", role: "status" });
    this._back = wordButton("back", WORDS.back, WORDS.back);
    this._back.addEventListener("click", undo);
    this.element = make("div", { className: "field" }, this._status, this._back);
    this.task = new Task({
      stars: asked.truth.length,
      moves: asked.moves,
      isBare,
      changed: () => {
        this._say();
        changed();
      },
    });
    this._say();
  }

  get value() {
    return this.task.isComplete ? this.task.places : null;
  }

  set value(value) {
    this.task.places = /** @type {number[][]} */ (value);
    this.task.isTouched = true;
    this._say();
  }

  get missing() {
    return this._asked.moves ? WORDS.move : WORDS.noStars;
  }

  _say() {
    const { stars, moves, places } = this.task;
    const next = places.length + 1;
    const put = stars === 1 ? WORDS.putOne : filled(WORDS.put, { next, all: stars });
    const done = stars === 1 ? WORDS.putOnly : WORDS.put_all;
    this._status.textContent = moves ? WORDS.move : next > stars ? done : put;
    this._back.hidden = moves || places.length === 0;
  }

  /** @param {number} reach @returns {Outcome} */
  judge(reach) {
    const { task } = this;
    const { truth, moves } = this._asked;
    const judged = judgedPlaces(task.places, truth, reach, moves);
    task.truth = judged.truth;
    task.order = judged.order;
    this.element.hidden = true;
    const all = truth.length;
    const guess = judged.order.map((own, j) => {
      const share = judged.shares[j];
      const percent = Math.round(100 * share);
      const word = share <= ON_SPOT ? WORDS.onSpot : share <= CLOSE ? WORDS.close : share <= FAR ? WORDS.off : WORDS.far;
      const how = filled(word, { percent });
      return { own, text: filled(all === 1 ? WORDS.one : WORDS.star, { j: own + 1, how }) };
    });
    guess.sort((a, b) => a.own - b.own);
    const headlines = { exact: WORDS.spots, near: WORDS.near, some: filled(WORDS.some, { close: judged.close, all }), wrong: WORDS.none };
    return {
      grade: judged.grade,
      headline: headlines[judged.grade],
      guess: guess.map(({ text }) => text),
      truth: [all === 1 ? WORDS.placedOne : WORDS.placed],
      why: [],
    };
  }
}

/** A number. @implements {Field} */
class NumberField {
  /** @param {NumberAsked} asked */
  constructor(asked) {
    this._asked = asked;
    this.task = /** @type {Task | null} */ (null);
    this._input = make("input", { type: "text", inputMode: "decimal", autocomplete: "off", size: 8 });
    this.missing = filled(WORDS.noNumber, { low: asked.low, high: asked.high });
    this.element = make(
      "label",
      { className: "field number" },
      make("span", {}, WORDS.yourNumber),
      this._input,
      make("span", {}, asked.unit),
      make("span", { className: "blank" }),
    );
  }

  get value() {
    // Some write a comma before the decimals.
    const text = this._input.value.trim().replace(",", ".").replace(/\s*%$/, "");
    const number = text === "" ? NaN : Number(text);
    const isInside = number >= this._asked.low && number <= this._asked.high;
    this._input.setAttribute("aria-invalid", String(!isInside));
    return isInside ? number : null;
  }

  set value(value) {
    this._input.value = String(value);
  }

  /** @returns {Outcome} */
  judge() {
    const { truth, decimals, near } = this._asked;
    const guess = /** @type {number} */ (this.value);
    const grade = judgedNumber(guess, { truth, near, decimals });
    this.element.hidden = true;
    return {
      grade,
      headline: { exact: WORDS.exact, near: WORDS.near, some: "", wrong: WORDS.wrong }[grade],
      guess: [this._said(String(guess))],
      truth: [this._said(truth.toFixed(decimals))],
      why: [],
    };
  }

  /** @param {string} number */
  _said(number) {
    const { unit } = this._asked;
    return unit === "%" ? `${number}%` : `${number} ${unit}`.trim();
  }
}

/** One answer among several. @implements {Field} */
class ChoiceField {
  /** @param {ChoiceAsked} asked @param {string} name */
  constructor(asked, name) {
    this._asked = asked;
    this.task = /** @type {Task | null} */ (null);
    this.missing = WORDS.noChoice;
    this._inputs = asked.options.map((_, i) => make("input", { type: "radio", name, value: String(i) }));
    this._rows = asked.options.map((option, i) => {
      return make("label", { className: "option" }, this._inputs[i], make("span", {}, ...phrases(option)));
    });
    const legend = make("legend", {}, WORDS.yourAnswer);
    this.element = make("fieldset", { className: "field choice" }, legend, ...this._rows);
  }

  get value() {
    const chosen = this._inputs.findIndex((input) => input.checked);
    return chosen < 0 ? null : chosen;
  }

  set value(value) {
    this._inputs.forEach((input, i) => (input.checked = i === value));
  }

  /** @returns {Outcome} */
  judge() {
    const { options, right, whys } = this._asked;
    const chosen = /** @type {number} */ (this.value);
    this._inputs.forEach((input) => (input.disabled = true));
    this._mark(right, "right", WORDS.isRight);
    if (chosen !== right) this._mark(chosen, "chosen", WORDS.isYours);
    const isRight = chosen === right;
    return {
      grade: isRight ? "exact" : "wrong",
      headline: isRight ? WORDS.right : WORDS.wrong,
      // The answers themselves are marked where they stand.
      guess: isRight ? [] : [options[chosen], whys[chosen]],
      truth: isRight ? [] : [options[right], whys[right]],
      why: isRight ? [whys[right]] : [],
    };
  }

  /** @param {number} i @param {string} kind @param {string} text */
  _mark(i, kind, text) {
    this._rows[i].classList.add(kind);
    this._rows[i].append(make("span", { className: "mark" }, text));
  }
}
