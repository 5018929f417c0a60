// The tables of the database, drawn from the live schema, with a list of the same for those who don't see it.
import {html, useEffect, useMemo, useState} from '/common/html.js';
import {Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {Box, drawingOf, Lines} from './drawing.js';
import {TableList} from './tables.js';
import {useViewBox} from './view-box.js';

const words = texts.schema;
/** Nearly every table has them, so their lines hide the others. */
const STAMPS = ['created_by', 'updated_by'];

export function Diagram() {
  const load = useLoad(
    signal => get('/api/admin/schema/tables', undefined, {signal}).then(({data}) => data.tables),
    [],
  );
  return html`<${Loaded} load=${load} lines=${20}>${tables => html`<${Shown} tables=${tables} />`}<//>`;
}

function Shown({tables}) {
  const {query} = useAddress();
  const [options, setOptions] = useState({text: '', isWhole: false, hasNeighbours: true, hasStamps: false});
  const selected = tables.some(({name}) => name === query.table) ? query.table : undefined;
  const select = name => setQuery({table: name === selected ? undefined : name});
  const keys = useMemo(() => keysOf(tables, options.hasStamps), [tables, options.hasStamps]);
  const shown = useMemo(() => choose(tables, keys, options), [tables, keys, options]);
  return html`
    <section class="card stack" aria-labelledby="diagram">
      <h2 id="diagram">${words.diagram}</h2>
      <${Options} options=${options} onChange=${changed => setOptions({...options, ...changed})} count=${words.tableCount(shown.length, tables.length)} />
      ${
        shown.length === 0
          ? html`<p class="empty">${words.noTable}</p>`
          : html`<${Canvas} tables=${shown} keys=${keys} isWhole=${options.isWhole} selected=${selected} onSelect=${select} />`
      }
    </section>
    <${TableList} tables=${shown} all=${tables} selected=${selected} />
  `;
}

function keysOf(tables, hasStamps) {
  return tables.flatMap(({name, foreignKeys}) =>
    foreignKeys
      .filter(({columns}) => hasStamps || !columns.some(column => STAMPS.includes(column)))
      .map(key => ({...key, from: name, to: key.target})),
  );
}

function choose(tables, keys, {text, hasNeighbours}) {
  const wanted = text.trim().toLowerCase().replaceAll(' ', '_');
  if (wanted === '') return tables;
  const found = new Set(tables.map(({name}) => name).filter(name => name.includes(wanted)));
  const near = hasNeighbours
    ? keys.filter(({from, to}) => found.has(from) || found.has(to)).flatMap(({from, to}) => [from, to])
    : [];
  const names = new Set([...found, ...near]);
  return tables.filter(({name}) => names.has(name));
}

function Options({options, onChange, count}) {
  const box = (name, label) => html`
    <label class="choice">
      <input type="checkbox" checked=${options[name]} onChange=${event => onChange({[name]: event.currentTarget.checked})} />
      ${label}
    </label>
  `;
  return html`
    <form class="filters diagram-options" role="search" onSubmit=${event => event.preventDefault()}>
      <input type="search" class="search" aria-label=${words.findTable} placeholder=${words.findTable} value=${options.text}
        onInput=${event => onChange({text: event.currentTarget.value})} />
      ${box('hasNeighbours', words.around)} ${box('isWhole', words.columnsAll)} ${box('hasStamps', words.stamps)}
      <span class="small" role="status">${count}</span>
    </form>
  `;
}

function Canvas({tables, keys, isWhole, selected, onSelect}) {
  const drawing = useMemo(() => drawingOf(tables, keys, isWhole), [tables, keys, isWhole]);
  const {box, element, zoom, showAll, handlers, wasDragged, show, isFar, reveal} = useViewBox(drawing);
  const selectedBox = drawing.boxes.get(selected);
  useEffect(() => {
    if (selectedBox) show(selectedBox);
  }, [selectedBox]);
  const near = new Set(
    keys.filter(({from, to}) => from === selected || to === selected).flatMap(({from, to}) => [from, to]),
  );
  const toneOf = name => {
    if (selectedBox === undefined) return '';
    return name === selected ? 'selected' : near.has(name) ? 'near' : 'far';
  };
  return html`
    <div class="er">
      <div class="er-tools" role="group" aria-label=${words.diagram}>
        <button type="button" aria-label=${words.zoomIn} onClick=${() => zoom(1.25)}>+</button>
        <button type="button" aria-label=${words.zoomOut} onClick=${() => zoom(1 / 1.25)}>−</button>
        <button type="button" onClick=${showAll}>${words.fit}</button>
      </div>
      <svg ref=${element} class="er-canvas" role="group" tabindex="0" aria-label=${words.diagram} aria-describedby="diagram-hint"
        viewBox=${box && `${box.x} ${box.y} ${box.width} ${box.height}`} ...${handlers}>
        <defs>
          <marker id="er-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path class="er-arrow" d="M0,0 L8,4 L0,8 Z" />
          </marker>
        </defs>
        <${Lines} drawing=${drawing} keys=${keys} selected=${selectedBox && selected} />
        ${[...drawing.boxes].map(
          ([name, place]) => html`
            <${Box} key=${name} name=${name} box=${place} tone=${toneOf(name)} isFar=${isFar} isSelected=${name === selected} onReveal=${reveal}
              onSelect=${chosen => wasDragged() || onSelect(chosen)} />
          `,
        )}
      </svg>
      <p class="small" id="diagram-hint">${words.diagramHint}</p>
    </div>
  `;
}
