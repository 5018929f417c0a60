// Discount codes: the list, and one with what it takes off, how much of it is left, and what it was used for.
import {Choice, MoneyField, PercentField, TextField} from '/common/fields.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge} from '/common/parts.js';
import {withQuery} from '/common/request.js';
import {useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {amountOf, isMore, isNothing, pence, pounds} from '../booking/amounts.js';
import {DiscountUses} from '../record/discount-uses.js';
import {AMOUNT, NULLABLE, NUMBER} from '../record/values.js';
import {Name, RecordList, RecordScreen} from '../record.js';

const words = texts.discountCodes;
const KIND = {
  entity: 'discount_code',
  path: '/api/admin/discount-codes',
  address: '/admin/discount-codes',
  words,
};
const COURSE_TYPES = [['', words.anyCourse], ...texts.courses.types];
const TONES = {valid: 'active', future: 'pending', exhausted: 'full'};

/** Whether it counts today, and why not. */
function stateOf(code, today = format.dayOf()) {
  if (!code.isActive) return 'inactive';
  if (code.validUntil < today) return 'expired';
  if (code.usageLimit !== null && code.timesUsed >= code.usageLimit) return 'exhausted';
  return code.validFrom > today ? 'future' : 'valid';
}

const State = ({code}) => {
  const state = stateOf(code);
  return html`<${Badge} status=${TONES[state] ?? 'inactive'} label=${words.states[state]} />`;
};

function offOf({discountType, discountValue, minPurchaseAmount}) {
  const off =
    discountType === 'percentage'
      ? words.percentOff(format.percent(Number(discountValue)))
      : words.moneyOff(format.money(discountValue));
  return isNothing(minPurchaseAmount) ? off : `${off} ${words.from(format.money(minPurchaseAmount))}`;
}

export function DiscountCodes() {
  return html`
    <${RecordList} kind=${KIND} searchHint=${words.search} 
      filters=${[
        {name: 'validOn', label: words.validOn, type: 'date'},
        {name: 'isActive', label: words.isActive, options: texts.yesNo},
      ]}
      columns=${[
        {
          name: 'code',
          label: words.code,
          sort: 'code',
          show: code => html`<${Name} text=${code.code} />`,
        },
        {name: 'off', label: words.value, show: offOf},
        {name: 'description', label: words.description, isWide: true, show: code => code.description},
        {
          name: 'until',
          label: words.validUntil,
          sort: 'validUntil',
          isWide: true,
          show: code => format.day(code.validUntil),
        },
        {
          name: 'used',
          label: words.used,
          sort: 'timesUsed',
          isNumber: true,
          isWide: true,
          show: code => usedOf(code),
        },
        {name: 'state', label: texts.records.status, show: code => html`<${State} code=${code} />`},
      ]}>
      <${Views} />
    <//>
  `;
}

function Views() {
  const {query} = useAddress();
  const views = {all: {}, valid: {validOn: format.dayOf(), isActive: 'true'}, inactive: {isActive: 'false'}};
  const isShown = wanted =>
    ['validOn', 'isActive', 'search'].every(name => (query[name] ?? '') === (wanted[name] ?? ''));
  return html`
    <nav class="views" aria-label=${words.views}>
      ${Object.entries(views).map(
        ([name, wanted]) =>
          html`<a key=${name} href=${withQuery(KIND.address, wanted)} aria-current=${isShown(wanted) ? 'page' : undefined}>${words.viewNames[name]}</a>`,
      )}
    </nav>
  `;
}

const usedOf = ({timesUsed, usageLimit}) =>
  usageLimit === null
    ? format.number(timesUsed)
    : words.usedOf(format.number(timesUsed), format.number(usageLimit));

export function DiscountCode({id}) {
  const today = format.dayOf();
  return html`
    <${RecordScreen} kind=${KIND} id=${id} titleOf=${code => code.code}
      fresh=${{code: '', description: '', discountType: 'percentage', discountValue: '', minPurchaseAmount: '0.00', validFrom: today, validUntil: format.addDays(today, 365), usageLimit: '', maxUsesPerCustomer: '', courseTypeRestriction: ''}}
      as=${{discountValue: AMOUNT, minPurchaseAmount: AMOUNT, usageLimit: NUMBER, maxUsesPerCustomer: NUMBER, courseTypeRestriction: NULLABLE}}
      labels=${{...words, discountValue: words.value}}
      choices=${{discountType: words.types, courseTypeRestriction: COURSE_TYPES}}
      errorFields=${{CODE_TAKEN: 'code', IN_USE: 'usageLimit'}}
      head=${code => html`<${State} code=${code} /><span>${offOf(code)}</span>`}
      side=${(_, form) => html`<${Preview} values=${form.values} />`}
      aside=${code => html`<${DiscountUses} id=${code.id} key=${code.version} />`}>
      ${(form, code) => fieldsOf(form, code)}
    <//>
  `;
}

function fieldsOf(form, code) {
  const Value = form.values.discountType === 'percentage' ? PercentField : MoneyField;
  return html`
    <${TextField} form=${form} name="code" label=${words.code} hint=${words.codeHint} required pattern="[A-Za-z0-9_\\-]{2,50}" maxlength="50" title=${words.codeFormat} autocomplete="off" autocapitalize="characters" />
    <${TextField} form=${form} name="description" label=${words.description} hint=${words.descriptionHint} maxlength="10000" />
    <${Choice} form=${form} name="discountType" label=${words.discountType} options=${words.types} required />
    <${Value} key=${form.values.discountType} form=${form} name="discountValue" label=${words.discountValue[form.values.discountType]} required />
    <${TextField} form=${form} name="validFrom" type="date" label=${words.validFrom} required />
    <${TextField} form=${form} name="validUntil" type="date" min=${form.values.validFrom} label=${words.validUntil} hint=${words.validUntilHint} required />
    <${TextField} form=${form} name="usageLimit" type="number" min=${Math.max(1, code?.timesUsed ?? 1)} max="2147483647" label=${words.usageLimit} hint=${limitHint(code)} />
    <${TextField} form=${form} name="maxUsesPerCustomer" type="number" min="1" max="2147483647" label=${words.maxUsesPerCustomer} hint=${words.usageLimitHint} />
    <${MoneyField} form=${form} name="minPurchaseAmount" label=${words.minPurchaseAmount} hint=${words.minPurchaseHint} required />
    <${Choice} form=${form} name="courseTypeRestriction" label=${words.courseTypeRestriction} options=${COURSE_TYPES} />
  `;
}

const limitHint = code =>
  code?.timesUsed > 0 ? `${words.usageLimitHint} ${words.belowUsed(code.timesUsed)}` : words.usageLimitHint;

/** Seats of these prices, as they would be with what is typed. */
const PRICES = ['75.00', '150.00'];

function Preview({values}) {
  const off = pence(values.discountValue);
  const isReady = off > 0 && pence(values.minPurchaseAmount) !== undefined;
  return html`
    <section class="card stack" aria-live="polite">
      <h2>${words.preview}</h2>
      ${isReady && PRICES.map(price => html`<p key=${price}>${exampleOf(price, values, off)}</p>`)}
      ${values.validUntil < values.validFrom && html`<p class="bad-text">${words.never}</p>`}
      <p class="small">${words.onlyNew}</p>
    </section>
  `;
}

function exampleOf(price, {discountType, minPurchaseAmount}, off) {
  const least = amountOf(minPurchaseAmount);
  if (isMore(least, price)) return words.exampleLess(format.money(price), format.money(least));
  const whole = pence(price);
  const taken = discountType === 'percentage' ? Math.round((whole * off) / 10_000) : off;
  return words.example(format.money(price), format.money(pounds(Math.max(0, whole - taken))));
}
