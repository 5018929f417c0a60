// Who comes: somebody else instead, or one fewer, with what comes back shown first.
import {TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Confirm, Dialog, Loaded, ProblemNote, say} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {kindly} from './ask.js';
import {Refund} from './cancel.js';

const words = texts.book.attendees;

export function Attendees({booking, holder, reload}) {
  const [changing, setChanging] = useState();
  const {attendees, status, schedule} = booking;
  const isOpen = status === 'pending' || status === 'confirmed';
  const mayChange =
    isOpen && schedule.status === 'published' && new Date(schedule.startDatetime) > new Date();
  // The amount that is being paid by card stays as it is.
  const mayRemove =
    mayChange && attendees.length > 1 && (status === 'confirmed' || booking.paymentMethod !== 'card');
  const done = text => {
    setChanging(undefined);
    say(text);
    reload();
  };
  const shared = {holder, done, attendee: changing?.attendee, onClose: () => setChanging(undefined)};
  return html`
    <section class="card stack">
      <h2>${words.title}</h2>
      <ul class="plain lines">
        ${attendees.map(
          attendee => html`
            <li key=${attendee.id} class="row">
              <span>${format.fullName(attendee)}${attendee.email && html` <span class="small">${attendee.email}</span>`}</span>
              ${
                mayChange &&
                html`
                  <span class="actions">
                    <button type="button" aria-label=${words.replaceOf(format.fullName(attendee))} onClick=${() => setChanging({way: 'replace', attendee})}>${words.replace}</button>
                    ${mayRemove && html`<button type="button" class="quiet" aria-label=${words.removeOf(format.fullName(attendee))} onClick=${() => setChanging({way: 'remove', attendee})}>${words.remove}</button>`}
                  </span>
                `
              }
            </li>
          `,
        )}
      </ul>
      ${mayChange && html`<p class="small">${words.hint} <a href=${`/?schedule=${schedule.id}`}>${words.bookMore}</a></p>`}
      ${changing?.way === 'replace' && html`<${Replace} ...${shared} />`}
      ${changing?.way === 'remove' && html`<${Remove} ...${shared} />`}
    </section>
  `;
}

function Replace({attendee, holder, done, onClose}) {
  const form = useForm({
    draft: `replace:${attendee.id}`,
    initial: {firstName: '', lastName: '', email: ''},
    save: async ({email, ...names}) => {
      await holder.send('PUT', `/attendees/${attendee.id}`, {body: email.trim() ? {...names, email} : names});
      done(words.replaced);
    },
  });
  return html`
    <${Dialog} title=${words.replaceTitle(format.fullName(attendee))} onClose=${onClose}>
      <form class="stack" onSubmit=${form.submit}>
        <p>${words.replaceHow}</p>
        <${ProblemNote} problem=${kindly(form.problem)} />
        <${TextField} form=${form} name="firstName" label=${texts.book.form.firstName} required maxlength="100" pattern=".*\\S.*" title=${texts.book.form.nameHint} autocomplete="off" />
        <${TextField} form=${form} name="lastName" label=${texts.book.form.lastName} required maxlength="100" pattern=".*\\S.*" title=${texts.book.form.nameHint} autocomplete="off" />
        <${TextField} form=${form} name="email" type="email" label=${texts.book.form.email} maxlength="255" autocomplete="off" />
        <footer class="actions">
          <button class="primary" disabled=${form.isSaving}>${form.isSaving ? texts.actions.working : words.replaceDo}</button>
          <button type="button" onClick=${onClose}>${texts.book.keepAsIs}</button>
        </footer>
      </form>
    <//>
  `;
}

function Remove({attendee, holder, done, onClose}) {
  const load = useLoad(
    signal => holder.get('/cancellation-preview', {query: {attendeeId: attendee.id}, signal}),
    [],
  );
  const task = useTask(async () => {
    await holder.send('POST', `/attendees/${attendee.id}/remove`);
    done(words.removed);
  });
  return html`
    <${Confirm} title=${words.removeTitle(format.fullName(attendee))} action=${words.removeDo} task=${{...task, isRunning: task.isRunning || !load.data, problem: kindly(task.problem)}} isDangerous onClose=${onClose}>
      <${Loaded} load=${load} lines=${4}>${preview => html`<${Refund} preview=${preview} isSeat />`}<//>
      <p>${words.removeHow}</p>
    <//>
  `;
}
