// @ts-check
// The note in a PNG: a chunk of text behind the header, where Python's files have it too.

const HEADER = 33; // the signature and the first chunk

/**
 * Return a PNG with a comment.
 *
 * @param {Blob} png
 * @param {string} note
 * @returns {Promise<Blob>}
 */
export async function noted(png, note) {
  // International text: keyword, not compressed, no language, no translated keyword.
  const content = new TextEncoder().encode(`iTXtComment\0\0\0\0\0${note}`);
  const chunk = new Uint8Array(content.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length - 4);
  chunk.set(content, 4);
  view.setUint32(content.length + 4, checksum(content));
  return new Blob([png.slice(0, HEADER), chunk, png.slice(HEADER)], { type: png.type });
}

/** Return the CRC-32 of PNG (ISO 3309). @param {Uint8Array} bytes */
function checksum(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
