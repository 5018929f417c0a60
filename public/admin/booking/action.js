// The dialog of an action: its fields, what will happen, and its button; a refusal stands inside, and nothing is lost.
import {KeptNote} from '/common/form.js';
import {html} from '/common/html.js';
import {Dialog, ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';

const words = texts.booking;

/**
 * @param form of `useForm`
 * @param onClose (whether something was refused) → void
 * @param action what the button says; `effects`: what will happen, a sentence each; false ones are left out
 * @param insist () → void: does it although people are booked already; shown when that was the refusal
 */
export function ActionDialog({
  title,
  form,
  action,
  effects = [],
  insist,
  isReady = true,
  isDangerous = false,
  isWide,
  onClose,
  children,
}) {
  // A refusal may be about what somebody else did meanwhile: whoever goes sees it.
  const leave = () => onClose(form.problem !== undefined);
  const duplicates = insist && duplicatesOf(form.problem);
  return html`
    <${Dialog} title=${title} isWide=${isWide} onClose=${leave}>
      <form class="stack" onSubmit=${form.submit}>
        <${KeptNote} form=${form} />
        ${children}
        <${Effects} items=${effects} />
        ${
          duplicates
            ? html`<div class="note attention" role="alert"><p>${words.duplicate(duplicates)}</p></div>`
            : html`<${ProblemNote} problem=${form.problem} />`
        }
        <footer class="actions">
          ${duplicates && html`<button type="button" class="primary" disabled=${form.isSaving} onClick=${insist}>${words.insist}</button>`}
          ${
            !duplicates &&
            html`
              <button class=${isDangerous ? 'danger' : 'primary'} disabled=${form.isSaving || !isReady}>
                ${form.isSaving ? texts.actions.working : action}
              </button>
            `
          }
          <button type="button" onClick=${leave}>${words.close}</button>
        </footer>
      </form>
    <//>
  `;
}

/** What will happen, said before it does. */
export function Effects({items}) {
  const shown = items.filter(Boolean);
  if (shown.length === 0) return null;
  return html`
    <section class="effects" aria-live="polite">
      <h3>${words.effects}</h3>
      <ul>${shown.map(text => html`<li key=${text}>${text}</li>`)}</ul>
    </section>
  `;
}

/** @returns names of those who are booked already, when that is why it was refused */
export function duplicatesOf(problem) {
  if (problem?.code !== 'ATTENDEE_ALREADY_BOOKED') return undefined;
  return (problem.details?.attendees ?? [])
    .map(({firstName, lastName}) => `${firstName} ${lastName}`)
    .join(', ');
}
