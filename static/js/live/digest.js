/** The sum by which a browser and the server find that they hold the same. */

const utf8 = new TextEncoder();

/**
 * The 32-bit FNV-1a hash of a text's UTF-8 bytes.
 *
 * @param {string} text
 * @returns {number}
 */
export function fnv1a32(text) {
  let value = 0x811c9dc5;
  for (const byte of utf8.encode(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return value >>> 0;
}

/**
 * What one object adds to its topic's digest, a sum modulo 2^32.
 *
 * @param {string} kind
 * @param {string} id
 * @param {number} version
 */
export function mark(kind, id, version) {
  return fnv1a32(`${kind}:${id}:${version}`);
}
