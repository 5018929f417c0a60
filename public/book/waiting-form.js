// Waiting for seats of a date that is full: who, and how many.
import {useForm} from '/common/form.js';
import {html} from '/common/html.js';
import {ProblemNote} from '/common/parts.js';
import {post} from '/common/request.js';
import {navigate} from '/common/router.js';
import {texts} from '/common/texts.js';
import {kindly} from './ask.js';
import {ContactFields, SeatsField} from './booking-fields.js';
import {Dates} from './dates.js';
import {contactOf, DRAFT, EMPTY} from './draft.js';
import {keepKey} from './keys.js';

const words = texts.book.waiting;
const FEW = 4;

export function WaitingForm({date}) {
  const form = useForm({
    draft: DRAFT,
    initial: EMPTY,
    save: async (values, {key}) => {
      const body = {courseScheduleId: date.id, contact: contactOf(values), seats: values.seats};
      const {data} = await post('/api/waiting-list', body, {key, token: null});
      keepKey('waiting-list', data.reference, data.accessToken);
      navigate(`/?waiting-list=${data.reference}&joined`);
    },
  });
  const {seats} = form.values;
  const hasSeats = date.seatsAvailable >= seats || form.problem?.code === 'SEATS_AVAILABLE';
  return html`
    <form class="stack booking-form" onSubmit=${form.submit}>
      <section class="card stack">
        <h2>${words.title}</h2>
        <p>${words.how}</p>
        <${SeatsField} form=${form} label=${words.seats} most=${date.capacity} />
        ${
          hasSeats &&
          html`<div class="note good" role="status"><p>${words.available}</p><a class="button primary" href=${`/?schedule=${date.id}`}>${words.bookNow}</a></div>`
        }
        <${ContactFields} form=${form} />
        ${form.problem?.code !== 'SEATS_AVAILABLE' && html`<${ProblemNote} problem=${kindly(form.problem)} />`}
        <div class="actions"><button class="primary big" disabled=${form.isSaving || hasSeats}>${form.isSaving ? texts.actions.working : words.join(seats)}</button></div>
        <p class="small">${words.free}</p>
      </section>
      <section class="stack">
        <h2>${words.others}</h2>
        <${Dates} key=${seats} filter=${{courseId: date.course.id, seats}} limit=${FEW} empty=${words.noOthers} />
      </section>
    </form>
  `;
}
