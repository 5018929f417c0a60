import {backUpDaily as backUp} from '../database/backups';
import {AppBindings} from '../keys';
import type {Job} from './job';

/** Makes and proves a backup at the hour that is configured; asked every hour, so that the hour is a setting. */
export const backUpDaily: Job = {
  name: 'back_up_daily',
  schedule: '30 * * * *',
  async run(application) {
    const config = await application.get(AppBindings.CONFIG);
    const clock = await application.get(AppBindings.CLOCK);
    if (config.backup.atHour !== clock().getUTCHours()) return;
    const database = await application.get(AppBindings.OPEN_DATABASE);
    await backUp(config, database, null, await application.get(AppBindings.LOGGER));
  },
};
