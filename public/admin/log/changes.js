// The difference between old and new values, as a small table: what it was, and what it is.
import {html, useState} from '/common/html.js';
import {texts} from '/common/texts.js';
import {differencesOf, labelOf, showValue} from './values.js';

const words = texts.activity;
const SHOWN = 4;

export function Changes({oldValues, newValues}) {
  const [isOpen, setOpen] = useState(false);
  const all = differencesOf(oldValues, newValues);
  if (all.length === 0) return html`<span class="small">${texts.nothing}</span>`;
  const shown = isOpen || all.length <= SHOWN + 1 ? all : all.slice(0, SHOWN);
  return html`
    <dl class="changes">
      ${shown.map(
        ({name, before, after}) => html`
          <div key=${name}>
            <dt>${labelOf(name)}</dt>
            <dd><${Change} name=${name} before=${before} after=${after} isNew=${oldValues === null} /></dd>
          </div>
        `,
      )}
    </dl>
    ${shown.length < all.length && html`<button type="button" class="quiet more" onClick=${() => setOpen(true)}>${words.more(all.length - shown.length)}</button>`}
  `;
}

function Change({name, before, after, isNew}) {
  const was =
    before !== undefined &&
    html`<del><span class="visually-hidden">${words.before} </span>${showValue(before, name)}</del>`;
  const is = html`<ins><span class="visually-hidden">${words.after} </span>${showValue(after, name)}</ins>`;
  if (isNew || before === undefined) return html`<span>${showValue(after, name)}</span>`;
  if (after === undefined) return was;
  return html`${was} <span aria-hidden="true">→</span> ${is}`;
}
