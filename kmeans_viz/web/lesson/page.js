// @ts-check
// The questions on a web page: each is an element with the attribute `data-questions`, whose script element says what
// is asked. A list of them is a quiz.

import { Question, Quiz, shownIn } from "./question.js";

for (const place of document.querySelectorAll("[data-questions]")) {
  const asked = JSON.parse(place.querySelector("script")?.textContent ?? "null");
  const shown = Array.isArray(asked) ? new Quiz(asked) : new Question(asked);
  shownIn(/** @type {HTMLElement} */ (place), shown.element);
}
