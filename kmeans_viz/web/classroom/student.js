// @ts-check
// A student's page: it joins by itself, waits, and then shows the question, the board, and what the scene asks for.

import { dressed } from "../board/dress.js";
import { make } from "../board/parts.js";
import { darkPreference } from "../board/preference.js";
import { styleNamed } from "../drawing/style.js";
import { baseOf } from "../say.js";
import { keepAwake } from "./connection.js";
import { say, speak } from "./say.js";
import { Seat } from "./seat.js";
import { taskOf } from "./tasks.js";

/** The page of one student. */
class StudentPage {
  /** @param {HTMLElement} place */
  constructor(place) {
    this._place = place;
    this._question = make("h1", {});
    this._board = make("div", { className: "boardplace" });
    this._answers = make("div", { className: "answers" });
    this._told = make("div", { className: "told", role: "status" });
    this._line = make("p", { className: "line", role: "status" });
    place.replaceChildren(this._question, this._board, make("div", { className: "doing" }, this._answers, this._told), this._line);
    /** What is on the board. @type {import("./tasks.js").Task | null} */
    this._task = null;
    this._shown = "";
    this._leaving = new AbortController();
    const address = new URL(`live/${location.pathname.split("/").pop()}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.hash = "";
    this._seat = new Seat(idOfStudent(), { open: () => new WebSocket(address), changed: () => this._seat && this._show() });
    keepAwake(this._seat.connection, this._leaving.signal);
    this._show();
  }

  _show() {
    const { now, isOver } = this._seat;
    if (now !== null) speak(baseOf(now.lang ?? "en"));
    const key = isOver ? "over" : now === null ? "waiting" : JSON.stringify(now.scene);
    if (key !== this._shown) {
      this._shown = key;
      this._task = null;
      if (now !== null && !isOver) {
        this._task = taskOf(now, this._seat);
        this._board.replaceChildren(this._task.board);
        this._answers.replaceChildren(...this._task.answers);
      } else {
        this._board.replaceChildren();
        this._answers.replaceChildren();
      }
      this._place.dataset.kind = now === null || isOver ? "" : now.scene.task.kind;
    }
    this._place.dataset.phase = now?.phase ?? "";
    this._place.classList.toggle("quiet", now === null || isOver);
    this._question.textContent = isOver
      ? say("The class is over. You can close this page.")
      : (now?.scene.question ?? (this._isOutside ? say("You are not in a class yet.") : say("Your teacher will show something in a moment.")));
    const told = now === null || isOver ? [] : (this._task?.show(now, this._seat) ?? []);
    // What stays is not read out again.
    if (told.join() !== [...this._told.children].map(({ textContent }) => textContent).join()) {
      this._told.replaceChildren(...told.map((text) => make("p", {}, text)));
    }
    this._line.textContent = this._state();
    this._line.classList.toggle("counted", this._seat.isCounted && !isOver && this._seat.connection.state === "open");
  }

  /** True where the server knows no class of that code, or lets nobody in. */
  get _isOutside() {
    const { connection, problem } = this._seat;
    return connection.state === "closed" || (connection.state === "open" && problem !== "");
  }

  /** Say in one quiet line how it stands. */
  _state() {
    const { now, connection, isOver, isOpen, isWaiting, isCounted, mine, problem } = this._seat;
    if (isOver) return say("Nothing of it is kept.");
    if (connection.state === "closed") {
      return connection.code === 4001 ? say("The class goes on in another window of yours.") : connection.reason;
    }
    if (connection.state !== "open") {
      if (mine !== null && !isCounted) return say("Connecting … Your guess is kept, and goes out then.");
      return say("Connecting …");
    }
    if (problem !== "") return problem;
    if (now === null) return say("You are in. Nobody sees who you are.");
    if (isWaiting) return say("Your teacher’s page is coming back. Your guess is kept.");
    if (now.phase === "revealed") return now.scene.task.kind === "free" ? say("Yours stays as you left it. The answer is on the board in front.") : "";
    if (!isOpen) return mine === null ? say("No more guesses. Look at the board in front.") : say("Your guess counts. Look at the board in front.");
    if (mine === null) return this._task?.todo ?? "";
    return isCounted ? (this._task?.done ?? "") : say("Sending …");
  }
}

/** Return who this page is in the class: made up at random, and kept with this page alone. */
function idOfStudent() {
  const known = history.state?.student;
  if (typeof known === "string") return known;
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((part) => part.toString(16).padStart(2, "0")).join("");
  history.replaceState({ ...history.state, student: id }, "");
  return id;
}

/** Give the page the colours that its reader likes. */
function dress() {
  dressed(document.documentElement, styleNamed(darkPreference().matches ? "dark" : "light"));
}

const place = document.querySelector("main");
if (place !== null) {
  speak(baseOf(navigator.language));
  dress();
  darkPreference().addEventListener("change", dress);
  new StudentPage(place);
}
