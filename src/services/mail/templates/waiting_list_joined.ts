import {facts, link, paragraph} from '../content';
import {scheduleMail} from '../template';
import {scheduleFacts} from '../words';

export const waitingListJoined = scheduleMail({
  subject: 'You are on the waiting list',
  obsoleteBecause: ({entry}) =>
    entry.status === 'waiting' ? undefined : 'they do not wait any more, or have an offer',
  body: ({schedule, entry, link: url}) => [
    paragraph(
      'This course is full at the moment, and you are in line for it. We write to you as soon as there is room for you; ' +
        'nothing is booked until you accept, and there is nothing to pay before.',
    ),
    facts(...scheduleFacts(schedule), ['Seats wanted', String(entry.seats)]),
    link('See your place, or leave the waiting list', url),
  ],
});
