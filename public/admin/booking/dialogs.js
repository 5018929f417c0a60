// Which dialog does which action of a booking.
import {html} from '/common/html.js';
import {ApproveRefund} from './approve-dialog.js';
import {AddAttendees, RemoveAttendee, ReplaceAttendee} from './attendee-dialogs.js';
import {CompanyOfBooking} from './company-dialog.js';
import {EditBooking} from './edit-dialog.js';
import {ReadMail, ResendMail} from './mails.js';
import {RecordPayment, RefundBooking} from './money-dialogs.js';
import {MoveBooking} from './move-dialog.js';
import {CancelBooking, CloseBooking, ConfirmBooking} from './status-dialogs.js';

const DIALOGS = {
  add: AddAttendees,
  approve: ApproveRefund,
  cancel: CancelBooking,
  company: CompanyOfBooking,
  complete: properties => html`<${CloseBooking} status="completed" ...${properties} />`,
  confirm: ConfirmBooking,
  edit: EditBooking,
  move: MoveBooking,
  noShow: properties => html`<${CloseBooking} status="no_show" ...${properties} />`,
  pay: RecordPayment,
  read: ReadMail,
  refund: RefundBooking,
  remove: RemoveAttendee,
  replace: ReplaceAttendee,
  resend: ResendMail,
};

/** @param name of the action; `item`: the attendee, refund or mail that it is about */
export function BookingDialog({name, ...properties}) {
  return html`<${DIALOGS[name]} ...${properties} />`;
}
