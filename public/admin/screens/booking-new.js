// Book by hand, for somebody on the telephone or a company by letter.
import {useForm} from '/common/form.js';
import {html} from '/common/html.js';
import {Loading, say} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {navigate, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {backToList} from '../booking/back.js';
import {contactOf, scheduleOption} from '../booking/finders.js';
import {useInsist} from '../booking/insist.js';
import {NewBookingForm} from '../booking/new-form.js';
import {NOBODY, peopleOf} from '../booking/people-fields.js';
import {ScreenHead} from '../frame.js';

const words = texts.newBooking;

const EMPTY = {
  schedule: null,
  customer: null,
  'contact.firstName': '',
  'contact.lastName': '',
  'contact.email': '',
  'contact.phone': '',
  attendees: [NOBODY],
  discountCode: '',
  paymentMethod: 'invoice',
  company: null,
  purchaseOrderNumber: '',
  confirm: false,
  notes: '',
  twiceBecause: '',
};

export function NewBooking() {
  const {query} = useAddress();
  const load = useLoad(signal => startOf(query, signal), [query.scheduleId, query.userId]);
  return html`
    <${ScreenHead} title=${words.title} back=${backToList()} />
    ${load.isLoading ? html`<${Loading} lines=${16} />` : html`<${Filled} draft=${`booking/new/${query.scheduleId ?? ''}/${query.userId ?? ''}`} start=${{...EMPTY, ...load.data}} />`}
  `;
}

/** The schedule and the customer that the address names; what can not be found is chosen by hand. */
async function startOf({scheduleId, userId}, signal) {
  const one = (path, fill) =>
    get(path, undefined, {signal}).then(
      ({data}) => fill(data),
      () => ({}),
    );
  const parts = await Promise.all([
    scheduleId && one(`/api/admin/schedules/${scheduleId}`, data => ({schedule: scheduleOption(data)})),
    userId && one(`/api/admin/users/${userId}`, contactOf),
  ]);
  return Object.assign({}, ...parts);
}

function Filled({start, draft}) {
  const insist = useInsist();
  const form = useForm({
    draft,
    initial: start,
    save: async (values, {key}) => {
      const body = bodyOf(values, insist.isMeant(values));
      const {data} = await post('/api/admin/bookings', body, {key});
      say(words.done(data.bookingReference));
      navigate(`/admin/bookings/${data.id}`, {replace: true});
    },
  });
  return html`<${NewBookingForm} form=${form} insist=${() => insist.mean(form)} />`;
}

function bodyOf(values, allowDuplicates) {
  const {schedule, company, notes, twiceBecause, discountCode, purchaseOrderNumber, confirm} = values;
  const contact = {
    firstName: values['contact.firstName'],
    lastName: values['contact.lastName'],
    email: values['contact.email'],
    phone: values['contact.phone'] || undefined,
  };
  const allNotes = [notes, allowDuplicates && twiceBecause && `${words.insistReason}: ${twiceBecause}`];
  return {
    courseScheduleId: schedule.value,
    contact,
    attendees: peopleOf(values.attendees),
    paymentMethod: values.paymentMethod,
    discountCode: discountCode.trim() || undefined,
    ...(company === null
      ? {}
      : {companyId: company.value, purchaseOrderNumber: purchaseOrderNumber.trim() || undefined}),
    confirm,
    notes: allNotes.filter(Boolean).join('\n') || undefined,
    allowDuplicates,
  };
}
