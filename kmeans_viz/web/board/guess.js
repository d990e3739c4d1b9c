// @ts-check
// "Put the stars where you think they go": a guess at the next move of the stars, the truth, and a score.

import { addStar, drawNumber, drawStar, starRadius } from "../drawing/stars.js";
import { rowsOf } from "../drawing/timeline.js";
import { clipped } from "../drawing/view.js";

/** @typedef {import("../drawing/stage.js").Context} Context */
/** @typedef {import("../drawing/stage.js").Stage} Stage */
/** @typedef {import("./run.js").Run} Run */

/**
 * What came of a guess.
 *
 * @typedef {object} Verdict
 * @property {number} step The update that the guess was about.
 * @property {Float64Array} centroids k·d: the guess.
 * @property {Float64Array} truth k·d.
 * @property {number[]} distances k: from each guessed star to where it goes.
 * @property {number} score From 0 to 100: how much of what the move gains the guess gains too.
 */

/** A guess on its way: stars that a hand moves, until the truth is shown. */
export class Guess {
  /** @param {Run} run @param {number} step The update that it is about. */
  constructor(run, step) {
    this._run = run;
    this.step = step;
    this._from = startOfGuess(run, step);
    /** k·d: where the stars were put. */
    this.centroids = this._from.slice();
    /** @type {Verdict | null} */
    this.verdict = null;
  }

  /** The clusters whose stars are guessed at. */
  get clusters() {
    return this._run.bareAt(this.step).clusters;
  }

  /** Put a star somewhere. @param {number} j @param {number} x @param {number} y */
  move(j, x, y) {
    const { d } = this._run.points;
    this.centroids[j * d] = x;
    if (d > 1) this.centroids[j * d + 1] = y;
  }

  /** Compare the guess with what happens, on a board with these edges. @param {import("../engine/cells.js").Bounds} edges */
  judge(edges) {
    const { d } = this._run.points;
    const { centroids: truth } = this._run.at(this.step);
    // A star that goes outside is to be put where it will be drawn.
    const meant = this.centroids.map((value, i) => {
      const drawn = clipped(truth[i], i % d, edges);
      return drawn === truth[i] ? value : truth[i] + clipped(value, i % d, edges) - drawn;
    });
    this.verdict = judged(this._run, this.step, meant);
    return this.verdict;
  }

  /** @param {Context} context @param {Stage} stage */
  draw(context, stage) {
    drawGuess(context, stage, this.clusters, this._from, this.centroids, this.verdict?.truth ?? null);
  }
}

/** Return the next update after a step, computing the run so far; -1 if there is none. @param {Run} run @param {number} step */
export function nextUpdate(run, step) {
  for (let index = step + 1; ; index++) {
    while (index >= run.length && !run.complete) run.advance(50);
    if (index >= run.length) return -1;
    if (run.bareAt(index).phase === "update") return index;
  }
}

/**
 * Compare a guess with what happens.
 *
 * The score is the share of what the stars' move takes off the inertia, with the points as they are assigned, that the
 * guessed stars take off too: 100 for the means themselves, 0 for stars that stay or are worse.
 *
 * @param {Run} run
 * @param {number} step The update.
 * @param {Float64Array} centroids The guess, k·d.
 * @returns {Verdict}
 */
export function judged(run, step, centroids) {
  const { centroids: truth, labels } = run.at(step);
  const { d } = run.points;
  const start = startOfGuess(run, step);
  const now = spread(run, labels, start);
  const best = spread(run, labels, truth);
  const own = spread(run, labels, centroids);
  const share = now > best ? (now - own) / (now - best) : own > 0 ? best / own : 1;
  const distances = Array.from({ length: truth.length / d }, (_, j) => {
    let squared = 0;
    for (let axis = j * d; axis < j * d + d; axis++) squared += (truth[axis] - centroids[axis]) ** 2;
    return Math.sqrt(squared);
  });
  return { step, centroids, truth, distances, score: Math.round(100 * Math.min(1, Math.max(0, share))) };
}

/** Return where the stars that an update leaves stand before it. @param {Run} run @param {number} step */
function startOfGuess(run, step) {
  return rowsOf(run.bareAt(step - 1), run.bareAt(step).clusters);
}

/** Return the sum of squared distances of the points to their centroids. */
function spread(/** @type {Run} */ { points }, /** @type {Int32Array | null} */ labels, /** @type {Float64Array} */ centroids) {
  const { values, n, d } = points;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const own = (labels === null ? 0 : labels[i]) * d;
    for (let axis = 0; axis < d; axis++) sum += (values[i * d + axis] - centroids[own + axis]) ** 2;
  }
  return sum;
}

/**
 * Return what came of a guess, in words.
 *
 * @param {Verdict} verdict
 * @param {Int32Array} clusters
 * @param {import("../say.js").Say} say
 */
export function verdictText({ score, distances }, clusters, say) {
  const worst = distances.indexOf(Math.max(...distances));
  const far = distances[worst].toPrecision(2);
  const praise = score >= 95 ? say("Spot on") : score >= 75 ? say("Close") : score >= 40 ? say("On the way") : say("A surprise");
  const values = { praise, score, star: clusters[worst] + 1, far: Number(far) };
  return say("{praise}: {score} of 100, where 100 is exact. Star {star} was farthest off, by {far}.", values);
}

/**
 * Draw a guess: where the stars are, where they were put, and, once it is to be seen, where they go.
 *
 * @param {Context} context
 * @param {Stage} stage
 * @param {Int32Array} clusters
 * @param {Float64Array} from k·d
 * @param {Float64Array} guess k·d
 * @param {Float64Array | null} truth
 */
export function drawGuess(context, stage, clusters, from, guess, truth) {
  const { style, pt } = stage;
  const radius = starRadius(stage);
  const [starts, guesses] = [from, guess].map((places) => stage.centroids(places));
  const ends = truth === null ? null : stage.centroids(truth);
  context.lineCap = "round";
  clusters.forEach((cluster, j) => {
    const [x, y] = [guesses[2 * j], guesses[2 * j + 1]];
    context.setLineDash([0.1, 4 * pt]);
    strokeLine(context, [starts[2 * j], starts[2 * j + 1], x, y], style.ink, 2.4 * pt);
    context.setLineDash([]);
    if (ends === null) return;
    strokeLine(context, [x, y, ends[2 * j], ends[2 * j + 1]], style.board, 5 * pt);
    strokeLine(context, [x, y, ends[2 * j], ends[2 * j + 1]], style.ink, 2.2 * pt);
  });
  clusters.forEach((cluster, j) => {
    const [x, y] = [guesses[2 * j], guesses[2 * j + 1]];
    if (ends === null) {
      drawStar(context, stage, cluster, x, y);
      drawNumber(context, stage, cluster, x, y);
      return;
    }
    addStar(context, x, y, radius);
    context.fillStyle = style.board;
    context.strokeStyle = style.ink;
    context.lineWidth = 1.6 * pt;
    context.setLineDash([3 * pt, 2.4 * pt]);
    context.fill();
    context.stroke();
    context.setLineDash([]);
    drawStar(context, stage, cluster, ends[2 * j], ends[2 * j + 1]);
    drawNumber(context, stage, cluster, ends[2 * j], ends[2 * j + 1]);
  });
}

/** @param {Context} context @param {number[]} ends @param {string} color @param {number} width */
function strokeLine(context, [x, y, u, v], color, width) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(u, v);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}
