import {loadLifecycleConfig} from '../../config';
import {createDatabase} from '../../database/create-database';
import {openDatabase} from '../../database/open-database';
import {EXIT} from '../../schema-lifecycle/programmatic';
import type {Command} from '../command';

export const command: Command = {
  about: 'Create the database that is configured, unless it is there.',
  run: async ({environment, json, output}) => {
    const config = loadLifecycleConfig({environment});
    const {connection, migrationConnection} = config.database;
    if (connection === null) {
      // The embedded server makes its database when it starts.
      const database = await openDatabase(config);
      await database.release();
      output.print(
        json ? JSON.stringify({database: database.description, created: false}) : database.description,
      );
      return EXIT.ok;
    }
    const target = migrationConnection ?? connection;
    const created = await createDatabase(target);
    const name = `${target.database} on ${target.host}:${target.port}`;
    if (json) output.print(JSON.stringify({database: target.database, created}));
    else output.print(created ? `created ${name}; next: npm run migrate` : `${name} is there already`);
    return EXIT.ok;
  },
};
