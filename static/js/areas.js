/** Cells of a geohash that touch: calls that ring from one place, for the eye alone. */

const LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz";
const TOGETHER = 4;

/**
 * A cell's column and row in the grid of its length.
 *
 * @param {string} area
 * @returns {[number, number]}
 */
function cellOf(area) {
  let column = 0;
  let row = 0;
  let isColumn = true;
  for (const letter of area) {
    const value = LETTERS.indexOf(letter);
    for (let bit = 4; bit >= 0; bit -= 1) {
      const one = (value >> bit) & 1;
      if (isColumn) {
        column = column * 2 + one;
      } else {
        row = row * 2 + one;
      }
      isColumn = !isColumn;
    }
  }
  return [column, row];
}

/**
 * Tell whether two cells are the same or neighbours.
 *
 * @param {string} one
 * @param {string} other
 */
function touches(one, other) {
  if (!one || one.length !== other.length) {
    return false;
  }
  const [column, row] = cellOf(one);
  const [otherColumn, otherRow] = cellOf(other);
  return Math.abs(column - otherColumn) <= 1 && Math.abs(row - otherRow) <= 1;
}

/**
 * Part things into those that stand alone and the groups whose areas touch.
 *
 * @template {{area?: string}} T
 * @param {T[]} things
 * @returns {{alone: T[], groups: T[][]}} both in the order given; four make a group
 */
export function byArea(things) {
  /** @type {T[][]} */
  const groups = [];
  /** @type {Map<string, T[]>} */
  const cells = new Map();
  for (const thing of things) {
    if (thing.area) {
      const cell = cells.get(thing.area) ?? [];
      cell.push(thing);
      cells.set(thing.area, cell);
    }
  }
  const left = new Set(cells.keys());
  for (const start of cells.keys()) {
    if (!left.delete(start)) {
      continue;
    }
    const found = [start];
    for (const area of found) {
      for (const other of left) {
        if (touches(area, other)) {
          left.delete(other);
          found.push(other);
        }
      }
    }
    groups.push(things.filter((thing) => thing.area && found.includes(thing.area)));
  }
  const large = groups.filter((group) => group.length >= TOGETHER);
  const grouped = new Set(large.flat());
  return { alone: things.filter((thing) => !grouped.has(thing)), groups: large };
}
