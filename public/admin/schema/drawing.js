// The tables as boxes with their columns, and a line for each foreign key.
import {html} from '/common/html.js';
import {HEAD, layOut, lineOf, ROW, WIDTH} from './layout.js';

const FITS = 30;

/** @param tables those to draw; @param isWhole all columns, or keys only */
export function drawingOf(tables, keys, isWhole) {
  const shown = tables.map(table => ({name: table.name, rows: rowsOf(table, keys, isWhole)}));
  const edges = keys.map(({from, to}) => ({from, to}));
  return layOut(shown, edges);
}

function rowsOf({name, columns, primaryKey}, keys, isWhole) {
  const referring = new Set(keys.filter(({from}) => from === name).flatMap(key => key.columns));
  return columns
    .filter(column => isWhole || primaryKey.includes(column.name) || referring.has(column.name))
    .map(column => ({
      ...column,
      isPrimary: primaryKey.includes(column.name),
      isForeign: referring.has(column.name),
    }));
}

/** @param selected name of a table; its lines stand out */
export function Lines({drawing: {boxes}, keys, selected}) {
  return keys
    .filter(({from, to}) => boxes.has(from) && boxes.has(to))
    .map(({name, from, to, columns, targetColumns}) => {
      const rowIn = (table, column) => boxes.get(table).rows.findIndex(row => row.name === column);
      const path = lineOf(
        boxes.get(from),
        rowIn(from, columns[0]),
        boxes.get(to),
        rowIn(to, targetColumns[0]),
      );
      const tone = selected === undefined ? '' : selected === from || selected === to ? 'near' : 'far';
      return html`<path key=${`${from} ${name}`} class=${`er-line ${tone}`} d=${path} marker-end="url(#er-end)" />`;
    });
}

/** @param isFar seen from so far that only a large name can be read */
export function Box({name, box, tone, isFar, isSelected, onSelect, onReveal}) {
  const onKeyDown = event => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(name);
  };
  return html`
    <g class=${`er-table ${tone}`} transform=${`translate(${box.x} ${box.y})`}>
      <rect class="er-box" width=${box.width} height=${box.height} rx="6" role="button" tabindex="0" aria-pressed=${isSelected ? 'true' : 'false'}
        aria-label=${name} onClick=${() => onSelect(name)} onKeyDown=${onKeyDown}
        onFocus=${event => event.currentTarget.matches(':focus-visible') && onReveal(box)} />
      ${isFar ? html`<${FarName} name=${name} box=${box} />` : html`<${Inside} name=${name} box=${box} />`}
    </g>
  `;
}

function Inside({name, box}) {
  return html`
    <path class="er-head" d=${`M0,${HEAD - 4} V6 A6,6 0 0 1 6,0 H${WIDTH - 6} A6,6 0 0 1 ${WIDTH},6 V${HEAD - 4} Z`} />
    <text class="er-name" x="10" y="18">${short(name)}</text>
    ${box.rows.map((row, index) => html`<${Row} key=${row.name} row=${row} y=${HEAD + (index + 0.5) * ROW} />`)}
  `;
}

function FarName({name, box}) {
  const lines = wrapped(name);
  const longest = Math.max(...lines.map(({length}) => length));
  const size = Math.min((WIDTH - 16) / (longest * 0.7), (box.height - 6) / (lines.length * 1.15), 40);
  const top = box.height / 2 - ((lines.length - 1) * size * 1.1) / 2 + size * 0.35;
  return lines.map(
    (line, index) =>
      html`<text key=${line} class="er-far-name" x=${WIDTH / 2} y=${top + index * size * 1.1} font-size=${size} text-anchor="middle">${line}</text>`,
  );
}

/** In two lines of about the same length. */
function wrapped(name) {
  const words = name.split('_');
  const halves = words
    .slice(1)
    .map((_, index) => [words.slice(0, index + 1).join('_'), words.slice(index + 1).join('_')]);
  const longest = lines => Math.max(...lines.map(({length}) => length));
  const best = halves.toSorted((a, b) => longest(a) - longest(b))[0];
  return name.length <= 12 || best === undefined ? [name] : best;
}

function Row({row, y}) {
  return html`
    <text class=${row.isPrimary ? 'er-column primary' : 'er-column'} x="10" y=${y + 4}>
      ${row.isPrimary ? '◆ ' : row.isForeign ? '◇ ' : ''}${short(row.name, 20)}
    </text>
    <text class="er-type" x=${WIDTH - 10} y=${y + 4} text-anchor="end">${shortType(row)}</text>
  `;
}

const short = (text, most = FITS) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function shortType({type, isNullable}) {
  const plain = type
    .replace('character varying', 'varchar')
    .replace('timestamp with time zone', 'timestamptz')
    .replace('timestamp without time zone', 'timestamp')
    .replace('double precision', 'float8');
  return `${short(plain, 14)}${isNullable ? '?' : ''}`;
}
