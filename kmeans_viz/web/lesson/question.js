// @ts-check
// A question that waits for a guess. Until then nothing of its answer is in the document; with the guess come the truth
// and why, side by side, and what plays, and the keys go there.

import { KmeansBoard } from "../board.js";
import { dressed } from "../board/dress.js";
import { make } from "../board/parts.js";
import { darkPreference } from "../board/preference.js";
import { styleNamed } from "../drawing/style.js";
import { answerOf, revealed } from "./answer.js";
import { Task } from "./asking.js";
import { questionBoard } from "./boards.js";
import { fieldOf } from "./fields.js";
import { LESSON_SHEET } from "./sheet.js";
import { filled, paragraphs, phrases, WORDS } from "./words.js";

/**
 * A prediction as Python hands it over, in `lessons/handing.py`.
 *
 * @typedef {object} Prediction
 * @property {string} question
 * @property {import("./fields.js").Asked} guess
 * @property {string} why
 * @property {import("./boards.js").Handed | null} board
 * @property {import("./answer.js").Revealed[]} reveal
 */

let count = 0;

/** One question. */
export class Question {
  /**
   * @param {Prediction} prediction
   * @param {object} [options]
   * @param {string} [options.commit] On the button.
   * @param {string} [options.title] Above the question, as in "Question 2 of 5".
   * @param {(value: unknown, isRight: boolean) => void} [options.committed] Called with the guess.
   */
  constructor(prediction, { title = WORDS.guess, commit = WORDS.commit, committed = () => {} } = {}) {
    this._prediction = prediction;
    this._committed = committed;
    this.isCommitted = false;
    const { question, board, guess } = prediction;
    const name = `guess-${++count}`;
    const isBare = board === null || board.step === null;
    this._field = fieldOf(guess, name, {
      isBare,
      changed: () => this._complain(""),
      undo: () => this._board?.undo(),
    });
    const task = this._field.task ?? new Task({ stars: 0, moves: false, isBare, changed: () => {} });
    this._board = board === null ? null : questionBoard(board, task);
    const asked = make("div", { className: "asked", id: `${name}-asked` }, ...paragraphs(question));
    this._problem = make("p", { className: "problem", role: "alert", hidden: true });
    this._commit = make("button", { type: "submit", className: "commit" }, commit);
    this._form = make("form", { noValidate: true }, this._field.element, this._problem, this._commit);
    this._form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._judge();
    });
    const words = make("div", { className: "words" }, make("p", { className: "kind" }, title), asked);
    this.element = make("section", { className: "question", "aria-labelledby": asked.id }, words);
    if (this._board !== null) {
      const caption = board?.caption ? [make("p", { className: "caption" }, ...phrases(board.caption))] : [];
      this.element.append(make("div", { className: "bare" }, ...caption, this._board));
    }
    this.element.append(this._form);
  }

  /** Answer with a guess that was made before. @param {unknown} value */
  async restore(value) {
    this._field.value = value;
    await this._reveal(false);
  }

  async _judge() {
    if (this._field.value === null) return this._complain(this._field.missing);
    await this._reveal(true);
  }

  /** Show the answer. @param {boolean} isNew Whether the guess was just made, and not before. */
  async _reveal(isNew) {
    if (this.isCommitted) return;
    this.isCommitted = true;
    this._complain("");
    await this._board?.ready;
    const value = this._field.value;
    const outcome = this._field.judge(this._board?.reach ?? 1);
    this._board?.draw();
    this._commit.remove();
    const { why, reveal } = this._prediction;
    const answer = answerOf(outcome, why);
    this.element.classList.add("answered");
    this.element.append(answer, ...revealed(reveal, isNew));
    if (!isNew) return;
    answer.focus();
    this._committed(value, outcome.grade === "exact");
  }

  /** @param {string} text */
  _complain(text) {
    this._problem.textContent = text;
    this._problem.hidden = text === "";
  }
}

/** Five questions with a score. */
export class Quiz {
  /** @param {Prediction[]} predictions @param {{committed?: (values: unknown[]) => void}} [options] */
  constructor(predictions, { committed = () => {} } = {}) {
    const all = predictions.length;
    /** @type {unknown[]} */
    this._values = predictions.map(() => null);
    this._right = 0;
    this._score = make("p", { className: "score", role: "status" });
    this.questions = predictions.map(
      (prediction, i) =>
        new Question(prediction, {
          title: filled(WORDS.quiz, { number: i + 1, all }),
          commit: WORDS.commitAnswer,
          committed: (value, isRight) => {
            this._values[i] = value;
            this._count(isRight);
            committed([...this._values]);
          },
        }),
    );
    this._all = all;
    this.element = make("div", { className: "quiz" }, ...this.questions.map(({ element }) => element), this._score);
  }

  /** @param {boolean} isRight */
  _count(isRight) {
    if (isRight) this._right++;
    if (!this._values.includes(null)) this._score.textContent = filled(WORDS.score, { right: this._right, all: this._all });
  }

  /** @param {unknown[]} values */
  restore(values) {
    values.forEach((value, i) => {
      if (value === null) return;
      this._values[i] = value;
      this.questions[i].restore(value);
    });
  }
}

/** @param {ShadowRoot} root @param {boolean} isPaper */
function wearOnPaper(root, isPaper) {
  for (const board of root.querySelectorAll("*")) {
    if (!(board instanceof KmeansBoard) || (isPaper && board.hasAttribute("theme"))) continue;
    if (isPaper) board.setAttribute("theme", "light");
    else if (board.getAttribute("theme") === "light") board.removeAttribute("theme");
  }
}

/**
 * Show questions in an element, in the colours that the reader likes; return what takes them away.
 *
 * @param {HTMLElement} place
 * @param {HTMLElement} element
 * @param {string} lang The language of its words, which its boards speak too.
 */
export function shownIn(place, element, lang) {
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const around = make("div", { className: "lesson", lang }, element);
  root.replaceChildren(make("style", { textContent: LESSON_SHEET.text }), around);
  const dark = darkPreference();
  const leaving = new AbortController();
  const wear = () => dressed(around, styleNamed(dark.matches ? "dark" : "light"));
  const { signal } = leaving;
  dark.addEventListener("change", wear, { signal });
  // Paper is white, whatever its reader likes on a screen.
  window.addEventListener("beforeprint", () => wearOnPaper(root, true), { signal });
  window.addEventListener("afterprint", () => wearOnPaper(root, false), { signal });
  wear();
  return () => {
    leaving.abort();
    root.replaceChildren();
  };
}
