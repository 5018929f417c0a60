// A list of the API: search as you type, filters in the address, pages, and the whole of it as CSV.
import * as format from './format.js';
import {html, useEffect, useRef, useState} from './html.js';
import {Empty, Loaded, ProblemNote} from './parts.js';
import {download, get} from './request.js';
import {setQuery, useAddress} from './router.js';
import {texts} from './texts.js';
import {useLoad, useSettled, useTask} from './use.js';

/**
 * @param path of the API, such as `/api/admin/bookings`
 * @param columns [{name, label, show: item → content, sort?: the API's name of the order, isNumber?, isWide?}]
 *   `isWide`: left out on a phone. The first one is the heading of its row
 * @param filters [{name, label, options?: [[value, label]], type?: 'date', isMore?}]: parameters of the API; `isMore`: behind
 *   a button until it is asked for or set
 * @param fixed parameters that are always sent, and stay out of the address
 * @param hrefOf item → where its row leads
 * @param searchHint what can be searched for, in the field
 * @param round another number: something changed, so load it again
 */
export function List({
  path,
  columns,
  filters = [],
  fixed = {},
  hrefOf,
  hasSearch = true,
  searchHint,
  hasCsv = true,
  label,
  empty,
  round = 0,
}) {
  const {query} = useAddress();
  const asked = {...pick(query, ['search', 'sort', 'after', ...filters.map(({name}) => name)]), ...fixed};
  const load = useLoad(
    signal => get(path, asked, {signal}).then(({data}) => data),
    [path, JSON.stringify(asked), round],
  );
  return html`
    <div class="list">
      <${Filters} filters=${filters} query=${query} hasSearch=${hasSearch} searchHint=${searchHint}>
        ${hasCsv && html`<${CsvButton} path=${path} query=${omit(asked, ['after', 'limit'])} />`}
      <//>
      <${Loaded} load=${load} lines=${12}>
        ${data =>
          data.items.length === 0
            ? html`<${Empty}>${isFiltered(query, filters) ? texts.lists.nothingMatches : (empty ?? texts.lists.empty)}<//>`
            : html`
                <${Table} columns=${columns} items=${data.items} hrefOf=${hrefOf} sort=${query.sort} label=${label} />
                <${Pages} data=${data} isFirst=${query.after === undefined} />
              `}
      <//>
    </div>
  `;
}

function Filters({filters, query, hasSearch, searchHint, children}) {
  const more = filters.filter(({isMore}) => isMore);
  const [isOpen, setOpen] = useState(more.some(({name}) => query[name] !== undefined));
  const shown = isOpen ? filters : filters.filter(({isMore}) => !isMore);
  return html`
    <form class="filters" role="search" onSubmit=${event => event.preventDefault()}>
      ${hasSearch && html`<${Search} value=${query.search ?? ''} hint=${searchHint} />`}
      ${shown.map(filter => html`<${Filter} key=${filter.name} ...${filter} value=${query[filter.name] ?? ''} />`)}
      ${
        more.length > 0 &&
        html`<button type="button" class="quiet" aria-expanded=${isOpen ? 'true' : 'false'} onClick=${() => setOpen(!isOpen)}>${isOpen ? texts.lists.less : texts.lists.more}</button>`
      }
      ${
        isFiltered(query, filters) &&
        html`<button type="button" class="quiet" onClick=${() => clear(filters)}>${texts.lists.clear}</button>`
      }
      ${children}
    </form>
  `;
}

function Search({value, hint = texts.lists.search}) {
  const [text, setText] = useState(value);
  const settled = useSettled(text.trim());
  const sent = useRef(value);
  useEffect(() => {
    if (settled === value) return;
    sent.current = settled;
    setQuery({search: settled, after: undefined});
  }, [settled]);
  // Only what came from elsewhere: an answer to our own search must not take away what was typed since.
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  return html`
    <input type="search" class="search" aria-label=${texts.lists.search} placeholder=${hint} value=${text}
      maxlength="100" onInput=${event => setText(event.currentTarget.value)} />
  `;
}

function Filter({name, label, options, type, value}) {
  const change = event => setQuery({[name]: event.currentTarget.value, after: undefined});
  if (type === 'date')
    return html`<label class="filter"><span>${label}</span><input type="date" value=${value} onChange=${change} /></label>`;
  return html`
    <label class="filter">
      <span>${label}</span>
      <select value=${value} onChange=${change}>
        <option value="">${texts.lists.all}</option>
        ${options.map(([option, text]) => html`<option key=${option} value=${option}>${text}</option>`)}
      </select>
    </label>
  `;
}

function clear(filters) {
  setQuery(
    Object.fromEntries(['search', 'after', ...filters.map(({name}) => name)].map(name => [name, undefined])),
  );
}

function isFiltered(query, filters) {
  return ['search', ...filters.map(({name}) => name)].some(name => query[name] !== undefined);
}

/** Rows with a heading each; the whole row leads to its record. */
export function Table({columns, items, hrefOf, sort, label, keyOf = item => item.id}) {
  return html`
    <div class="table-box" tabindex="0" role="region" aria-label=${label}>
      <table>
        <thead>
          <tr>${columns.map(column => html`<${Heading} key=${column.name} column=${column} sort=${sort} />`)}</tr>
        </thead>
        <tbody>
          ${items.map(
            item => html`
              <tr key=${keyOf(item)}>
                ${columns.map((column, index) => {
                  const content = column.show(item);
                  const href = index === 0 ? hrefOf?.(item) : undefined;
                  return index === 0
                    ? html`<th scope="row" key=${column.name} class=${classOf(column)}>${href ? html`<a href=${href}>${content}</a>` : content}</th>`
                    : html`<td key=${column.name} class=${classOf(column)}>${content}</td>`;
                })}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function Heading({column, sort = ''}) {
  if (column.sort === undefined) return html`<th scope="col" class=${classOf(column)}>${column.label}</th>`;
  const isUp = sort === column.sort;
  const isDown = sort === `-${column.sort}`;
  const next = isUp ? `-${column.sort}` : column.sort;
  return html`
    <th scope="col" class=${classOf(column)} aria-sort=${isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
      <button type="button" class="sort" onClick=${() => setQuery({sort: next, after: undefined})}>
        ${column.label}<span aria-hidden="true">${isUp ? ' ↑' : isDown ? ' ↓' : ' ↕'}</span>
      </button>
    </th>
  `;
}

function classOf({isNumber, isWide}) {
  return [isNumber && 'number', isWide && 'wide-only'].filter(Boolean).join(' ') || undefined;
}

export function Pages({data, isFirst}) {
  return html`
    <nav class="pages" aria-label=${texts.lists.pages}>
      ${data.total && html`<span>${texts.lists.total(format.count(data.total))}</span>`}
      <button type="button" disabled=${isFirst} onClick=${() => setQuery({after: undefined}, {replace: false})}>${texts.lists.first}</button>
      <button type="button" disabled=${!data.nextCursor} onClick=${() => setQuery({after: data.nextCursor}, {replace: false})}>
        ${texts.lists.next}
      </button>
    </nav>
  `;
}

/** The whole list, as it is filtered, as a file. */
export function CsvButton({path, query}) {
  const task = useTask(() => download(`${path}.csv`, {query}));
  return html`
    <button type="button" class="csv" disabled=${task.isRunning} onClick=${() => task.run()}>${texts.lists.csv}</button>
    <${ProblemNote} problem=${task.problem} />
  `;
}

export function pick(object, names) {
  return Object.fromEntries(
    names.filter(name => object[name] !== undefined).map(name => [name, object[name]]),
  );
}

function omit(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
