// The tables of the diagram as a list: columns, what each refers to, and what refers to it.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {texts} from '/common/texts.js';
import {size} from './units.js';

const words = texts.schema;

/** @param tables those that are shown; `all`: those that may refer to them; `selected`: stands open */
export function TableList({tables, all, selected}) {
  const sorted = tables.toSorted((a, b) => (b.name === selected) - (a.name === selected));
  return html`
    <section class="stack tight" aria-labelledby="table-list">
      <h2 id="table-list">${words.asList}</h2>
      ${sorted.map(table => html`<${TableEntry} key=${table.name} table=${table} all=${all} isOpen=${table.name === selected} />`)}
    </section>
  `;
}

function TableEntry({table, all, isOpen}) {
  const {name, about, rows, bytes, foreignKeys} = table;
  const referring = all.flatMap(other =>
    other.foreignKeys.filter(({target}) => target === name).map(key => ({...key, from: other.name})),
  );
  return html`
    <details class="card table-entry" open=${isOpen}>
      <summary><strong>${name}</strong> <span class="small">${rows === null ? words.noRows : words.rows(format.number(rows))} · ${size(bytes)}</span></summary>
      ${about && html`<p>${about}</p>`}
      <${Columns} table=${table} />
      ${foreignKeys.length > 0 && html`<h3>${words.refersTo}</h3><ul>${foreignKeys.map(key => html`<${Key} key=${key.name} name=${key.target} foreignKey=${key} />`)}</ul>`}
      ${referring.length > 0 && html`<h3>${words.referredBy}</h3><ul>${referring.map(key => html`<${Key} key=${`${key.from} ${key.name}`} name=${key.from} foreignKey=${key} />`)}</ul>`}
    </details>
  `;
}

function Key({name, foreignKey: {columns, onDelete}}) {
  return html`<li><a href=${`/admin/schema?view=diagram&table=${name}`}>${name}</a> <span class="small">(${columns.join(', ')}) · ${words.whenDeleted(words.onDelete[onDelete])}</span></li>`;
}

function Columns({table: {name, columns, primaryKey, foreignKeys}}) {
  const keyOf = column => {
    if (primaryKey.includes(column)) return words.primary;
    return foreignKeys.find(key => key.columns.includes(column))?.target;
  };
  return html`
    <div class="table-box" tabindex="0" role="region" aria-label=${name}>
      <table>
        <thead><tr><th scope="col">${words.column}</th><th scope="col">${words.columnType}</th><th scope="col">${words.key}</th></tr></thead>
        <tbody>
          ${columns.map(
            column => html`
              <tr key=${column.name}>
                <th scope="row"><code>${column.name}</code></th>
                <td>${column.type}${column.isNullable && html` <span class="small">${words.nullable}</span>`}</td>
                <td>${keyOf(column.name) ?? texts.nothing}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
