// Which company is invoiced for a booking.
import {Finder, TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import {html} from '/common/html.js';
import {request} from '/common/request.js';
import {texts} from '/common/texts.js';
import {ActionDialog} from './action.js';
import {findCompanies} from './finders.js';
import {begunWith, Conflict, currentOf} from './version.js';

const words = texts.booking.companies;
const LABELS = {company: words.company, order: words.order};

const valuesOf = ({companyId, company}) => ({
  company: companyId === null ? null : {value: companyId, label: company.name},
  order: company?.purchaseOrderNumber ?? '',
});

const plain = ({company, order}) => ({
  company: company && {value: company.value, label: company.label},
  order,
});

export function CompanyOfBooking({booking, etag, onDone, onClose}) {
  const form = useForm({
    draft: `booking/${booking.id}/company`,
    initial: begunWith(etag, valuesOf(booking)),
    save: async ({company, order, began}) => {
      const body = {companyId: company?.value ?? null, purchaseOrderNumber: order === '' ? null : order};
      await request('PUT', `/api/admin/bookings/${booking.id}/company`, {body, etag: began.etag});
      onDone(words.done);
    },
  });
  const {company} = form.values;
  const isConflict = currentOf(form) !== undefined;
  const hasCredit = company?.creditTermsDays > 0 && booking.paymentMethod === 'invoice';
  return html`
    <${ActionDialog} title=${words.title} form=${isConflict ? {...form, problem: undefined} : form} action=${texts.actions.save}
      isReady=${company !== null || booking.companyId !== null} onClose=${onClose}
      effects=${effectsOf(booking, company, hasCredit)}>
      <${Finder} label=${words.company} hint=${words.companyHint} selected=${company ?? undefined} find=${findCompanies} required=${booking.companyId === null}
        onSelect=${option => form.set('company', option ?? null)} />
      <${TextField} form=${form} name="order" label=${words.order} maxlength="50" />
    <//>
    <${Conflict} form=${form} labels=${LABELS} valuesOf=${valuesOf} plain=${plain} show=${value => value.label ?? value} />
  `;
}

function effectsOf({status, contact, companyId}, company, hasCredit) {
  if (company === null) return [companyId !== null && words.nobody];
  if (company.value === companyId) return [texts.booking.nobodyMailed];
  const isConfirmed = hasCredit && status === 'pending';
  return [
    hasCredit ? words.credit(company.creditTermsDays) : words.noCredit,
    isConfirmed && words.confirms,
    isConfirmed
      ? texts.booking.mailed(texts.booking.confirm.mail, contact.email)
      : texts.booking.nobodyMailed,
  ];
}
