/**
 * LoopBack as its generator leaves it: a controller on `DefaultCrudRepository`, relations by inclusion, nothing tuned.
 * The models are ours. Bodies and parameters are checked by LoopBack's own ajv.
 */

import {
  DefaultCrudRepository,
  DefaultTransactionalRepository,
  type Entity,
  type Getter,
  juggler,
  RepositoryMixin,
} from '@loopback/repository';
import {RestApplication, RestTags} from '@loopback/rest';
import {Booking} from '../../src/models/booking.model';
import {BookingAttendee} from '../../src/models/booking-attendee.model';
import {Course} from '../../src/models/course.model';
import {CourseSchedule} from '../../src/models/course-schedule.model';
import {EmailLog} from '../../src/models/email-log.model';
import {Setting} from '../../src/models/setting.model';
import {User} from '../../src/models/user.model';
import {Venue} from '../../src/models/venue.model';
import {StockController} from './loopback-stock.controller';
import {listening, type PeerSettings, readSettings} from './setup';

/** The database as `lb4 datasource` configures it. */
function dataSourceOf({connection, poolSize}: PeerSettings): juggler.DataSource {
  return new juggler.DataSource({name: 'db', connector: 'postgresql', ...connection, max: poolSize});
}

function repositoriesOn(db: juggler.DataSource) {
  const plain = <T extends Entity>(model: typeof Entity & {prototype: T}) =>
    new DefaultCrudRepository<T, number>(model, db);
  const courses = plain(Course);
  const venues = plain(Venue);
  const schedules = plain(CourseSchedule);
  const bookings = new DefaultTransactionalRepository<Booking, number>(Booking, db);
  const including = (
    from: DefaultCrudRepository<Entity, number>,
    name: string,
    to: DefaultCrudRepository<Entity, number>,
  ) => {
    const getter = (async () => to) as Getter<typeof to>;
    const accessor = (
      from as unknown as {
        createBelongsToAccessorFor(name: string, to: typeof getter): {inclusionResolver: never};
      }
    ).createBelongsToAccessorFor(name, getter);
    from.registerInclusionResolver(name, accessor.inclusionResolver);
  };
  including(schedules as never, 'course', courses as never);
  including(schedules as never, 'venue', venues as never);
  including(bookings as never, 'schedule', schedules as never);
  return {
    courses,
    venues,
    schedules,
    bookings,
    users: plain(User),
    attendees: plain(BookingAttendee),
    emails: plain(EmailLog),
    settings: new DefaultCrudRepository<Setting, string>(Setting, db),
  };
}

export type StockRepositories = ReturnType<typeof repositoriesOn>;

class StockApplication extends RepositoryMixin(RestApplication) {}

async function main(): Promise<void> {
  const settings = readSettings();
  const db = dataSourceOf(settings);
  const app = new StockApplication({rest: {port: 0, host: '127.0.0.1'}});
  app.bind('stock.repositories').to(repositoriesOn(db));
  app.bind('stock.config').to(settings.config);
  app
    .bind('ajv.formats.well-formed')
    .to({name: 'well-formed', type: 'string', validate: /^\P{Surrogate}*$/u})
    .tag(RestTags.AJV_FORMAT);
  app.controller(StockController);
  await app.start();
  listening(Number(new URL(app.restServer.url ?? '').port));
}

void main();
