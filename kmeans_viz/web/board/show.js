// @ts-check
// What is on the screen of one board: the picture, the words and the buttons, and what happens when a hand, a key or
// time moves them. It is made when the element enters a page and ends when it leaves.

import { frameAt } from "../drawing/timeline.js";
import { viewOf } from "../drawing/view.js";
import { InputError } from "../engine/inputs.js";
import { put } from "../say.js";
import { Bar, Doings } from "./bar.js";
import { Clock } from "./clock.js";
import { Computing } from "./computing.js";
import { dress } from "./dress.js";
import { Grip } from "./grip.js";
import { judged, nextUpdate } from "./guess.js";
import { press } from "./keys.js";
import { Painting } from "./painting.js";
import { make } from "./parts.js";
import { Seeding } from "./seeding.js";
import { Tools, TOOLS } from "./tools.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./dress.js").Looks} Looks */
/** @typedef {import("../drawing/view.js").View} View */

/**
 * What the element is told.
 *
 * @typedef {object} Owner
 * @property {(name: string, detail: object) => void} tell
 * @property {(centroids: Float64Array, clusters: Int32Array) => void} startFrom Begin another run where stars were let go.
 * @property {(centroids: Float64Array) => void} place Begin another run where stars were placed.
 * @property {(values: Float64Array, isFirst: boolean) => void} paint Begin another run on other points; whether a stroke
 *   of the brush begins with them.
 * @property {(name: string) => void} change Another start, other points, back by one change, or to how it was.
 * @property {(message: string) => void} complain Say why a run goes no further.
 */

/** One board on the screen. */
export class Show {
  /** @param {ShadowRoot} root @param {AbortSignal} signal @param {Owner} owner */
  constructor(root, signal, owner) {
    this.owner = owner;
    this.run = /** @type {Run} */ (/** @type {any} */ (null));
    this.view = /** @type {View} */ (/** @type {any} */ (null));
    this.looks = /** @type {Looks} */ (/** @type {any} */ (null));
    /** What makes the start repeatable. @type {import("../engine/pcg64.js").Seed} */
    this.seed = 0;
    this._seeding = new Seeding();
    /** Another board, which goes along. @type {Show | null} */
    this.partner = null;
    /** What draws the board in place of its run, if anything does. @type {{draw: () => void} | null} */
    this.cover = null;
    /** @type {Computing | null} */
    this._computing = null;
    /** The step that was asked for before it was there; -1 for none. */
    this._awaited = -1;
    this._calm = matchMedia("(prefers-reduced-motion: reduce)");
    this._bar = new Bar(signal, {
      act: (action) => this.act(action),
      go: (step) => this.go(step),
      speed: (speed) => {
        this.clock.speed = speed;
        this._tellPace();
      },
      loop: (loops) => (this.clock.loops = loops),
    });
    this._doings = new Doings(signal, (name) => this._do(name));
    const canvas = make("canvas", { className: "picture", role: "img" });
    const layer = make("div", { className: "hands" });
    /** What lies over the picture, for hands. */
    this.layer = layer;
    const curve = make("canvas", { className: "curve", "aria-hidden": "true" });
    const { words, track, controls } = this._bar;
    const { verdict, element: doings } = this._doings;
    this._wardrobe = { caption: [words], curve: [curve], controls: [track, controls], doings: [doings] };
    // What the page puts into the element goes beside the picture, above it, or below the words. The parts can be
    // styled by the page.
    const more = make("slot", { name: "more" });
    const side = make("div", { className: "side", part: "side" }, words, verdict, curve, more, track, controls, doings);
    const stage = make("div", { className: "stage", part: "stage" }, canvas, layer);
    const pane = make("div", { className: "pane" }, make("slot", { name: "title" }), stage);
    const panes = make("div", { className: "panes", part: "panes" }, pane, make("slot", { name: "beside" }));
    const middle = make("div", { className: "middle", part: "middle" }, make("slot", { name: "above" }), panes);
    this.element = make("div", { className: "board", tabIndex: 0, role: "group", part: "board" }, middle, side);
    for (const [name, elements] of Object.entries(this._wardrobe)) {
      for (const element of elements) element.setAttribute("part", name);
    }
    root.append(this.element);
    this.painting = new Painting(canvas, curve);
    this.grip = new Grip(this, layer, signal);
    this.tools = new Tools(this, layer, signal);
    this.clock = new Clock({
      range: () => this._range(),
      timing: () => this.looks.timing,
      show: (settled) => this._showStep(settled),
      changed: () => {
        this._bar.setPlaying(this.clock.playing);
        this._tellPace();
      },
      isCalm: () => this._calm.matches,
    });
    this.element.addEventListener("keydown", (event) => this.press(event), { signal });
    const observer = new ResizeObserver(() => this.painting.fit() && this.draw());
    observer.observe(canvas);
    observer.observe(curve);
    signal.addEventListener("abort", () => {
      observer.disconnect();
      this.clock.end();
      this.grip.end();
      this._computing?.stop();
    });
  }

  /**
   * Show a run.
   *
   * @param {Run} run
   * @param {Looks} looks
   * @param {{step?: number, view?: View | null}} [options] Where to begin; the view to keep.
   */
  begin(run, looks, { step = 0, view = null } = {}) {
    this.clock.pause();
    this._computing?.stop();
    this._leave();
    this._seeding = new Seeding();
    this.run = run;
    this.view = view?.of(run.points) ?? viewOf(run.points, run.places(), run.columns);
    const computing = new Computing(run, () => this.hear());
    this._computing = computing;
    computing.reach(step);
    this.clock.step = Math.min(Math.max(step, 0), run.length - 1);
    this.clock.part = 1;
    this._await(step);
    this.restyle(looks);
    computing.start();
  }

  /** Show the same run in another way. @param {Looks} looks */
  restyle(looks) {
    this.looks = looks;
    this.clock.loops = looks.loop;
    this.clock.isWhole = looks.isWhole;
    this._bar.setLoop(looks.loop);
    const { say } = this;
    this._bar.name(say);
    this._doings.name(say);
    this.element.setAttribute("aria-label", say("k-means board: arrows step, space plays"));
    const style = dress(this.element, this._wardrobe, looks);
    this.painting.begin(this.run, this.view, style, looks.parts);
    this.draw();
  }

  /** Draw what is on the board again. */
  draw() {
    if (this.run !== null && !this.grip.draw() && !this.tools.draw()) this._showStep(!this.clock.isGliding);
  }

  /** What says sentences in the board's language. */
  get say() {
    return this.looks.parts.say ?? put;
  }

  /** True while the focus is on the board or on a part of it. */
  get hasFocusWithin() {
    return this.element.matches(":focus-within");
  }

  /** The step that is shown, or on its way. */
  get step() {
    return this.clock.step;
  }

  /** The step of the run that is shown: the first while its start is being made, the last while a partner goes on. */
  get shownStep() {
    return Math.min(Math.max(0, this.clock.step), this.run.length - 1);
  }

  /** Take another board along, or none. @param {Show | null} partner */
  goWith(partner) {
    this.partner = partner;
    if (this.run === null) return;
    this._tellRange();
    this.draw();
  }

  /**
   * Show what another board shows.
   *
   * @param {number} step
   * @param {number} part
   * @param {boolean} settled
   */
  along(step, part, settled) {
    if (this.run === null) return;
    this._leave();
    const last = this.run.length - 1;
    this.clock.follow(Math.min(Math.max(step, 0), last), step > last ? 1 : part);
    this._showStep(settled);
  }

  /**
   * Do what a key or a button asks for; return false where there is nothing left to do.
   *
   * @param {import("./keys.js").Action} action
   */
  act(action) {
    const { low, high, isWhole } = this._range();
    const { clock } = this;
    if (this.cover !== null) return false;
    if (action === "forth" && clock.step >= high && isWhole) return false;
    if (action === "back" && clock.step <= low) return false;
    this._leave();
    if (action === "forth") {
      this._computing?.reach(clock.step + 1);
      clock.forth();
    } else if (action === "back") clock.back();
    else if (action === "first") clock.go(low);
    else if (action === "play") {
      if (clock.playing) clock.pause();
      else clock.play();
    } else {
      clock.go(high);
      this._await(Infinity);
    }
    return true;
  }

  /** Go to a step at once. @param {number} step */
  go(step) {
    this._leave();
    this._computing?.reach(step);
    this.clock.go(step);
    this._await(step);
  }

  /** How fast it plays: 1 as the look says, 2 in half that time. */
  get speed() {
    return this.clock.speed;
  }

  set speed(speed) {
    this.clock.speed = speed;
    this._bar.setSpeed(speed);
  }

  /**
   * Compare a guess with the next move of the stars.
   *
   * @param {Float64Array} centroids
   */
  judge(centroids) {
    const step = nextUpdate(this.run, this.shownStep);
    return step < 0 ? null : judged(this.run, step, centroids);
  }

  /** Show how the start is made. @param {number | null} [step] Where to begin; with its first star unless given. */
  showSeeding(step = null) {
    this._leave();
    this._seeding = Seeding.of(this.run, this.seed);
    this.clock.go(step ?? -this._seeding.length);
  }

  /** Say what is on the board. @param {string} title @param {string} text @param {boolean} [aloud] */
  announce(title, text, aloud = true) {
    this._bar.announce(title, text, aloud);
    const { say, run } = this;
    const { n } = run.points;
    const label = this.looks.parts.isUntold ? say("A board with {n} points", { n }) : say("{n} points and {k} stars. {title}. {text}", { n, k: run.k, title, text });
    this.painting.canvas.setAttribute("aria-label", label);
  }

  /** Say what came of a guess. @param {string} text */
  verdict(text) {
    this._doings.verdict.textContent = text;
  }

  /** Do what a key means. @param {KeyboardEvent} event */
  press(event) {
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey) && this._canUndo;
    const isLeft = event.key === "Escape" && this.tools.tool !== null;
    if (isUndo || isLeft) {
      event.preventDefault();
      event.stopPropagation();
      if (isUndo) this.tools.undo();
      else this.tools.take(null);
    } else press(event, (action) => this.act(action));
  }

  get _canUndo() {
    return this.tools.canUndo || this.looks.canUndo;
  }

  /** Offer what can be done now. */
  offer() {
    const { hands, hide, canChange, canMakePoints, isChanged } = this.looks;
    const { tool } = this.tools;
    const { guess } = this.grip;
    const canGuess = hands.includes("guess") && !hide.includes("guess") && this.view.d <= 2;
    const hasNext = guess !== null || !this.run.complete || nextUpdate(this.run, this.shownStep) >= 0;
    const isFree = guess === null;
    const canPlace = hands.includes("place") && canChange && this.view.d <= 2 && isFree;
    const canPaint = hands.includes("paint") && canChange && this.view.d === 2 && isFree;
    const isOffered = (/** @type {string} */ name) => isFree && !hide.includes(name);
    this._doings.offer(
      {
        guess: canGuess && hasNext && tool === null,
        place: canPlace,
        paint: canPaint,
        erase: canPaint,
        undo: (canPlace || canPaint) && this._canUndo,
        seeding: this.run.isTold && isOffered("seeding"),
        start: canChange && isOffered("start"),
        points: canMakePoints && isOffered("points"),
        reset: isChanged && isOffered("reset"),
      },
      { seeding: this._seeding.length > 0, place: tool === "place", paint: tool === "paint", erase: tool === "erase" },
    );
    const { say } = this;
    this._doings.rename("guess", guess === null ? say("Guess") : guess.verdict ? say("Go on") : say("Show the truth"));
  }

  _range() {
    const runs = this._runs();
    const high = Math.max(...runs.map(({ length }) => length)) - 1;
    return { low: -this._seeding.length, high, isWhole: runs.every(({ complete }) => complete) };
  }

  /** The run, and that of the partner. */
  _runs() {
    const other = this.partner?.run ?? null;
    return other === null ? [this.run] : [this.run, other];
  }

  /** There are more states, or no more will come. */
  hear() {
    const { run } = this;
    this._tellRange();
    const isThere = run.complete || run.length > this._awaited;
    if (!isThere && this._awaited === Infinity) {
      const { say } = this;
      this.announce(say("On the way to the end"), say("{steps} half-steps so far.", { steps: run.length }), false);
    }
    if (run.complete) this.owner.complain(run.problem);
    if (this._awaited >= 0 && isThere) this.go(Math.min(this._awaited, run.length - 1));
    if (!run.complete) return;
    const { clusters, inertia, converged } = run.bareAt(run.length - 1);
    this.owner.tell("kmeans-run", { n: run.points.n, k: clusters.length, steps: run.length, inertia, converged });
  }

  _tellRange() {
    const { low, high } = this._range();
    const longest = this._runs().reduce((a, b) => (b.length > a.length ? b : a));
    this._bar.setRange(low, high, (step) => (step < 0 ? "seeding" : longest.bareAt(step).phase));
    this._bar.setStep(this.clock.step);
    this.painting.drawCurve({ index: this.clock.step, progress: this.clock.part }, this.partner?.run ?? null);
  }

  /** @param {boolean} settled */
  _showStep(settled) {
    if (this.cover !== null) return this.cover.draw();
    const { step, part, playing } = this.clock;
    this._tellRange();
    this.partner?.along(step, part, settled);
    const isPast = step > this.shownStep && step >= 0;
    const { title, text, ...state } =
      step < 0 ? this._showSeeding(step) : this._showState(this.shownStep, isPast ? 1 : part, settled);
    this.announce(title, text, !playing);
    if (!settled) return;
    this.offer();
    this.owner.tell("kmeans-step", { step, ...state, title, text });
  }

  /** @param {number} step */
  _showSeeding(step) {
    this.grip.bare();
    return this._seeding.draw(this.painting, step, this.say);
  }

  /** @param {number} step @param {number} part @param {boolean} settled */
  _showState(step, part, settled) {
    const isMoving = !this._calm.matches && this.looks.timing.tween > 0;
    const { title, text, ...frame } = frameAt(this.run, step, part, { areMoving: isMoving, say: this.say });
    this.painting.draw({ ...frame, title, text });
    const { phase, iteration, inertia, clusters } = frame.state;
    this.grip.lay(settled ? frame.centroids : null, clusters);
    return { title, text, phase, iteration, inertia };
  }

  /** @param {string} name */
  _do(name) {
    const tool = TOOLS.find((each) => each === name);
    if (name === "guess") this.grip.goOnGuessing();
    else if (tool !== undefined) this._take(tool === this.tools.tool ? null : tool);
    else if (name === "undo") this.tools.undo();
    else if (name !== "seeding") this.owner.change(name);
    else if (this._seeding.length === 0) this.showSeeding();
    else {
      this._seeding = new Seeding();
      this.go(this.shownStep);
    }
  }

  /** @param {import("./tools.js").Tool | null} tool */
  _take(tool) {
    this.owner.complain("");
    try {
      this.tools.take(tool);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.owner.complain(error.message);
    }
  }

  _tellPace() {
    this.owner.tell("kmeans-play", { playing: this.clock.playing, speed: this.clock.speed });
  }

  /** Go to a step once it is there. @param {number} step */
  _await(step) {
    if (step >= this.run.length && !this.run.complete) this._awaited = step;
  }

  /** Leave a guess, and everything else that was under way. */
  _leave() {
    this._awaited = -1;
    this.verdict("");
    this.grip.release();
    this.tools.leavePlacing();
  }
}
