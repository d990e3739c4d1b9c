// @ts-check
// The teacher's page of a class: the question and the board, large; how many are there and how many have guessed; and
// with a clicker from the question to the guesses, to the truth, to the next question.

import { dressed } from "../board/dress.js";
import { make, wordButton } from "../board/parts.js";
import { darkPreference } from "../board/preference.js";
import { styleNamed } from "../drawing/style.js";
import { InputError } from "../engine/inputs.js";
import { Presenting } from "../presenting/presenting.js";
import { baseOf } from "../say.js";
import { ClassBoard } from "./board.js";
import { keepAwake } from "./connection.js";
import { Desk } from "./desk.js";
import { Door } from "./door.js";
import { askToEnd } from "./ending.js";
import { csvOf } from "./guesses.js";
import { Results } from "./results.js";
import { say, speak } from "./say.js";
import { checkedScene, readScenes } from "./scenes.js";
import { Look } from "./tasks.js";

/** What a key does, by its name on the buttons. @type {Record<string, string>} */
const KEYS = {
  ArrowRight: "next", PageDown: "next", " ": "next", Enter: "next", ArrowLeft: "back", PageUp: "back",
  c: "cloud", r: "replay", n: "notes", q: "join",
};

const PHASES = ["ask", "closed", "revealed"];

/** The page of the teacher. */
class TeacherPage {
  /** @param {HTMLElement} place @param {string} key */
  constructor(place, key) {
    this._place = place;
    this._question = make("h1", {});
    this._board = make("div", { className: "boardplace" });
    this._beside = make("div", { className: "beside" });
    this._result = make("p", { className: "result", role: "status" });
    this._told = make("p", { className: "told" });
    this._counts = make("p", { className: "counts" });
    this._problem = make("p", { className: "problem presented", role: "alert", hidden: true });
    this._join = new Door();
    this._notes = make("aside", { className: "notes", hidden: true });
    this._isJoinShown = false;
    this._areNotesShown = false;
    /** Ends what belongs to the scene. @type {AbortController | null} */
    this._stay = null;
    /** @type {Look | null} */
    this._look = null;
    /** @type {Results | null} */
    this._results = null;
    /** @type {import("./scenes.js").Scene | null} */
    this._scene = null;
    /** Which scene is on the board, and how far it is there. */
    this._shown = "";
    this._phase = "";
    /** What is wrong with a file that was opened. */
    this._misread = "";
    const address = new URL("live", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.hash = "";
    this._desk = new Desk(key, { open: () => new WebSocket(address), changed: () => this._desk && this._show() });
    keepAwake(this._desk.connection, new AbortController().signal);
    this._buttons = this._made();
    const both = make("div", { className: "both" }, this._board, this._beside);
    this._file = make("input", { type: "file", accept: ".json,.html", hidden: true });
    this._file.addEventListener("change", () => void this._open());
    place.replaceChildren(
      this._problem,
      make("header", { className: "presented" }, this._question, this._counts),
      make("div", { className: "presented stage" }, both),
      make("div", { className: "presented words" }, this._result, this._told),
      this._notes,
      make("footer", {}, ...this._buttons.values()),
      this._join.element,
      this._file,
    );
    const none = new ClassBoard();
    this._presenting = new Presenting({
      place,
      boards: () => [this._look?.board ?? none],
      say,
      dress: () => this._dress(),
      signal: new AbortController().signal,
      act: (action) => this._step(action),
    });
    darkPreference().addEventListener("change", () => this._dress());
    window.addEventListener("keydown", (event) => this._press(event));
    this._dress();
    this._show();
  }

  /** Make the buttons, in the language of the page. */
  _made() {
    const deeds = /** @type {[string, string, string][]} */ ([
      ["back", "‹", say("Back (left arrow)")],
      ["next", say("Begin"), say("What comes next (right arrow, or a clicker)")],
      ["cloud", say("Show guesses"), say("Show or hide the guesses (C)")],
      ["replay", say("Replay"), say("Let the guesses arrive again (R)")],
      ["join", say("Join"), say("Show or hide how to join (Q)")],
      ["notes", say("Notes"), say("Show or hide the notes for the teacher (N)")],
      ["present", say("Present"), say("Fill the screen (F)")],
      ["open", say("Open scenes …"), say("Teach other scenes, from a file")],
      ["save", say("Save guesses"), say("Save all guesses as a table (CSV), without names")],
      ["end", say("End"), say("End the class for everybody")],
    ]);
    return new Map(
      deeds.map(([name, text, hint]) => {
        const button = wordButton(name, text, hint);
        button.addEventListener("click", () => this._do(name));
        return [name, button];
      }),
    );
  }

  /** @param {KeyboardEvent} event */
  _press(event) {
    const target = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || (target instanceof Element && target.closest("dialog, input"))) return;
    if ((event.key === " " || event.key === "Enter") && target instanceof Element && target.matches("button:focus-visible")) return;
    const name = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (name === undefined) return;
    event.preventDefault();
    if (!event.repeat) this._do(name);
  }

  /** @param {string} name */
  _do(name) {
    const desk = this._desk;
    if (name === "next" && this._isJoinShown) this._isJoinShown = false;
    else if (name === "next" && desk.next !== null) desk.show(desk.next);
    else if (name === "back" && desk.last !== null) desk.show(desk.last);
    else if (name === "cloud" && desk.place !== null) desk.show({ ...desk.place, isShown: !desk.place.isShown });
    else if (name === "replay" && desk.place !== null) {
      if (!desk.place.isShown) desk.show({ ...desk.place, isShown: true });
      this._results?.replay();
    }
    else if (name === "join") this._isJoinShown = !this._isJoinShown;
    else if (name === "notes") this._areNotesShown = !this._areNotesShown;
    else if (name === "present") this._presenting.toggle();
    else if (name === "open") this._file.click();
    else if (name === "save") this._save();
    else if (name === "end") askToEnd(this._place, () => this._save(), () => this._desk.end());
    this._show();
  }

  /** Do what a clicker asks for while the page is presented. @param {import("../board/keys.js").Action} action */
  _step(action) {
    const [next, back] = [["forth", "play"].includes(action), action === "back"];
    if (next || back) this._do(next ? "next" : "back");
    return next || back;
  }

  /** Give the page the colours that its reader likes, or those that it is presented in. */
  _dress() {
    dressed(document.documentElement, styleNamed(this._presenting?.style ?? (darkPreference().matches ? "dark" : "light")));
    this._results?.cloud?.draw();
  }

  _show() {
    const desk = this._desk;
    const { scene, place, isOver } = desk;
    if (desk.file !== null) speak(baseOf(desk.file.lang ?? "en"));
    const key = isOver ? "over" : scene === null ? "" : scene.sid;
    if (key !== this._shown) this._begin(key);
    if (scene !== null && place !== null && this._look !== null) this._go();
    const isLobby = scene === null && !isOver;
    this._place.classList.toggle("over", isOver);
    this._place.classList.toggle("withbars", !isLobby && !isOver && this._results?.bars != null);
    this._question.textContent = isOver ? say("The class is over. Nothing of it is kept.") : (scene?.question ?? "");
    this._question.classList.toggle("long", (scene?.question ?? "").length > 90);
    this._result.textContent = this._results?.text ?? "";
    this._told.textContent = place?.phase === "revealed" && !isOver ? (scene?.reveal?.text ?? "") : "";
    this._notes.textContent = scene?.notes || say("No notes for this scene.");
    this._notes.hidden = !this._areNotesShown || scene === null;
    this._showCounts();
    this._join.show(isLobby || (this._isJoinShown && !isOver) ? desk.join : null, desk.students);
    this._showButtons(isLobby);
    this._complain();
  }

  /** Put another scene on the board. @param {string} key */
  _begin(key) {
    this._shown = key;
    this._stay?.abort();
    this._stay = new AbortController();
    this._look = this._results = null;
    this._phase = "";
    this._board.replaceChildren();
    this._beside.replaceChildren();
    const { scene, place } = this._desk;
    if (scene === null || place === null || key === "over") return;
    const { sid, ...plain } = scene;
    const whole = checkedScene(plain, place.at + 1);
    // Nothing plays or is sent here, whatever the students may do.
    const quiet = { ...whole, task: { kind: "look" } };
    this._look = new Look({ sid, phase: "ask", step: null, scene: quiet });
    this._scene = whole;
    this._board.replaceChildren(this._look.board);
    this._results = new Results(whole, this._look.board, this._stay.signal, () => this._show());
    if (this._results.bars !== null) this._beside.append(this._results.bars.element);
    this._presenting.refresh();
  }

  /** Go where the scene is by now. */
  _go() {
    const { scene, place } = this._desk;
    const [look, results] = [this._look, this._results];
    if (scene === null || place === null || look === null || results === null || this._scene === null) return;
    results.update(this._desk.guessesOf(scene));
    if (place.isShown !== results.isShown) results.show(place.isShown);
    if (place.phase === this._phase) return;
    const isBack = PHASES.indexOf(place.phase) < PHASES.indexOf(this._phase);
    this._phase = place.phase;
    const { step, text, recipe } = this._scene.reveal;
    const isRevealed = place.phase === "revealed";
    const reveal = isRevealed ? { step, text, recipe, answer: this._scene.task.answer ?? null } : undefined;
    if (isBack) return this._beginAgain();
    look.show({ sid: scene.sid, phase: place.phase, step: null, scene: { ...this._scene, task: { kind: "look" } }, reveal });
    if (isRevealed) results.reveal();
  }

  /** The teacher has gone back: what was revealed is hidden again. */
  _beginAgain() {
    this._begin(this._shown);
    this._go();
  }

  _showCounts() {
    const { students, scene, place, isOver } = this._desk;
    const n = scene === null ? 0 : this._desk.guessesOf(scene).size;
    const isAsked = scene !== null && ["place", "vote", "choose", "drag"].includes(scene.task?.kind ?? "look");
    const parts = [make("span", {}, make("b", {}, String(students)), ` ${students === 1 ? say("student") : say("students")}`)];
    if (isAsked) parts.push(make("span", {}, make("b", {}, String(n)), ` ${n === 1 ? say("guess") : say("guesses")}`));
    if (place !== null) parts.push(make("span", { className: "number" }, `${place.at + 1} / ${this._desk.scenes.length}`));
    this._counts.replaceChildren(...(isOver || this._desk.file === null ? [] : parts));
  }

  /** @param {boolean} isLobby */
  _showButtons(isLobby) {
    const { next, last, isOver, file, connection } = this._desk;
    const isOutside = file === null && connection.state === "closed"; // the key is none
    const collects = this._results !== null && (this._results.cloud !== null || this._results.bars !== null);
    const shown = { back: last !== null, next: next !== null, cloud: collects, replay: collects, join: !isLobby, notes: !isLobby, present: true, open: isLobby, save: this._desk.scenes.length > 0, end: true };
    for (const [name, button] of this._buttons) button.hidden = isOver || isOutside || !(/** @type {Record<string, boolean>} */ (shown))[name];
    const button = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (this._buttons.get(name));
    const isSameScene = next !== null && next.at === this._desk.place?.at;
    button("next").textContent = isLobby ? say("Begin") : !isSameScene ? say("Next question") : next.phase === "closed" ? say("Stop guessing") : say("Reveal");
    button("cloud").textContent = this._desk.place?.isShown ? say("Hide guesses") : say("Show guesses");
    button("notes").setAttribute("aria-pressed", String(this._areNotesShown));
    button("join").setAttribute("aria-pressed", String(this._isJoinShown));
  }

  /** Say what is wrong, if anything. */
  _complain() {
    const { connection, problem, isOver } = this._desk;
    const lost = say("The server does not answer. This page keeps the class, and hands it back.");
    const text = isOver ? "" : connection.state === "lost" ? lost : connection.state === "closed" ? connection.reason : this._misread || problem;
    this._problem.textContent = text;
    this._problem.hidden = text === "";
  }

  /** Teach the scenes of a file. */
  async _open() {
    const [file] = this._file.files ?? [];
    this._file.value = "";
    if (file === undefined) return;
    try {
      this._misread = "";
      this._desk.begin(readScenes(await file.text()), () => crypto.getRandomValues(new Uint32Array(2)).join("-"));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._misread = error.message;
      this._show();
    }
  }

  /** Let the teacher take the guesses home. */
  _save() {
    const scenes = this._desk.scenes.map((scene) => ({ question: scene.question, choices: scene.task?.choices, answer: scene.task?.answer, guesses: this._desk.guessesOf(scene) }));
    const link = make("a", { href: URL.createObjectURL(new Blob([csvOf(scenes)], { type: "text/csv" })), download: "guesses.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}

const place = document.querySelector("main");
if (place !== null) {
  speak(baseOf(navigator.language));
  new TeacherPage(place, location.hash.slice(1));
}
