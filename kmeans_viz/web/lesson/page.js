// @ts-check
// The questions on a web page: each is an element with the attribute `data-questions`, whose script element says what
// is asked. A list of them is a quiz.

import { Gate } from "./gate.js";
import { followSlides } from "./slides.js";
import { Question, Quiz, shownIn } from "./question.js";
import { speak } from "./words.js";

const { lang } = document.documentElement;
speak(lang);
const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-questions]")]);
const gate = new Gate(places);
for (const place of places) {
  const asked = JSON.parse(place.querySelector("script")?.textContent ?? "null");
  const committed = (/** @type {unknown} */ value) => {
    if (!Array.isArray(asked) || !(/** @type {unknown[]} */ (value).includes(null))) gate.open(place);
  };
  const shown = Array.isArray(asked) ? new Quiz(asked, { committed }) : new Question(asked, { committed });
  shownIn(place, shown.element, lang);
}
followSlides(places);
