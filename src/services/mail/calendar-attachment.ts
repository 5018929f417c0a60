import {renderCalendar} from '../calendar';
import {type Block, paragraph} from './content';
import type {Attachment, BookingMailView} from './template';

/** The booking's days as a file that puts them into a calendar, mends them there, or takes them out. */
export function calendarAttachment({booking, company, now}: BookingMailView, formerDays = 0): Attachment[] {
  const {method, content} = renderCalendar(booking, {now, organizer: company, formerDays});
  return [
    {
      filename: `${booking.bookingReference}.ics`,
      contentType: `text/calendar; charset=utf-8; method=${method}`,
      content,
    },
  ];
}

/** The same, for whoever was sent one before: who has nothing in their calendar needs no change of it. */
export function calendarChange(view: BookingMailView, formerDays = 0): Attachment[] {
  return view.isInCalendar ? calendarAttachment(view, formerDays) : [];
}

export function calendarWords({isInCalendar}: Pick<BookingMailView, 'isInCalendar'>, words: string): Block[] {
  return isInCalendar ? [paragraph(words)] : [];
}
