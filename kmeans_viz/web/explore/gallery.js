// @ts-check
// The exhibits: boards with a question each, in a sheet.

import { make } from "../board/parts.js";
import { styleNamed } from "../drawing/style.js";
import { contextOf, newCanvas } from "../drawing/stage.js";
import { Scene } from "../drawing/scene.js";
import { frameAt } from "../drawing/timeline.js";
import { viewOf } from "../drawing/view.js";
import { Run } from "../board/run.js";
import { pointsOf, startOf } from "../engine/recipe.js";
import { exhibitQuestion, exhibitTitle } from "./questions.js";
import { say } from "./say.js";
import { Sheet } from "./sheet.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

const [WIDE, HIGH] = [440, 300];

/** The sheet with the exhibits. */
export class Gallery {
  /** @param {Record<string, Recipe>} exhibits @param {(name: string) => void} tell */
  constructor(exhibits, tell) {
    this._cards = Object.entries(exhibits).map(([name, recipe]) => {
      const canvas = newCanvas(WIDE, HIGH);
      canvas.setAttribute("aria-hidden", "true");
      const text = make("span", { className: "card-title", textContent: exhibitTitle(name) });
      const button = make("button", { type: "button", className: "card", "data-exhibit": name }, canvas, text, make("span", { textContent: exhibitQuestion(name) }));
      button.addEventListener("click", () => {
        this.sheet.close();
        tell(name);
      });
      return { button, canvas, recipe };
    });
    this.sheet = new Sheet(say("Gallery"), make("div", { className: "cards" }, ...this._cards.map(({ button }) => button)));
  }

  /** Open the sheet; its pictures are drawn in the page's style. @param {string} style */
  open(style) {
    for (const { canvas, recipe } of this._cards) {
      const points = pointsOf(recipe);
      const run = Run.from(points, recipe, startOf(recipe, points));
      // The start, and nothing of what becomes of it.
      const parts = { voronoi: false, trails: false, curve: false, caption: false };
      const scene = new Scene(run, viewOf(points, [run.bareAt(0).centroids]), styleNamed(style), parts, WIDE, HIGH);
      scene.draw(contextOf(canvas), frameAt(run, 0, 1));
    }
    this.sheet.open();
  }
}
