import {
  currencySchema,
  daySchema,
  idSchema,
  moneySchema,
  nullable,
  objectSchema,
  pageSchema,
  timeSchema,
} from './common.schemas';

export const courseSchema = objectSchema('Course', {
  id: idSchema,
  name: {type: 'string', example: 'Emergency First Aid at Work'},
  slug: {type: 'string', example: 'emergency-first-aid-at-work'},
  description: {type: 'string'},
  courseType: {type: 'string', example: 'efaw'},
  durationHours: {type: 'string', example: '6.00'},
  price: moneySchema,
  currency: currencySchema,
  maxCapacity: {type: 'integer', example: 12},
  certificationValidityYears: {type: 'integer', example: 3},
});

export const venueSchema = objectSchema('Venue', {
  id: idSchema,
  name: {type: 'string', example: 'Leeds Training Centre'},
  addressLine1: {type: 'string'},
  addressLine2: nullable({type: 'string'}),
  city: {type: 'string', example: 'Leeds'},
  postcode: {type: 'string', example: 'LS1 4AP'},
  facilities: {type: 'array', items: {type: 'string'}},
  parkingInfo: nullable({type: 'string'}),
});

export const scheduleSchema = objectSchema('Schedule', {
  id: idSchema,
  course: objectSchema('ScheduleCourse', {
    id: idSchema,
    name: {type: 'string'},
    slug: {type: 'string'},
    courseType: {type: 'string'},
    durationHours: {type: 'string'},
  }),
  venue: objectSchema('ScheduleVenue', {
    id: idSchema,
    name: {type: 'string'},
    city: {type: 'string'},
    postcode: {type: 'string'},
  }),
  startDatetime: timeSchema,
  endDatetime: timeSchema,
  price: moneySchema,
  currency: currencySchema,
  capacity: {type: 'integer', example: 12},
  seatsAvailable: {type: 'integer', example: 7},
  availability: {type: 'string', enum: ['open', 'few_left', 'full']},
});

export const schedulePageSchema = pageSchema('SchedulePage', scheduleSchema);

export const scheduleFilterParameters = {
  courseId: {name: 'courseId', in: 'query', schema: idSchema},
  venueId: {name: 'venueId', in: 'query', schema: idSchema},
  from: {name: 'from', in: 'query', description: 'First day, included', schema: daySchema},
  to: {name: 'to', in: 'query', description: 'Last day, included', schema: daySchema},
  seats: {
    name: 'seats',
    in: 'query',
    description: 'At least so many seats free',
    schema: {type: 'integer', minimum: 1, maximum: 1000},
  },
} as const;
