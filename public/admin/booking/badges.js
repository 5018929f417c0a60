// The badge of a payment's state: a pending payment reads otherwise than a pending booking.
import {html} from '/common/html.js';
import {Badge} from '/common/parts.js';
import {texts} from '/common/texts.js';

/** @param status the booking's payment status */
export function PaymentBadge({status}) {
  return html`<${Badge} status=${status} label=${texts.bookings.paymentLabels[status]} />`;
}
