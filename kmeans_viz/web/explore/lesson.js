// @ts-check
// The scenes that a teacher makes in the explorer: a list to add to, to put in order, to write into a file or a link,
// and to read again. Each change can be taken back.

import { checkedScene, MOST_SCENES, readScenes, writeScenes } from "../classroom/scenes.js";
import { InputError } from "../engine/inputs.js";
import { TABLES } from "../tables.js";

/** @typedef {import("../classroom/scenes.js").Scene} Scene */
/** @typedef {import("../classroom/scenes.js").Scenes} Scenes */

const ENTRY = "#scenes=";
const PACKED = "z.";

/** A list of scenes, and its title. */
export class Lesson {
  /** @param {string} lang The language of its texts. */
  constructor(lang) {
    /** @type {Scenes} */
    this.now = { title: "", lang, scenes: [] };
    /** @type {Scenes[]} */
    this._past = [];
    /** What was written into a file or a link, or read from one. */
    this._kept = this.now;
  }

  get scenes() {
    return this.now.scenes;
  }

  get canUndo() {
    return this._past.length > 0;
  }

  /** Whether there is something that would be lost with the page. */
  get isUnsaved() {
    return this.scenes.length > 0 && this.now !== this._kept;
  }

  /** @param {string} title */
  call(title) {
    this._become({ ...this.now, title });
  }

  /**
   * Put a scene into the list.
   *
   * @param {object} value As a file has it, with or without what has a default.
   * @param {number} [at] In place of which one; a new one goes to the end.
   */
  put(value, at = this.scenes.length) {
    if (at >= MOST_SCENES) throw new InputError(`there are ${at} scenes already, the most of a lesson; delete one first`);
    const scene = checkedScene(value, at + 1);
    this._become({ ...this.now, scenes: [...this.scenes.slice(0, at), scene, ...this.scenes.slice(at + 1)] });
  }

  /** Move a scene to another place. @param {number} from @param {number} to */
  move(from, to) {
    if (to < 0 || to >= this.scenes.length || to === from) return;
    const scenes = this.scenes.filter((_, i) => i !== from);
    scenes.splice(to, 0, this.scenes[from]);
    this._become({ ...this.now, scenes });
  }

  /** @param {number} at */
  delete(at) {
    this._become({ ...this.now, scenes: this.scenes.filter((_, i) => i !== at) });
  }

  /** Take the scenes of a file in place of these. @param {string} text */
  open(text) {
    this._become(readScenes(text));
    this._kept = this.now;
  }

  undo() {
    this.now = this._past.pop() ?? this.now;
  }

  /** Return the text of a file. */
  written() {
    const text = writeScenes(this.now);
    this._kept = this.now;
    return text;
  }

  /** @param {Scenes} next */
  _become(next) {
    this._past.push(this.now);
    this.now = next;
  }
}

/** Tell whether a fragment holds scenes. @param {string} fragment With its "#". */
export function holdsScenes(fragment) {
  return fragment.startsWith(ENTRY);
}

/**
 * Return the fragment of a link to scenes.
 *
 * @param {string} text What a file of them holds.
 * @returns {Promise<string>} With its "#".
 */
export async function scenesToFragment(text) {
  const { longest } = TABLES.link;
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  const fragment = ENTRY + PACKED + toBase64(bytes);
  if (fragment.length > longest) {
    throw new InputError(`the link would have ${fragment.length.toLocaleString("en")} characters, and many programs cut those of more than ${longest.toLocaleString("en")}; pass the file on`);
  }
  return fragment;
}

/** Return what a file of the scenes in a fragment would hold. @param {string} fragment With its "#". */
export async function fragmentToScenes(fragment) {
  const packed = fragment.slice(ENTRY.length);
  try {
    if (!packed.startsWith(PACKED)) return decodeURIComponent(packed);
    return await unpacked(packed.slice(PACKED.length));
  } catch {
    throw new InputError(`the link's scenes=${packed.slice(0, 20)}… cannot be read; copy the whole link again, or open the file`);
  }
}

/** Return a text that was compressed. @param {string} packed In base64, of raw deflate. */
export async function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream */
async function through(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

/** Return bytes in characters that no program changes. @param {Uint8Array} bytes */
function toBase64(bytes) {
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
