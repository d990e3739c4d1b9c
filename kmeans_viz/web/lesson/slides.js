// @ts-check
// A lesson as slides, at the address `#slides`: a heading or a question begins a slide. The keys of a clicker step
// through the boards of a slide, then down the slide, and then to the next one.

import { KmeansBoard } from "../board.js";
import { make } from "../board/parts.js";
import { filled, WORDS } from "./words.js";

const FRAGMENT = /^#slides(?:=(\d+))?$/;
/** @type {Record<string, 1 | -1>} */
const WAYS = { PageDown: 1, PageUp: -1, ArrowRight: 1, ArrowLeft: -1, " ": 1 };
const MARGIN = 8; // pixels; what is nearer to an edge is at it

/** Show the page as slides while its address says so. @param {HTMLElement[]} places Where the questions are. */
export function followSlides(places) {
  /** @type {Slides | null} */
  let slides = null;
  const follow = () => {
    const asked = FRAGMENT.exec(location.hash);
    if (asked !== null) slides ??= new Slides(places);
    else {
      slides?.leave();
      slides = null;
    }
    if (asked !== null) slides?.go(Number(asked[1] ?? 1) - 1);
  };
  window.addEventListener("hashchange", follow);
  follow();
}

class Slides {
  /** @param {HTMLElement[]} places */
  constructor(places) {
    this._places = places;
    this._now = 0;
    this._slides = slidesOf(places);
    this._leaving = new AbortController();
    const { signal } = this._leaving;
    this._count = make("span", {});
    this._notice = make("span", { role: "status" });
    const button = (/** @type {string} */ text, /** @type {string} */ label, /** @type {() => void} */ act) => {
      const made = make("button", { type: "button", title: label, "aria-label": label }, text);
      made.addEventListener("click", act);
      return made;
    };
    this._deck = make(
      "div",
      { className: "deck" },
      this._notice,
      button("‹", WORDS.lastSlide, () => this.go(this._now - 1)),
      this._count,
      button("›", WORDS.nextSlide, () => this._leaveSlide()),
      button("✕", WORDS.leaveSlides, () => (location.hash = "")),
    );
    document.body.append(this._deck);
    document.documentElement.classList.add("slides");
    document.addEventListener("keydown", (event) => this._press(event), { signal });
    // A run in a frame hears the keys itself, and leaves those that it has no use for.
    const listen = () => {
      const inside = document.activeElement instanceof HTMLIFrameElement ? document.activeElement.contentDocument : null;
      inside?.addEventListener("keydown", (event) => this._press(event), { signal });
    };
    window.addEventListener("blur", () => setTimeout(listen), { signal });
  }

  leave() {
    this._leaving.abort();
    this._deck.remove();
    document.documentElement.classList.remove("slides");
    for (const part of this._slides.flat()) part.classList.remove("off");
  }

  /** Show a slide, or the nearest there is. @param {number} number From 0. */
  go(number) {
    this._now = Math.max(0, Math.min(this._slides.length - 1, number));
    this._say("");
    this._slides.forEach((parts, i) => parts.forEach((part) => part.classList.toggle("off", i !== this._now)));
    this._count.textContent = filled(WORDS.slide, { number: this._now + 1, all: this._slides.length });
    history.replaceState(null, "", `#slides=${this._now + 1}`);
    window.scrollTo(0, 0);
  }

  /** @param {KeyboardEvent} event */
  _press(event) {
    const way = WAYS[event.key];
    if (way === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const [target] = event.composedPath();
    const isPage = event.key.startsWith("Page");
    if (!isPage && target instanceof Element && target.matches("input, select, button, summary, a")) return;
    for (const board of this._boards(way)) {
      board.press(event);
      if (event.defaultPrevented) return this._say("");
    }
    event.preventDefault();
    if (this._scroll(way)) return this._say("");
    if (way < 0) this.go(this._now - 1);
    else this._leaveSlide();
  }

  /** Go on, though not by mistake before the guess. */
  _leaveSlide() {
    if (this._now === this._slides.length - 1) return;
    const isOpen = this._slides[this._now].some((part) => part.shadowRoot?.querySelector(".question:not(.answered)"));
    if (isOpen && this._notice.textContent === "") this._say(WORDS.noGuess);
    else this.go(this._now + 1);
  }

  /** @param {string} notice */
  _say(notice) {
    this._notice.textContent = notice;
  }

  /** Return the boards that play and are in sight, in the order in which they are stepped through. @param {1 | -1} way */
  _boards(way) {
    const found = this._slides[this._now].flatMap((part) => [
      ...(part.shadowRoot?.querySelectorAll("figure.board > :last-child") ?? []),
      ...[...part.querySelectorAll("iframe")].flatMap((frame) => frame.contentDocument?.querySelector("kmeans-board") ?? []),
    ]);
    const boards = /** @type {KmeansBoard[]} */ (found.filter((board) => "press" in board && isInSight(board)));
    return way > 0 ? boards : boards.reverse();
  }

  /** Go on with a slide that is higher than the screen; return whether there was more of it. @param {1 | -1} way */
  _scroll(way) {
    const { scrollHeight, clientHeight } = document.documentElement;
    const left = way > 0 ? scrollHeight - clientHeight - window.scrollY : window.scrollY;
    if (left <= MARGIN) return false;
    const stops = this._slides[this._now]
      .flatMap((part) => [...(part.shadowRoot?.querySelectorAll(".question, .answer, figure") ?? [])])
      .map((stop) => way * (stop.getBoundingClientRect().top - MARGIN))
      .filter((distance) => distance > MARGIN && distance <= clientHeight);
    window.scrollBy(0, way * Math.min(...stops, 0.9 * clientHeight));
    return true;
  }
}

/** Return the parts of the page, slide by slide. @param {HTMLElement[]} places */
function slidesOf(places) {
  /** @type {HTMLElement[][]} */
  const slides = [];
  let isOver = true;
  for (const part of /** @type {Iterable<HTMLElement>} */ (places[0]?.parentElement?.children ?? [])) {
    if (part.matches("nav, .more")) continue;
    const isAsking = places.includes(part);
    if (isOver || part.querySelector("h1, h2") !== null) slides.push([]);
    slides[slides.length - 1].push(part);
    isOver = isAsking;
  }
  return slides;
}

/** @param {Element} board */
function isInSight(board) {
  const { top, bottom } = (board.ownerDocument.defaultView?.frameElement ?? board).getBoundingClientRect();
  return bottom > top && Math.min(bottom, window.innerHeight) - Math.max(top, 0) > 0.5 * Math.min(bottom - top, window.innerHeight);
}
