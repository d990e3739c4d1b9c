// @ts-check
// The page that plays the scenes within it: keys, bar, notes, the list of all scenes, its address, and paper.

import { dressed } from "../board/dress.js";
import { make } from "../board/parts.js";
import { darkPreference } from "../board/preference.js";
import { styleNamed } from "../drawing/style.js";
import { presentsIn, withPresent } from "../presenting/address.js";
import { Presenting } from "../presenting/presenting.js";
import { HotSeat } from "./hotseat.js";
import { papers } from "./paper.js";
import { Play } from "./play.js";
import { positionIn, withPosition } from "./position.js";
import { say, speak } from "./say.js";
import { readScenes, SCENES_ID } from "./scenes.js";

/** @type {Record<string, "next" | "back" | "first" | "last" | "replay" | "notes" | "list" | "pass">} */
const KEYS = {
  " ": "next",
  Enter: "next",
  PageDown: "next",
  ArrowRight: "next",
  PageUp: "back",
  ArrowLeft: "back",
  Home: "first",
  End: "last",
  r: "replay",
  n: "notes",
  o: "list",
  p: "pass",
};

/** The page. */
class LessonPage {
  /** @param {HTMLElement} root @param {import("./scenes.js").Scenes} scenes */
  constructor(root, scenes) {
    this._scenes = scenes;
    this._isTeacher = false;
    /** The board that has the look of presenting. @type {import("./board.js").ClassBoard | null} */
    this._presented = null;
    this._forth = button("forth", "");
    this._back = button("back", "‹");
    this._count = button("count", "");
    this._notes = make("aside", { className: "notes", hidden: true, lang: scenes.lang, "aria-label": say("Notes for the teacher") });
    this._list = this._makeList();
    this._play = new Play(root, scenes, { changed: () => this._changed() });
    this._hotSeat = new HotSeat(this._play, () => this._changed());
    for (const [made, name] of /** @type {[HTMLElement, string][]} */ ([[this._forth, "next"], [this._back, "back"], [this._count, "list"]])) {
      made.addEventListener("click", () => this._do(name));
    }
    this._back.setAttribute("aria-label", say("Back"));
    root.append(make("nav", { className: "deck" }, this._back, this._count, this._forth), this._notes, this._list);
    // Its keys come first, while it is on.
    this._presenting = new Presenting({
      place: root,
      boards: () => [this._play.board],
      say,
      dress: () => this._dress(),
      signal: new AbortController().signal,
      act: (action) => this._do({ back: "back", first: "first", last: "last" }[/** @type {string} */ (action)] ?? "next"),
      changed: () => this._changed(),
    });
    darkPreference().addEventListener("change", () => this._dress());
    this._dress();
    window.addEventListener("keydown", (event) => this._press(event), { capture: true });
    window.addEventListener("hashchange", () => this._follow());
    // A click leaves the keys to the page.
    root.addEventListener("click", ({ detail, target }) => detail > 0 && target instanceof HTMLElement && target.closest("button")?.blur());
    window.addEventListener("beforeprint", () => document.body.append(papers(scenes, this._isTeacher)));
    window.addEventListener("afterprint", () => document.querySelector(".papers")?.remove());
    this._follow();
  }

  /** Give the page the colours of presenting, or else those that its reader likes. */
  _dress() {
    dressed(document.documentElement, styleNamed(this._presenting.style ?? (darkPreference().matches ? "dark" : "light")));
  }

  _follow() {
    const presents = presentsIn(location.hash); // before the address is written anew
    const { at, isRevealed, isTeacher } = positionIn(location.hash, this._scenes.scenes.length);
    this._isTeacher = isTeacher;
    this._play.go({ at, isRevealed });
    if (presents) this._presenting.enter();
  }

  _changed() {
    const play = this._play;
    if (play === undefined || this._presenting === undefined) return;
    this._hotSeat.show();
    if (this._presenting.isOn && play.board !== this._presented) this._presenting.refresh();
    this._presented = play.board;
    const isAsking = play.phase === "ask";
    const isLast = play.at + 1 === play.scenes.length;
    this._forth.textContent = this._hotSeat.waits ? say("Show guesses") : isAsking ? say("Show the answer") : !play.isSettled ? say("Show the end") : isLast ? say("The end") : say("Next question");
    this._forth.disabled = !isAsking && isLast && play.isSettled;
    this._back.disabled = isAsking && play.at === 0;
    this._count.textContent = `${play.at + 1} / ${play.scenes.length}`;
    this._count.setAttribute("aria-label", say("Question {number} of {all}: show the list", { number: play.at + 1, all: play.scenes.length }));
    this._notes.replaceChildren(...play.scene.notes.split("\n").map((line) => make("p", {}, line)));
    const position = withPosition(location.hash, { at: play.at, isRevealed: !isAsking, isTeacher: this._isTeacher });
    const fragment = withPresent(position, this._presenting.isOn);
    if (fragment !== location.hash) replaceFragment(fragment);
  }

  /** @param {KeyboardEvent} event */
  _press(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const deed = KEYS[key];
    if (deed === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this._list.open && deed !== "list") return;
    const [target] = event.composedPath();
    // Buttons, and the cross that puts a star somewhere, have keys of their own; a board to play with has them all.
    const isOwn = target instanceof Element && (target.matches("button, input, select, a") || this._root.dataset.kind === "free" && target.closest(".board") !== null);
    if (isOwn && !event.key.startsWith("Page") && key.length !== 1 || (isOwn && key === " ")) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) this._do(deed);
  }

  /** @param {string} deed */
  _do(deed) {
    const play = this._play;
    if (deed === "next") return this._hotSeat.next() || play.next();
    if (deed === "back") return play.back();
    if (deed === "first") play.go({ at: 0, isRevealed: false });
    else if (deed === "last") play.go({ at: play.scenes.length - 1, isRevealed: false });
    else if (deed === "pass") this._hotSeat.pass();
    else if (deed === "replay") this._hotSeat.replay() || play.replay();
    else if (deed === "notes") this._notes.hidden = !this._notes.hidden;
    else if (this._list.open) this._list.close();
    else this._list.showModal();
    return true;
  }

  get _root() {
    return /** @type {HTMLElement} */ (this._notes.parentElement);
  }

  /** Return the list of all questions, without answers, and of the keys. */
  _makeList() {
    const { title, scenes, lang } = this._scenes;
    const items = scenes.map(({ question }, at) => {
      const made = button("", question);
      made.lang = lang;
      made.addEventListener("click", () => {
        this._list.close();
        this._play.go({ at, isRevealed: false });
      });
      return make("li", {}, made);
    });
    const close = button("close", say("Close the list"));
    const notes = button("notes-switch", say("Notes for the teacher"));
    const list = make(
      "dialog",
      { className: "list" },
      make("h2", { lang }, title || say("Questions")),
      make("ol", {}, ...items),
      make("p", {}, say("Space, Enter, arrows or a clicker: the answer, then the next question. R: the answer again. N: notes for the teacher. O: this list. F: present.")),
      make("div", { className: "closing" }, notes, close),
    );
    close.addEventListener("click", () => list.close());
    notes.addEventListener("click", () => {
      list.close();
      this._do("notes");
    });
    return list;
  }
}

/** @param {string} className @param {string} text */
function button(className, text) {
  return make("button", { type: "button", className }, text);
}

/** @param {string} fragment */
function replaceFragment(fragment) {
  try {
    history.replaceState(history.state, "", fragment);
  } catch {
    // In some frames a page may not change its address, and works without.
  }
}

const root = document.querySelector("main");
const data = document.getElementById(SCENES_ID);
if (root !== null && data !== null) {
  const scenes = readScenes(data.textContent ?? "");
  speak(scenes.lang);
  new LessonPage(root, scenes);
}
