// Says what was done about a message of the payment provider.
import {TextArea} from '/common/fields.js';
import {useForm} from '/common/form.js';
import {html} from '/common/html.js';
import {say} from '/common/parts.js';
import {post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {ActionDialog} from '../booking/action.js';

const words = texts.payments;

export function ResolveEvent({event, onDone, onClose}) {
  const form = useForm({
    draft: `payment-event/${event.id}`,
    initial: {resolution: ''},
    save: async ({resolution}, {key}) => {
      try {
        await post(`/api/admin/payment-events/${event.id}/resolve`, {resolution}, {key});
        say(words.resolveDone);
      } catch (problem) {
        if (problem.code !== 'PAYMENT_EVENT_NOT_FOUND') throw problem;
        say(words.resolvedAlready);
      }
      onDone();
    },
  });
  return html`
    <${ActionDialog} title=${words.resolveTitle} form=${form} action=${words.resolve} onClose=${onClose} effects=${[words.resolveHint]}>
      <p><strong>${words.eventTypes[event.eventType] ?? event.eventType}</strong>${event.note && `: ${event.note}`}</p>
      <${TextArea} form=${form} name="resolution" label=${words.resolution} required maxlength="500" autofocus />
    <//>
  `;
}
