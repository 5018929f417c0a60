import type {WaitingListService} from '../services/waiting-list.service';
import type {Job} from './job';

/** Offers that nobody answered go to the next in line, and lists of courses that have begun are closed. */
export const renewWaitingLists: Job = {
  name: 'renew_waiting_lists',
  schedule: '* * * * *',
  async run(application) {
    const waitingList = await application.get<WaitingListService>('services.WaitingListService');
    await waitingList.renewAll();
  },
};
