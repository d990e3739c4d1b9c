// @ts-check
// What needs Python: files, video, how many clusters. Where a server of kmeans_viz has served the page, it does them;
// anywhere else a sentence says so.

import { make } from "../board/parts.js";

const WHERE = "install kmeans_viz and type kmeans-viz app";

/** Return a sentence about something that needs Python. @param {string} what */
export function needsPython(what) {
  return make("p", { className: "hint", textContent: `${what} Python: ${WHERE}.` });
}
