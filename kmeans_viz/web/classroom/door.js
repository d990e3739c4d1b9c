// @ts-check
// How students get into the class: the QR code and the address, as large as the screen allows, and how many are there.

import { make } from "../board/parts.js";
import { say } from "./say.js";

/** What the class sees before it begins, or when a student comes late. */
export class Door {
  constructor() {
    this.element = make("section", { className: "join presented", hidden: true });
    this._here = make("p", { className: "here", role: "status" });
    this._shown = "";
  }

  /** @param {{address: string, qr: string} | null} join null to hide it. @param {number} students How many are there. */
  show(join, students) {
    this.element.hidden = join === null;
    if (join === null) return;
    const key = `${join.address} ${document.documentElement.lang}`;
    if (key !== this._shown) this.element.replaceChildren(...this._made(join.address, join.qr));
    this._shown = key;
    this._here.textContent = students === 1 ? say("1 student is here.") : say("{n} students are here.", { n: students });
  }

  /** @param {string} address @param {string} qr */
  _made(address, qr) {
    const svg = qr.includes("xmlns=") ? qr : qr.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
    // As an image, nothing within it could run.
    const code = make("img", {
      className: "qr",
      src: `data:image/svg+xml,${encodeURIComponent(svg)}`,
      alt: say("QR code of the students’ address"),
    });
    const short = make("p", { className: "address" }, address.replace(/^https?:\/\//, ""));
    const words = [make("h2", {}, say("Scan, or open")), short, make("p", {}, say("No name, nothing to install.")), this._here];
    return [code, make("div", {}, ...words)];
  }
}
