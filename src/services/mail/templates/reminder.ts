import {companyDaysBetween} from '../../../domain/company-time';
import {REMINDER_DAYS} from '../../../domain/reminders';
import {link, paragraph} from '../content';
import {bookingMail} from '../template';
import {bookingFacts} from '../words';

export const reminder = bookingMail({
  subject: 'Your course is coming up',
  obsoleteBecause: ({booking: {status, schedule}, now}) => {
    if (status !== 'confirmed') return `the booking is ${status}`;
    if (schedule.status !== 'published') return `the course is ${schedule.status}`;
    const start = new Date(schedule.startDatetime);
    if (start <= now) return 'the course has begun';
    return companyDaysBetween(now, start) > REMINDER_DAYS ? 'the course was moved to a later day' : undefined;
  },
  body: ({booking, links}) => [
    paragraph('This is a reminder of your course. We look forward to seeing you.'),
    bookingFacts(booking),
    link('Manage your booking', links.booking),
  ],
});
