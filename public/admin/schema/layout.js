// Where the tables of the diagram stand: what is referred to stands left of what refers to it, close to its neighbours.

export const WIDTH = 232;
export const HEAD = 30;
export const ROW = 20;
const GAP_X = 88;
const GAP_Y = 26;
const MOST_HEIGHT = 1700;
/** Wide enough for those that stand alone, even when nothing else is there. */
const LEAST_WIDTH = 4 * (WIDTH + GAP_X);

/**
 * @param tables [{name, rows: [column names]}, …]
 * @param edges [{from, to}, …] names of tables
 * @returns {{boxes: Map<string, {x, y, width, height, rows}>, width, height}}
 */
export function layOut(tables, edges) {
  const names = new Set(tables.map(({name}) => name));
  const links = edges.filter(({from, to}) => from !== to && names.has(from) && names.has(to));
  const ranks = rankAll([...names], links);
  const linked = new Set(links.flatMap(({from, to}) => [from, to]));
  const columns = group(
    tables.filter(({name}) => linked.has(name)),
    ranks,
  );
  const drawing = place(order(columns, links).flatMap(split));
  return addBelow(
    drawing,
    tables.filter(({name}) => !linked.has(name)),
  );
}

/** The longest way to a table that refers to nothing; a reference that closes a circle does not count. */
function rankAll(names, links) {
  const ranks = new Map();
  const visiting = new Set();
  const rankOf = name => {
    if (ranks.has(name)) return ranks.get(name);
    visiting.add(name);
    const below = links.filter(({from, to}) => from === name && !visiting.has(to)).map(({to}) => rankOf(to));
    visiting.delete(name);
    const rank = below.length === 0 ? 0 : Math.max(...below) + 1;
    ranks.set(name, rank);
    return rank;
  };
  for (const name of names) rankOf(name);
  return ranks;
}

/** Columns of tables by rank. */
function group(tables, ranks) {
  const columns = [];
  for (const table of tables) {
    const rank = ranks.get(table.name);
    columns[rank] ??= [];
    columns[rank].push(table);
  }
  return columns.filter(Boolean);
}

/** Sorts each column by where its neighbours stand, back and forth a few times, so that fewer lines cross. */
function order(columns, links) {
  let sorted = columns;
  for (let round = 0; round < 6; round++) {
    const positions = new Map(
      sorted.flatMap(column => column.map(({name}, index) => [name, index / Math.max(column.length - 1, 1)])),
    );
    const middle = ({name}) => {
      const near = links
        .filter(({from, to}) => from === name || to === name)
        .map(({from, to}) => positions.get(from === name ? to : from));
      return near.length === 0 ? positions.get(name) : near.reduce((sum, one) => sum + one, 0) / near.length;
    };
    sorted = sorted.map(column => column.toSorted((a, b) => middle(a) - middle(b)));
  }
  return sorted;
}

const heightOf = ({rows}) => HEAD + rows.length * ROW + 8;

/** A column that is too high becomes several. */
function split(column) {
  const total = column.reduce((sum, table) => sum + heightOf(table) + GAP_Y, 0);
  const each = total / Math.ceil(total / MOST_HEIGHT);
  const parts = [[]];
  let height = 0;
  for (const table of column) {
    if (height >= each && parts.at(-1).length > 0) {
      parts.push([]);
      height = 0;
    }
    parts.at(-1).push(table);
    height += heightOf(table) + GAP_Y;
  }
  return parts;
}

function place(columns) {
  const heights = columns.map(column => column.reduce((sum, table) => sum + heightOf(table) + GAP_Y, -GAP_Y));
  const height = Math.max(0, ...heights);
  const boxes = new Map();
  for (const [index, column] of columns.entries()) {
    let y = (height - heights[index]) / 2;
    for (const table of column) {
      const box = {x: index * (WIDTH + GAP_X), y, width: WIDTH, height: heightOf(table), rows: table.rows};
      boxes.set(table.name, box);
      y += box.height + GAP_Y;
    }
  }
  return {boxes, width: Math.max(0, columns.length * (WIDTH + GAP_X) - GAP_X), height};
}

/** Tables without any reference stand in rows below all others. */
function addBelow({boxes, width, height}, tables) {
  const wide = Math.max(width, LEAST_WIDTH);
  const perRow = Math.floor((wide + GAP_X) / (WIDTH + GAP_X));
  let y = boxes.size === 0 ? 0 : height + 2 * GAP_Y;
  for (let first = 0; first < tables.length; first += perRow) {
    const row = tables.slice(first, first + perRow);
    for (const [index, table] of row.entries()) {
      const place = {x: index * (WIDTH + GAP_X), y, width: WIDTH, height: heightOf(table), rows: table.rows};
      boxes.set(table.name, place);
    }
    y += Math.max(...row.map(heightOf)) + GAP_Y;
  }
  const isWider = tables.length > 0 && Math.min(tables.length, perRow) * (WIDTH + GAP_X) - GAP_X > width;
  return {
    boxes,
    width: isWider ? Math.min(tables.length, perRow) * (WIDTH + GAP_X) - GAP_X : width,
    height: tables.length === 0 ? height : y - GAP_Y,
  };
}

/** The line of a foreign key, from its column to the key that it refers to. @returns the `d` of a path */
export function lineOf(from, fromRow, to, toRow) {
  const yOf = (box, row) => box.y + HEAD + (Math.max(row, 0) + 0.5) * ROW;
  const [y1, y2] = [yOf(from, fromRow), yOf(to, toRow)];
  if (from.x === to.x) {
    const x = from.x + from.width;
    const bend = x + 40 + Math.min(Math.abs(y2 - y1) / 12, 30);
    return `M${x},${y1} C${bend},${y1} ${bend},${y2} ${x},${y2}`;
  }
  const isRight = from.x > to.x;
  const [x1, x2] = isRight ? [from.x, to.x + to.width] : [from.x + from.width, to.x];
  const bend = Math.max(Math.abs(x1 - x2) * 0.45, 40) * (isRight ? 1 : -1);
  return `M${x1},${y1} C${x1 - bend},${y1} ${x2 + bend},${y2} ${x2},${y2}`;
}
