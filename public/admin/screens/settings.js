// Settings: what staff may change without a new version, each with what it means and whom it concerns.
import {Checkbox, PercentField, TextArea, TextField} from '/common/fields.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loaded} from '/common/parts.js';
import {request} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {pence, pounds} from '../booking/amounts.js';
import {ScreenHead} from '../frame.js';
import {Policies} from '../record/policies.js';
import {useRecord} from '../record/use-record.js';
import {AMOUNT, NUMBER} from '../record/values.js';
import {EditForm} from '../record.js';

const words = texts.settings;
const path = '/api/admin/settings';

/** What they are before anybody changes them; their names are the fields. */
const FIRST = {
  companyName: 'React Fast Training',
  companyEmail: 'info@reactfasttraining.co.uk',
  companyAddress: '',
  companyPaymentDetails: '',
  vatRatePercent: '0.00',
  vatNumber: '',
  groupDiscountMinSeats: '6',
  groupDiscountPercent: '0.00',
  bookingsFewLeftSeats: '3',
  refundsAutomatic: true,
  analyticsRetentionDays: '400',
  mailRetentionDays: '730',
};
const AS = {
  vatRatePercent: AMOUNT,
  groupDiscountMinSeats: NUMBER,
  groupDiscountPercent: AMOUNT,
  bookingsFewLeftSeats: NUMBER,
  analyticsRetentionDays: NUMBER,
  mailRetentionDays: NUMBER,
};

const number = (min, max) => props =>
  html`<${TextField} ...${props} type="number" min=${min} max=${max} required />`;
const percent = props => html`<${PercentField} ...${props} required />`;

/** [group, [[setting, its field], …], values → what it comes to] */
const GROUPS = [
  [
    'company',
    [
      ['companyName', props => html`<${TextField} ...${props} maxlength="100" required />`],
      ['companyEmail', props => html`<${TextField} ...${props} type="email" maxlength="255" required />`],
      ['companyAddress', props => html`<${TextArea} ...${props} rows="4" maxlength="500" />`],
      ['companyPaymentDetails', props => html`<${TextArea} ...${props} rows="4" maxlength="1000" />`],
    ],
  ],
  [
    'vat',
    [
      ['vatRatePercent', percent],
      [
        'vatNumber',
        props =>
          html`<${TextField} ...${props} pattern="[0-9A-Z][0-9A-Z ]{4,18}[0-9A-Z]" maxlength="20" title=${words.vatFormat} />`,
      ],
    ],
    vatExample,
  ],
  [
    'group',
    [
      ['groupDiscountMinSeats', number(1, 1000)],
      ['groupDiscountPercent', percent],
    ],
    groupExample,
  ],
  ['booking', [['bookingsFewLeftSeats', number(0, 1000)]]],
  ['refunds', [['refundsAutomatic', props => html`<${Checkbox} ...${props} />`]]],
  [
    'retention',
    [
      ['analyticsRetentionDays', number(1, 36_500)],
      ['mailRetentionDays', number(30, 36_500)],
    ],
  ],
];

export function Settings() {
  const load = useLoad(signal => request('GET', path, {signal}), []);
  return html`
    <${ScreenHead} title=${words.title}>
      <a class="button" href="/admin/activity?entityType=setting">${words.history}</a>
    <//>
    <p class="intro">${words.intro}</p>
    <${Loaded} load=${load} lines=${20}>
      ${loaded => html`<${SettingsForm} loaded=${loaded} />`}
    <//>
    <${Policies} />
  `;
}

function SettingsForm({loaded}) {
  const state = useRecord({path, loaded, fresh: FIRST, as: AS});
  return html`
    <${EditForm} state=${state} labels=${words} fields=${form => GROUPS.map(group => html`<${Group} key=${group[0]} group=${group} form=${form} />`)}>
      <span class="small end">${words.lastChange(format.dayTime(state.stored.data.updatedAt))}</span>
    <//>
  `;
}

function Group({group: [name, settings, example], form}) {
  return html`
    <section class="setting-group" role="group" aria-labelledby=${`settings-${name}`}>
      <div>
        <h2 id=${`settings-${name}`}>${words.groups[name]}</h2>
        <p class="small">${words.affects[name]}</p>
        ${example && html`<p class="small" aria-live="polite">${example(form.values)}</p>`}
      </div>
      <div class="fields">
        ${settings.map(([setting, field]) => html`<div key=${setting}>${field({form, name: setting, label: words[setting], hint: hintOf(setting)})}</div>`)}
      </div>
    </section>
  `;
}

function hintOf(setting) {
  const first = FIRST[setting];
  const shown = first === true ? words.on : first === '' ? words.empty : first.replace(/\.00$/, '');
  return `${words[`${setting}Hint`]} ${words.first(shown)}`;
}

function vatExample({vatRatePercent}) {
  const rate = pence(vatRatePercent);
  if (!(rate > 0)) return words.noVat;
  return words.exampleVat(
    format.money('75.00'),
    format.money(pounds(Math.round((7500 * rate) / (10_000 + rate)))),
  );
}

function groupExample({groupDiscountMinSeats, groupDiscountPercent}) {
  const [seats, off] = [Number(groupDiscountMinSeats), pence(groupDiscountPercent)];
  if (!(off > 0) || !(seats > 0)) return words.noGroup;
  const whole = seats * 7500;
  const paid = pounds(whole - Math.round((whole * off) / 10_000));
  return words.exampleGroup(seats, format.money('75.00'), format.money(paid));
}
