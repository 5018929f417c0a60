import {facts, link, paragraph} from '../content';
import {scheduleMail} from '../template';
import {dayAndTime, scheduleFacts} from '../words';

export const waitingListOffer = scheduleMail({
  subject: 'A seat is free for you',
  obsoleteBecause: ({entry: {status, offerExpiresAt}, now}) =>
    status === 'offered' && offerExpiresAt !== null && offerExpiresAt > now
      ? undefined
      : 'the offer has ended',
  body: ({schedule, entry: {seats, offerExpiresAt}, now, link: url}) => [
    paragraph(
      seats === 1
        ? 'A seat has become free on the course that you are waiting for.'
        : `${seats} seats have become free on the course that you are waiting for.`,
    ),
    facts(
      ...scheduleFacts(schedule),
      ['Seats', String(seats)],
      ['Kept for you until', dayAndTime(offerExpiresAt ?? now)],
    ),
    paragraph(
      seats === 1
        ? 'Take it or let it go here. After that time it is offered to the next in line.'
        : 'Take them or let them go here. After that time they are offered to the next in line.',
    ),
    link(seats === 1 ? 'Take the seat or let it go' : 'Take the seats or let them go', url),
  ],
});
