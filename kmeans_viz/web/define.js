// @ts-check
// Defines `<kmeans-board>` on a page, once: an element keeps the code that first defined it.

import { KmeansBoard } from "./board.js";

if (!customElements.get("kmeans-board")) customElements.define("kmeans-board", KmeansBoard);
