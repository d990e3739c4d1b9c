// @ts-check
// A teacher in a class: the scenes, which of them is shown, and everybody's guesses. Where the server was started anew,
// all of it goes back there. Nothing here knows of a page. The messages stand in `serve/classes.py`.

import { Connection, REAL } from "./connection.js";
import { Guesses } from "./guesses.js";

/** @typedef {import("./scenes.js").Scene & {sid: string}} SceneOfClass */
/** @typedef {"ask" | "closed" | "revealed"} Phase */
/** @typedef {{at: number, phase: Phase, isShown: boolean}} Place Which scene, how far it is, and whether guesses are shown. */

/** The kinds of tasks to which students send something. */
const COLLECTING = ["place", "vote", "choose", "drag"];

/** A teacher's side of the class. */
export class Desk {
  /**
   * @param {string} key
   * @param {{open: () => import("./connection.js").Socket, changed: () => void}} page
   * @param {typeof REAL} [time]
   */
  constructor(key, { open, changed }, time = REAL) {
    this._changed = changed;
    /** Which server it is: another one has another run. */
    this._run = "";
    /** The file of scenes, each with its `sid`; null before the server has said. @type {{title?: string, lang?: string, scenes: any[]} | null} */
    this.file = null;
    /** @type {Place | null} */
    this.place = null;
    /** Where the students join. @type {{code: string, address: string, qr: string} | null} */
    this.join = null;
    this.students = 0;
    /** What was wrong with the last message; empty where nothing was. */
    this.problem = "";
    this.isOver = false;
    /** By the `sid` of their scene. @type {Map<string, Guesses>} */
    this._guesses = new Map();
    /** What the server does not know yet. */
    this._isAhead = { scenes: false, place: false };
    this.connection = new Connection(
      { open, greet: () => ({ key, class: this._document() }), hear: (message) => this._hear(message), changed },
      time,
    );
  }

  /** @returns {SceneOfClass[]} */
  get scenes() {
    return this.file?.scenes ?? [];
  }

  /** The scene that is shown. @returns {SceneOfClass | null} */
  get scene() {
    return this.place === null ? null : this.scenes[this.place.at];
  }

  /** @param {SceneOfClass} scene */
  guessesOf(scene) {
    return this._guesses.get(scene.sid) ?? new Guesses();
  }

  /** Where one more press of a clicker leads; null at the end. @returns {Place | null} */
  get next() {
    if (this.place === null) return this.scenes.length > 0 ? placeAt(0, "ask") : null;
    const { at, phase } = this.place;
    const phases = phasesOf(this.scenes[at]);
    const i = phases.indexOf(phase);
    if (i + 1 < phases.length) return placeAt(at, phases[i + 1]);
    return at + 1 < this.scenes.length ? placeAt(at + 1, "ask") : null;
  }

  /** Where one press back leads; null at the start. @returns {Place | null} */
  get last() {
    if (this.place === null) return null;
    const { at, phase } = this.place;
    const i = phasesOf(this.scenes[at]).indexOf(phase);
    if (i > 0) return placeAt(at, phasesOf(this.scenes[at])[i - 1]);
    return at > 0 ? placeAt(at - 1, "ask") : null;
  }

  /** @param {Place} place */
  show(place) {
    this.place = place;
    this._isAhead.place = !this.connection.send({ show: asSent(place) });
    this._changed();
  }

  /** Teach other scenes from now on. @param {import("./scenes.js").Scenes} file @param {() => string} newId */
  begin(file, newId) {
    this.file = { ...file, scenes: file.scenes.map((scene) => ({ sid: newId(), ...scene })) };
    this.place = null;
    this._guesses.clear();
    this._isAhead.scenes = !this.connection.send({ scenes: this.file });
    this._changed();
  }

  /** End the class for everybody. */
  end() {
    if (!this.connection.send({ end: true })) return;
    this.isOver = true;
    this._changed();
  }

  /** @param {any} message */
  _hear(message) {
    const { class: all, join, students, guesses, error, over } = message;
    if (over === true) this.isOver = true;
    if (all !== undefined) this._take(all);
    if (join !== undefined) this.join = join;
    if (students !== undefined) this.students = students;
    for (const [sid, ofScene] of Object.entries(guesses ?? {})) this._add(sid, ofScene);
    if (error !== undefined) this.problem = error;
    this._changed();
  }

  /** @param {any} all */
  _take({ run, scenes, at, phase, shown, guesses }) {
    const [own, place] = [this.file, this.place];
    this.problem = "";
    this._run = run;
    this.file = scenes;
    this.place = at === null ? null : { at, phase, isShown: shown };
    this._guesses.clear();
    for (const [sid, ofScene] of Object.entries(guesses)) this._add(sid, ofScene);
    // What was changed while nobody listened goes out now.
    const ahead = this._isAhead;
    this._isAhead = { scenes: false, place: false };
    if (ahead.scenes) {
      this.file = own;
      this.connection.send({ scenes: own });
    }
    if ((ahead.scenes || ahead.place) && place !== null) this.show(place);
  }

  /** @param {string} sid @param {any} ofScene */
  _add(sid, ofScene) {
    const known = this._guesses.get(sid) ?? new Guesses();
    this._guesses.set(sid, known);
    for (const [id, value] of Object.entries(ofScene)) known.put(id, value);
  }

  /** Return all there is of the class, as the server takes it; null where there is nothing. */
  _document() {
    if (this.file === null) return null;
    const guesses = Object.fromEntries([...this._guesses].map(([sid, ofScene]) => [sid, Object.fromEntries(ofScene.entries)]));
    const place = this.place === null ? { at: null, phase: "ask", step: null, shown: false } : asSent(this.place);
    return { run: this._run, scenes: this.file, ...place, guesses };
  }
}

/** Return a place where guesses are shown as soon as no more are taken: seen before, they would lead the others. @param {number} at @param {Phase} phase @returns {Place} */
function placeAt(at, phase) {
  return { at, phase, isShown: phase !== "ask" };
}

/** @param {Place} place */
function asSent({ at, phase, isShown }) {
  return { at, phase, step: null, shown: isShown };
}

/** Return what a scene goes through. @param {{task?: {kind: string}}} scene @returns {Phase[]} */
function phasesOf({ task }) {
  return COLLECTING.includes(task?.kind ?? "look") ? ["ask", "closed", "revealed"] : ["ask", "revealed"];
}
