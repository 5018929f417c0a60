// Companies that are invoiced: the list, and one with its terms, what it has not paid, and its bookings.
import {TextArea, TextField} from '/common/fields.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {BookingsOf} from '../record/related.js';
import {Unpaid} from '../record/unpaid.js';
import {NUMBER} from '../record/values.js';
import {Name, RecordList, RecordScreen} from '../record.js';

const words = texts.companies;
const KIND = {entity: 'company', path: '/api/admin/companies', address: '/admin/companies', words};
const creditOf = ({creditTermsDays}) =>
  creditTermsDays > 0 ? words.creditDays(creditTermsDays) : words.noCredit;

export function Companies() {
  return html`
    <${RecordList} kind=${KIND} searchHint=${words.search} 
      filters=${[{name: 'isActive', label: words.isActive, options: texts.yesNo}]}
      columns=${[
        {
          name: 'name',
          label: words.name,
          sort: 'name',
          show: company => html`<${Name} text=${company.name} />`,
        },
        {name: 'email', label: words.email, isWide: true, show: company => company.email},
        {name: 'credit', label: words.credit, show: creditOf},
        {
          name: 'active',
          label: words.isActive,
          show: company => html`<${Badge} status=${company.isActive ? 'active' : 'inactive'} />`,
        },
        {
          name: 'added',
          label: texts.records.added,
          sort: 'createdAt',
          isWide: true,
          show: company => format.day(company.createdAt),
        },
      ]} />
  `;
}

export function Company({id}) {
  return html`
    <${RecordScreen} kind=${KIND} id=${id} titleOf=${company => company.name}
      fresh=${{name: '', email: '', creditTermsDays: '0', billingAddress: ''}}
      as=${{creditTermsDays: NUMBER}}
      labels=${words}
      head=${company => html`<${Badge} status=${company.isActive ? 'active' : 'inactive'} />`}
      side=${(_, form) => html`<${Terms} days=${Number(form.values.creditTermsDays)} />`}
      aside=${company => html`
        <${Unpaid} companyId=${company.id} />
        <${BookingsOf} query=${{companyId: company.id}} title=${words.bookings} empty=${words.noBookings} hasCustomer />
      `}>
      ${form => html`
        <${TextField} form=${form} name="name" label=${words.name} required maxlength="200" />
        <${TextField} form=${form} name="email" type="email" label=${words.email} hint=${words.emailHint} required maxlength="255" />
        <${TextField} form=${form} name="creditTermsDays" type="number" min="0" max="365" label=${words.creditTermsDays} hint=${words.creditHint} required />
        <${TextArea} form=${form} name="billingAddress" label=${words.billingAddress} hint=${words.billingHint} rows="4" required maxlength="1000" />
      `}
    <//>
  `;
}

function Terms({days}) {
  return html`
    <section class="card stack" aria-live="polite">
      <h2>${words.terms}</h2>
      <p>${days > 0 ? words.termsCredit(days) : words.termsNone}</p>
      <p class="small">${words.onlyNew}</p>
    </section>
  `;
}
