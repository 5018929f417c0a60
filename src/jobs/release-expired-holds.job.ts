import type {HoldService} from '../services/hold.service';
import type {Job} from './job';

/** Rule 4: seats whose hold ran out go back even if nobody asks for that schedule. */
export const releaseExpiredHolds: Job = {
  name: 'release_expired_holds',
  schedule: '* * * * *',
  async run(application) {
    const holds = await application.get<HoldService>('services.HoldService');
    await holds.releaseAll();
  },
};
