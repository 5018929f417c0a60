import type {FromSchema} from 'json-schema-to-ts';
import {REGISTERED_STATUSES} from '../../domain/attendance';
import {ASSESSMENTS, ATTENDANCES, PAYMENT_STATUSES, SCHEDULE_STATUSES} from '../../domain/statuses';
import {
  countedPageSchema,
  daySchema,
  idSchema,
  nullable,
  objectSchema,
  oneOf,
  timeSchema,
} from './common.schemas';

const MAX_ATTENDEES = 1000;
const text = {type: 'string'} as const;

const venueSchema = objectSchema('RegisterVenue', {
  name: {...text, example: 'Leeds Training Centre'},
  addressLine1: text,
  addressLine2: nullable(text),
  city: {...text, example: 'Leeds'},
  postcode: {...text, example: 'LS1 1AA'},
});

const schedule = {
  id: idSchema,
  courseName: {...text, example: 'Emergency First Aid at Work'},
  courseType: {...text, example: 'efaw'},
  venue: venueSchema,
  startDatetime: timeSchema,
  endDatetime: timeSchema,
  status: oneOf(SCHEDULE_STATUSES),
  sessions: {
    type: 'array',
    description: 'The days of the course, by start',
    items: objectSchema('RegisterSession', {
      id: idSchema,
      startDatetime: timeSchema,
      endDatetime: timeSchema,
    }),
  },
} as const;

const attendanceAtSession = {sessionId: idSchema, attendance: oneOf(ATTENDANCES)};

const attendee = {
  id: idSchema,
  firstName: {...text, example: 'Zoë'},
  lastName: {...text, example: "O'Brien"},
  bookingReference: {...text, example: 'RFT-7K2M9QXD'},
  bookingStatus: oneOf(REGISTERED_STATUSES),
  contact: {
    ...objectSchema('RegisterContact', {
      firstName: text,
      lastName: text,
      email: {...text, example: 'jane@example.com'},
      phone: nullable(text),
    }),
    description: 'Who made the booking',
  },
  attendance: {
    ...oneOf(ATTENDANCES),
    description:
      'Of the whole course: absent once absent, expected while a session is unmarked, late once late',
  },
  assessment: oneOf(ASSESSMENTS),
  sessions: {type: 'array', items: objectSchema('RegisterAttendance', attendanceAtSession)},
} as const;

const attendeesOf = (item: object) => ({
  type: 'array',
  description: 'Of confirmed, completed and no-show bookings, by last name',
  items: item,
});

export const registerSchema = objectSchema('Register', {
  ...schedule,
  attendees: attendeesOf(objectSchema('RegisterAttendee', attendee)),
});

export const staffRegisterSchema = objectSchema('StaffRegister', {
  ...schedule,
  instructorId: nullable(idSchema),
  instructorName: nullable(text),
  capacity: {type: 'integer', example: 12},
  seatsTaken: {type: 'integer', example: 9},
  attendees: attendeesOf(
    objectSchema('StaffRegisterAttendee', {
      ...attendee,
      bookingId: idSchema,
      paymentStatus: oneOf(PAYMENT_STATUSES),
      email: nullable(text),
      phone: nullable(text),
      assessedBy: nullable({...text, description: 'Name of who assessed'}),
      assessedAt: nullable(timeSchema),
      sessions: {
        type: 'array',
        items: objectSchema('StaffRegisterAttendance', {
          ...attendanceAtSession,
          markedBy: nullable({...text, description: 'Name of who marked'}),
          markedAt: nullable(timeSchema),
        }),
      },
    }),
  ),
});

export const instructorSchedulePageSchema = countedPageSchema(
  'InstructorSchedulePage',
  objectSchema('InstructorSchedule', {
    id: idSchema,
    courseName: schedule.courseName,
    venueName: text,
    venueCity: text,
    startDatetime: timeSchema,
    endDatetime: timeSchema,
    status: oneOf(SCHEDULE_STATUSES),
    capacity: {type: 'integer', example: 12},
    attendees: {type: 'integer', description: 'How many are on the register', example: 9},
  }),
);

export const instructorScheduleParameters = {
  from: {name: 'from', in: 'query', description: 'It starts on this day or later', schema: daySchema},
  to: {name: 'to', in: 'query', description: 'It starts on this day or earlier', schema: daySchema},
  status: {name: 'status', in: 'query', schema: oneOf(SCHEDULE_STATUSES)},
} as const;

export const sessionIdParameter = {name: 'sessionId', in: 'path', required: true, schema: idSchema} as const;

export const attendanceRequestSchema = {
  title: 'AttendanceRequest',
  type: 'object',
  required: ['marks'],
  additionalProperties: false,
  example: {marks: [{attendeeId: 17, attendance: 'present'}]},
  properties: {
    marks: {
      type: 'array',
      minItems: 1,
      maxItems: MAX_ATTENDEES,
      items: {
        title: 'AttendanceMark',
        type: 'object',
        required: ['attendeeId', 'attendance'],
        additionalProperties: false,
        properties: {
          attendeeId: idSchema,
          attendance: {type: 'string', enum: ATTENDANCES, description: '`expected` takes a mark back'},
        },
      },
    },
  },
} as const;
export type AttendanceRequestBody = FromSchema<typeof attendanceRequestSchema>;

export const assessmentRequestSchema = {
  title: 'AssessmentRequest',
  type: 'object',
  required: ['assessments'],
  additionalProperties: false,
  example: {assessments: [{attendeeId: 17, assessment: 'passed'}]},
  properties: {
    assessments: {
      type: 'array',
      minItems: 1,
      maxItems: MAX_ATTENDEES,
      items: {
        title: 'AttendeeAssessment',
        type: 'object',
        required: ['attendeeId', 'assessment'],
        additionalProperties: false,
        properties: {
          attendeeId: idSchema,
          assessment: {type: 'string', enum: ASSESSMENTS, description: '`pending` takes an assessment back'},
        },
      },
    },
  },
} as const;
export type AssessmentRequestBody = FromSchema<typeof assessmentRequestSchema>;
