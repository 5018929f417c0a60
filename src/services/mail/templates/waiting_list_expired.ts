import {facts, paragraph} from '../content';
import {scheduleMail} from '../template';
import {scheduleFacts} from '../words';

export const waitingListExpired = scheduleMail({
  subject: 'Your offer from the waiting list has ended',
  body: ({schedule}) => [
    paragraph(
      'We had no answer from you in time, so the seats that we kept for you are offered to the next in line.',
    ),
    facts(...scheduleFacts(schedule)),
    paragraph('You are welcome to join the waiting list again, or to book another date.'),
  ],
});
