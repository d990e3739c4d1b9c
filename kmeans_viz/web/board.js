// @ts-check
// <kmeans-board>: k-means on a page, computed and drawn there. Its attributes, properties, methods and events stand in
// README, "In a page of your own"; `board/` has the parts.

import { asPoints } from "./engine/points.js";
import { InputError, shown } from "./engine/inputs.js";
import { pointsOf, startOf } from "./engine/recipe.js";
import {
  asJson,
  asWords,
  checkedRecipe,
  EXTRAS,
  haveSameRun,
  recipeAttributes,
  recipeOf,
} from "./board/attributes.js";
import { paintedOn, renewed, startedAt } from "./board/changes.js";
import { picture } from "./board/files.js";
import { LinkedAttributes, linkTo } from "./board/link.js";
import { defaults, looksOf } from "./board/looks.js";
import { manyRuns } from "./board/many.js";
import { make } from "./board/parts.js";
import { darkPreference } from "./board/preference.js";
import { Recording, recordingIn } from "./board/recording.js";
import { Run } from "./board/run.js";
import { Show } from "./board/show.js";
import { TOOLS } from "./board/tools.js";
import { SHEET } from "./tables.js";

/** @typedef {import("./board/attributes.js").Recipe} Recipe */

const MOST_UNDONE = 50;
// Attributes that change how a run is shown, and not the run.
const ONLY_SEEN = ["hide", "hands", "theme", "lang", "lines", "forms", "whole", "show"];
/** Those of them that are fields of a recipe. @type {Record<string, string>} */
const LOOKS = { theme: "style", lang: "lang" };

/** The element. */
export class KmeansBoard extends HTMLElement {
  static get observedAttributes() {
    return [...recipeAttributes(), ...EXTRAS];
  }

  constructor() {
    super();
    this._root = this.attachShadow({ mode: "open" });
    /** What was set by a hand or a script, in place of the attributes. @type {Recipe | null} */
    this._own = null;
    /** @type {readonly any[] | null} */
    this._states = null;
    /** A run that Python recorded, whose points stay when a hand changes the run. @type {Recording | null} */
    this._recording = null;
    /** Which clusters the stars of a start are that a hand put there. @type {Int32Array | null} */
    this._clusters = null;
    /** Where places are on the screen, where that shall stay. @type {import("./drawing/view.js").View | null} */
    this._view = null;
    /** What hands have changed. @type {{own: Recipe | null, clusters: Int32Array | null, view: import("./drawing/view.js").View}[]} */
    this._past = [];
    /** Where to begin; null for the start, or where the start begins to be made. @type {number | null} */
    this._wantedStep = null;
    /** The link that could not be read. @type {InputError | null} */
    this._misread = null;
    this._link = new LinkedAttributes(this);
    /** @type {Recipe} */
    this._look = {};
    this._speed = 1;
    /** @type {KmeansBoard | null} */
    this._partner = null;
    /** @type {Show | null} */
    this._show = null;
    /** @type {Run | null} */
    this._run = null;
    this._known = { key: "", points: /** @type {import("./engine/points.js").Points | null} */ (null) };
    this._isWaiting = false;
    /** Settles `ready`, once. @type {{resolve: () => void, reject: (why: unknown) => void} | null} */
    this._settle = null;
    this._renew();
  }

  connectedCallback() {
    // JupyterLab leaves the keys to what has this attribute.
    if (!this.hasAttribute("data-lm-suppress-shortcuts")) this.setAttribute("data-lm-suppress-shortcuts", "true");
    this._followLink();
    this._leaving = new AbortController();
    const { signal } = this._leaving;
    this._problem = make("p", { className: "problem", role: "alert", hidden: true });
    this._root.replaceChildren(make("style", { textContent: SHEET.text }), this._problem);
    this._show = new Show(this._root, signal, {
      tell: (name, detail) => this._tell(name, detail),
      startFrom: (centroids, clusters) => this._startFrom(centroids, clusters),
      place: (centroids) => this._goOnWith(startedAt(this.recipe, centroids, this._d), { step: 0, keepsView: true }),
      paint: (values, isFirst) => this._goOnWith(paintedOn(this.recipe, values), { keepsView: true, isUndone: isFirst }),
      change: (name) => this._change(name),
      complain: (message) => this._complain(message),
    });
    window.addEventListener("hashchange", () => this._followLink(), { signal });
    this._show.speed = this._speed;
    if (this._partner !== null) this._show.goWith(this._partner._show);
    this._dark = darkPreference();
    this._dark.addEventListener("change", () => this._refresh(), { signal });
    this._refresh();
  }

  disconnectedCallback() {
    this._wantedStep = this._show?.step ?? null;
    this._speed = this.speed;
    this._leaving?.abort();
    this._show = null;
    this._run = null;
    this._root.replaceChildren();
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === "states") this._states = null;
    if (name === "recording") this._recording = null;
    // A theme or a language changes no run, whatever a hand has made of it.
    const field = LOOKS[name];
    if (field !== undefined && this._own !== null) {
      const { [field]: _, ...rest } = this._own;
      const value = recipeOf(this)[field];
      this._own = value === undefined ? rest : { ...rest, [field]: value };
    }
    if (field === undefined && recipeAttributes().includes(name)) this._forget();
    if (!ONLY_SEEN.includes(name)) this._run = null;
    this._refreshLater();
  }

  _refreshLater() {
    if (this._show === null || this._isWaiting) return;
    this._renew();
    // Attributes that change together make one new picture.
    this._isWaiting = true;
    queueMicrotask(() => {
      this._isWaiting = false;
      if (this._show !== null) this._refresh();
    });
  }

  _refreshNow() {
    this._renew();
    if (this._show !== null) this._refresh();
  }

  /** What determines the run and its look; the fields that differ from their defaults. @returns {Recipe} */
  get recipe() {
    return { ...(this._own ?? checkedRecipe(recipeOf(this))) };
  }

  set recipe(recipe) {
    this.begin(recipe);
  }

  /**
   * Show the run of a recipe.
   *
   * @param {Recipe} recipe
   * @param {{step?: number, clusters?: Int32Array | null}} [options] Where to begin; which clusters the stars of the
   *   start are, where they are not 0, 1, 2 … Where the run is the one that is shown, it stays where it is.
   */
  begin(recipe, { step, clusters = null } = {}) {
    const before = this._own;
    this._own = checkedRecipe(recipe);
    this._past = [];
    const isShown = this._show !== null && this._run !== null && this._states === null && this._recording === null;
    if (isShown && before !== null && haveSameRun(before, this._own) && String(this._clusters) === String(clusters)) {
      this._refresh();
      if (step !== undefined && step !== this.step) this.go(step);
      return;
    }
    this._clusters = clusters;
    this._run = this._states = this._recording = this._view = null;
    this._wantedStep = step ?? this._wantedStep;
    this._refreshNow();
  }

  /**
   * How it is shown before a class, whatever its recipe says: fields of a look, and `scale` and `letters`, how much larger
   * dots, stars and letters are. It is in no link.
   *
   * @param {Recipe} look
   */
  set look(look) {
    this._look = look;
    this._refreshLater();
  }

  /** A run that Python recorded, in the shape that `Recording` takes. @param {import("./board/recording.js").Handed} handed */
  set recording(handed) {
    const recording = new Recording(handed);
    this._forget();
    this._recording = recording;
    this._run = this._states = null;
    this._refreshNow();
  }

  /** More of a recording has come, which was handed over before it was whole. @param {number} arrived Bytes in all. */
  arrive(arrived) {
    if (this._recording === null) return;
    this._recording.arrived = arrived;
    // A hand may have begun another run meanwhile, which needs nothing of this.
    if (this._run === null || !this._run.isComing) return;
    this._run.receive();
    this._show?.hear();
  }

  /** Another board, whose run goes along with this one, half-step by half-step. @returns {KmeansBoard | null} */
  get partner() {
    return this._partner;
  }

  set partner(partner) {
    this._partner = partner;
    this._show?.goWith(partner?._show ?? null);
  }

  /** The run that is shown, state by state, as far as it was computed; null before there is one. */
  get run() {
    return this._run;
  }

  /** The states of a run that was recorded elsewhere. */
  get states() {
    return this._states;
  }

  set states(states) {
    this._states = states;
    this._run = null;
    this._refreshNow();
  }

  get step() {
    return this._show?.step ?? this._wantedStep ?? 0;
  }

  set step(step) {
    this.go(step);
  }

  /** How many steps there are so far. */
  get steps() {
    return this._run?.length ?? 0;
  }

  /** How fast it plays: 1 as the recipe says, 2 in half that time. */
  get speed() {
    return this._show?.speed ?? this._speed;
  }

  set speed(speed) {
    if (!(speed > 0)) throw new InputError(`speed=${shown(speed)} is not above 0; use for example 2`);
    this._speed = speed;
    if (this._show !== null) this._show.speed = speed;
  }

  get playing() {
    return this._show?.clock.playing ?? false;
  }

  set playing(playing) {
    if (playing) this.play();
    else this.pause();
  }

  play() {
    if (this._run !== null) this._show?.clock.play();
  }

  pause() {
    this._show?.clock.pause();
  }

  /** Do what a key means on a board, for a page on which no other thing wants it. @param {KeyboardEvent} event */
  press(event) {
    if (this._run !== null) this._show?.press(event);
  }

  /** The tool in the hand: "place", "paint", "erase" or null. Taking one needs no leave of the attribute `hands`. */
  get tool() {
    return this._show?.tools.tool ?? null;
  }

  set tool(tool) {
    if (tool !== null) asWords("tool", String(tool), TOOLS);
    if (this._run !== null) this._show?.tools.take(tool);
  }

  /** Take back what a hand changed last. */
  undo() {
    this._show?.tools.undo();
  }

  /**
   * Do what a key or a button of the player does.
   *
   * @param {import("./board/keys.js").Action} action
   * @returns {boolean} False where there is nothing left to do.
   */
  act(action) {
    return this._run !== null && (this._show?.act(action) ?? false);
  }

  /** Give the keys to the board. @param {FocusOptions} [options] */
  focus(options) {
    this._show?.element.focus(options);
  }

  /** Go to a step; -1 is the one before the start, where the start is being shown. @param {number} step */
  go(step) {
    if (!Number.isInteger(step)) throw new InputError(`step=${step} is not a whole number; use 0 for the start`);
    this._wantedStep = step;
    if (this._run !== null) this._show?.go(step);
  }

  /**
   * Compare a guess with the next move of the stars.
   *
   * @param {number[][] | Float64Array} centroids
   * @returns {{distances: number[], score: number} | null} null at the end, where the stars move no more.
   */
  guess(centroids) {
    const values = centroids instanceof Float64Array ? centroids : asPoints(centroids).values;
    const verdict = this._show?.judge(values) ?? null;
    if (verdict !== null) this._tell("kmeans-guess", verdict);
    return verdict;
  }

  /**
   * Run from many starts, with the seeds 0, 1, 2, …, while the page stays alive: how lucky is one of them?
   *
   * @param {number} [n] How many; 30 to 300 unless given, fewer on large boards.
   */
  async runs(n) {
    const { run } = await this._whatIsShown();
    if (!this._looks().canChange) {
      throw new InputError("the run was recorded elsewhere, and the page knows no other starts of it; use kv.best_of in Python");
    }
    return manyRuns(run.points, this.recipe, n, /** @type {AbortController} */ (this._leaving).signal);
  }

  /** Return the address of this page with what is shown in its fragment, for a board that is `linked`. */
  link() {
    if (!this._looks().canChange) {
      throw new InputError("the states were recorded elsewhere, and a link cannot hold them; pass the page itself on");
    }
    return linkTo(location.href, this._wholeRecipe(), this.step, this);
  }

  /**
   * Return what is shown as a file.
   *
   * @param {string} [type] "image/png", "image/svg+xml", "image/gif" (the run), "text/csv" (points, clusters).
   * @returns {Promise<Blob>}
   */
  async picture(type = "image/png") {
    const { run, show } = await this._whatIsShown();
    const { style, parts } = this._looks();
    // The recipe in a file is that of what is seen, whatever was hidden or follows the reader's preference.
    const recipe = checkedRecipe({ ...this.recipe, style, voronoi: parts.voronoi, trails: parts.trails });
    const look = { ...defaults(), ...this.recipe, ...parts, style, recipe };
    return picture(type, run, show.view, show.shownStep, look);
  }

  async _whatIsShown() {
    if (this._show === null) throw new InputError("the board is in no page; add it to one first");
    await this.ready;
    return { run: /** @type {Run} */ (this._run), show: this._show };
  }

  _renew() {
    // One promise until there is a picture: a script that waits for it is told, however often the board has changed.
    if (this._settle !== null) return;
    /** Fulfilled with the first picture, rejected where there can be none. @type {Promise<void>} */
    this.ready = new Promise((resolve, reject) => (this._settle = { resolve, reject }));
    // The board itself says what is wrong: a page that does not wait has nothing to catch.
    this.ready.catch(() => {});
  }

  /** Return the recipe with the points and the start of a recorded run, which its attributes leave out. @returns {Recipe} */
  _wholeRecipe() {
    if (this._recorded() === null || this._run === null) return this.recipe;
    const { values, n, d } = this._run.points;
    const coordinates = Array.from({ length: n }, (_, i) => [...values.subarray(i * d, i * d + d)]);
    return startedAt({ ...this.recipe, coordinates }, this._run.bareAt(0).centroids, d);
  }

  /** Take over what a link in the page's address says, if the board is `linked`. */
  _followLink() {
    const news = this._link.follow();
    if (news === null) return;
    this._forget();
    this._states = this._recording = this._run = null;
    this._wantedStep = news.step;
    this._misread = news.problem;
    this._refreshLater();
  }

  /** Compute and draw what the attributes and properties name; where they cannot be used, say why in the element. */
  _refresh() {
    const show = /** @type {Show} */ (this._show);
    try {
      if (this._misread !== null) throw this._misread;
      const looks = this._looks();
      const isNew = this._run === null;
      const run = this._run ?? this._makeRun();
      this._run = run;
      this._complain(run.problem);
      if (isNew) {
        const { seed, init_seed: initSeed } = { ...defaults(), ...this.recipe };
        show.seed = initSeed ?? seed;
        const step = this._wantedStep;
        show.begin(run, looks, { step: step ?? 0, view: this._view });
        if (this.recipe.seeding) show.showSeeding(step);
      } else show.restyle(looks);
      show.element.hidden = false;
      this._settle?.resolve();
    } catch (error) {
      this._settle?.reject(error);
      if (!(error instanceof InputError)) throw error;
      this._complain(error.message);
      show.element.hidden = true;
      this._run = null;
    } finally {
      this._settle = null;
    }
  }

  /** Tell the page what has happened. @param {string} name @param {object} detail */
  _tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** Say above the board what is wrong; "" for nothing. @param {string} message */
  _complain(message) {
    const problem = /** @type {HTMLElement} */ (this._problem);
    problem.textContent = message;
    problem.hidden = message === "";
  }

  /** @returns {Run} */
  _makeRun() {
    const recipe = this.recipe;
    const recording = this._recorded();
    if (recording !== null && this._own === null) return Run.of(recording, recipe);
    if (recording !== null && !recipe.coordinates) return Run.on(recording, recipe, startOf(recipe, recording.points), this._clusters);
    const { data, n, blobs, seed, coordinates, standardize } = recipe;
    const key = `${data} ${n} ${blobs} ${seed} ${standardize} ${JSON.stringify(coordinates)}`;
    if (key !== this._known.key || this._known.points === null) this._known = { key, points: pointsOf(recipe) };
    const points = /** @type {import("./engine/points.js").Points} */ (this._known.points);
    const text = this.getAttribute("states");
    if (this._states === null && text !== null && this._own === null) this._states = asJson("states", text);
    if (this._states !== null) return Run.recorded(points, recipe, this._states);
    return Run.from(points, recipe, startOf(recipe, points), this._clusters);
  }

  /** Return the run that Python recorded, if this board has one. @returns {Recording | null} */
  _recorded() {
    const id = this.getAttribute("recording");
    if (id !== null && this._recording === null && this._own === null) this._recording = recordingIn(this, id);
    return this._recording;
  }

  /** @returns {import("./board/dress.js").Looks} */
  _looks() {
    const hasStates = this._states !== null || this.hasAttribute("states");
    const run = { recording: this._recorded(), hasStates, isOwn: this._own !== null, canUndo: this._past.length > 0 };
    return looksOf(this, { ...this.recipe, ...this._look }, run, this._dark?.matches ?? false);
  }

  /** Forget what hands have made of the board. */
  _forget() {
    this._own = this._clusters = this._view = null;
    this._past = [];
  }

  get _d() {
    return /** @type {Run} */ (this._run).points.d;
  }

  /** @param {Float64Array} centroids @param {Int32Array} clusters */
  _startFrom(centroids, clusters) {
    // The colours of the drag stay: they are those of the first assignment.
    this._goOnWith(startedAt(this.recipe, centroids, this._d), { step: 1, clusters, keepsView: true });
  }

  /** @param {string} name */
  _change(name) {
    if (name === "undo") {
      const before = this._past.pop();
      if (before !== undefined) this._goOnWith(before.own, { ...before, isUndone: false });
      return;
    }
    const isNew = name === "start" || name === "points";
    this._goOnWith(isNew ? renewed(this.recipe, name, checkedRecipe(recipeOf(this)), defaults()) : null);
  }

  /**
   * Go on with another run.
   *
   * @param {Recipe | null} own
   * @param {object} [options]
   * @param {number | null} [options.step] Where to begin.
   * @param {Int32Array | null} [options.clusters] Those of the start's stars.
   * @param {boolean} [options.keepsView] Whether places stay where they are on the screen.
   * @param {import("./drawing/view.js").View | null} [options.view] The view to have.
   * @param {boolean} [options.isUndone] Whether undo goes back to what is there now.
   */
  _goOnWith(own, { step = null, clusters = null, keepsView = false, view = null, isUndone = true } = {}) {
    const now = /** @type {Show} */ (this._show).view;
    if (isUndone) this._past = [...this._past.slice(-MOST_UNDONE), { own: this._own, clusters: this._clusters, view: now }];
    this._own = own;
    this._clusters = clusters;
    this._view = keepsView ? now : view;
    this._states = this._run = null;
    this._wantedStep = step;
    this._refresh();
    // Told once it is shown: a page that keeps what hands make of a board finds it as it says.
    this._tell("kmeans-change", { recipe: this.recipe, clusters, isNew: isUndone });
  }
}
