import {facts, paragraph} from '../content';
import {scheduleMail} from '../template';
import {scheduleFacts} from '../words';

export const waitingListClosed = scheduleMail({
  subject: 'The course you were waiting for is cancelled',
  body: ({schedule}) => [
    paragraph('This course does not take place, so its waiting list is closed.'),
    facts(...scheduleFacts(schedule)),
    paragraph('You are welcome to book another date.'),
  ],
});
