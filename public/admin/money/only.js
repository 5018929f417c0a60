// Says that a list shows only what belongs to one record, and leads back to all of it.
import {html} from '/common/html.js';
import {get} from '/common/request.js';
import {setQuery} from '/common/router.js';
import {useLoad} from '/common/use.js';

/** @param name of the parameter in the address; `label`: what is shown; `action`: what shows all */
export function OnlyNote({name, label, action}) {
  return html`
    <div class="note only">
      <p>${label}</p>
      <button type="button" onClick=${() => setQuery({[name]: undefined, after: undefined})}>${action}</button>
    </div>
  `;
}

/** @param words of the screen: {onlyBooking: name → what is shown, showAll} */
export function OnlyBooking({id, words}) {
  const {data} = useLoad(signal => get(`/api/admin/bookings/${id}`, undefined, {signal}), [id]);
  return html`<${OnlyNote} name="bookingId" label=${words.onlyBooking(data?.data.bookingReference ?? `#${id}`)} action=${words.showAll} />`;
}

/** The views of a screen. @param views [[label, address, isShown], …] */
export function Views({label, views}) {
  return html`
    <nav class="views" aria-label=${label}>
      ${views.map(
        ([text, href, isShown]) =>
          html`<a key=${href} href=${href} aria-current=${isShown ? 'true' : undefined}>${text}</a>`,
      )}
    </nav>
  `;
}
