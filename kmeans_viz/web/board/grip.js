// @ts-check
// What becomes of a star in the hand: it is dragged, and the run starts from where it is let go, or it is a guess.

import { captions } from "../drawing/captions.js";
import { inFourDigits } from "../drawing/numbers.js";
import { starRadius, Stars, Trails } from "../drawing/stars.js";
import { frameAt } from "../drawing/timeline.js";
import { rounded } from "../engine/brush.js";
import { Drag } from "./drag.js";
import { Guess, nextUpdate, verdictText } from "./guess.js";
import { Hands } from "./hands.js";

/** The stars of a board that can be taken. */
export class Grip {
  /**
   * @param {import("./show.js").Show} show
   * @param {HTMLElement} layer
   * @param {AbortSignal} signal
   */
  constructor(show, layer, signal) {
    this._show = show;
    this._hands = new Hands(layer, signal, {
      lift: () => this._lift(),
      move: (j, x, y) => this.move(j, x, y),
      drop: () => this._drop(),
      cancel: () => {
        this._drag = null;
        show.draw();
      },
    });
    /** @type {Drag | null} */
    this._drag = null;
    /** @type {Guess | null} */
    this._guess = null;
  }

  /** What is being guessed, if anything. */
  get guess() {
    return this._guess;
  }

  /** Let go of everything, without a word. */
  release() {
    this._drag = null;
    this._guess = null;
  }

  end() {
    this._hands.end();
  }

  /** Draw what the hand is about, if anything. */
  draw() {
    if (this._drag !== null) this._showDrag(null);
    else if (this._guess !== null) this._showGuess(this._guess);
    else return false;
    return true;
  }

  /** Take the handles away. */
  bare() {
    this._hands.lay([], 0, this._show.say);
  }

  /**
   * Lay handles over stars that may be moved.
   *
   * @param {Float64Array | null} centroids
   * @param {Int32Array} clusters
   */
  lay(centroids, clusters) {
    const { painting, looks, view, tools } = this._show;
    const { scene, ratio } = painting;
    const isAllowed = (looks.hands.includes("move") || this._guess !== null) && tools.tool === null;
    if (centroids === null || scene === null || !isAllowed || view.d > 2) return this.bare();
    const places = scene.stage.centroids(centroids);
    const stars = Array.from(clusters, (cluster, j) => ({ cluster, x: places[2 * j] / ratio, y: places[2 * j + 1] / ratio }));
    this._hands.lay(stars, starRadius(scene.stage) / ratio, this._show.say);
  }

  /** Begin a guess, or show the truth, or go on from there. */
  goOnGuessing() {
    const show = this._show;
    show.clock.pause();
    const guess = this._guess ?? this._begin();
    if (guess === null) return;
    if (guess.verdict !== null) return show.go(guess.step);
    if (this._guess === guess) {
      const { stage } = /** @type {NonNullable<typeof show.painting.scene>} */ (show.painting.scene);
      const verdict = guess.judge(stage.edges);
      const { title, text } = captions(show.run, guess.step, { say: show.say });
      show.announce(title, text);
      show.verdict(verdictText(verdict, guess.clusters, show.say));
      show.owner.tell("kmeans-guess", verdict);
    }
    this._guess = guess;
    this._showGuess(guess);
    show.offer();
  }

  /** @returns {Guess | null} */
  _begin() {
    const show = this._show;
    const step = nextUpdate(show.run, show.shownStep);
    if (step < 0) return null;
    // The points are to have their colours: the guess is about where their means are.
    show.go(step - 1);
    const { say } = show;
    show.announce(say("Your guess"), say("Put each star where you think it goes: to the mean of the points in its colour."));
    return new Guess(show.run, step);
  }

  _lift() {
    const show = this._show;
    show.clock.pause();
    if (this._guess === null) this._drag = new Drag(show.view, show.run.bareAt(show.shownStep));
  }

  /** @param {number} j @param {number} x In pixels of the page. @param {number} y */
  move(j, x, y) {
    const { painting, looks, owner, say } = this._show;
    const { scene, ratio } = painting;
    if (scene === null) return;
    const [across, up] = rounded(Float64Array.from(scene.stage.toData(x * ratio, y * ratio)), scene.stage.near);
    /** @type {[number, number]} */
    const place = [across, up];
    if (this._guess !== null) {
      this._guess.move(j, ...place);
      return this._showGuess(this._guess);
    }
    const drag = this._drag;
    if (drag === null) return;
    drag.move(j, ...place);
    const part = drag.changedPart(scene.stage, j);
    this._showDrag(looks.parts.lines ? null : part);
    const { inertia, counts } = drag.live;
    const cluster = this._show.run.bareAt(this._show.shownStep).clusters[j];
    const text = say("{count} points are nearest to it. Inertia: {inertia}.", { count: counts[j], inertia: inFourDigits(inertia) });
    this._show.announce(say("Star {star} in your hand", { star: cluster + 1 }), text, false);
    owner.tell("kmeans-drag", { cluster, centroids: drag.centroids, inertia });
  }

  _drop() {
    const { owner, run, shownStep } = this._show;
    if (this._drag !== null) owner.startFrom(this._drag.centroids, run.bareAt(shownStep).clusters);
  }

  /** @param {import("../drawing/stage.js").Box | null} part Where anything has changed; null for everywhere. */
  _showDrag(part) {
    const drag = /** @type {Drag} */ (this._drag);
    this._show.painting.draw(drag.frame(part), { hidden: (layer) => layer instanceof Trails });
  }

  /** @param {Guess} guess */
  _showGuess(guess) {
    const { painting, run, shownStep } = this._show;
    painting.draw(frameAt(run, shownStep, 1), {
      hidden: (layer) => layer instanceof Trails || layer instanceof Stars,
    });
    painting.above((context, { stage }) => guess.draw(context, stage));
    if (this._hands.held < 0) this.lay(guess.verdict === null ? guess.centroids : null, guess.clusters);
  }
}
