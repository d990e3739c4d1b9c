// @ts-check
// How the start of a run is made, star by star. These steps come before the run's own: the last of them is step -1.

import { seedingCaption } from "../drawing/captions.js";
import { seedingSteps } from "../engine/starts.js";

/** @typedef {import("../engine/starts.js").SeedingStep} SeedingStep */

/** The steps of a start; none where it is not watched. */
export class Seeding {
  /** @param {SeedingStep[]} [steps] @param {string} [init] The method of the start. */
  constructor(steps = [], init = "") {
    this._steps = steps;
    this._init = init;
  }

  /**
   * Return the steps that made the start of a run; none where a hand made it.
   *
   * @param {import("./run.js").Run} run
   * @param {import("../engine/pcg64.js").Seed} seed
   */
  static of({ points, k, init, isTold }, seed) {
    return init === null || !isTold ? new Seeding() : new Seeding([...seedingSteps(points, k, init, seed)], init);
  }

  get length() {
    return this._steps.length;
  }

  /**
   * Draw a step, and return what it does, in words.
   *
   * @param {import("./painting.js").Painting} painting
   * @param {number} step Below 0.
   * @param {import("../say.js").Say} say
   */
  draw(painting, step, say) {
    const star = step + this.length;
    const seeding = this._steps[star];
    const before = this._steps.slice(0, star).flatMap(({ centroid }) => [...centroid]);
    painting.drawSeeding(seeding, Float64Array.from(before));
    return seedingCaption(seeding, this._init, star, this.length, say);
  }
}
