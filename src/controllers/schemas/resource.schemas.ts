import type {SchemaObject} from '@loopback/rest';
import {DISCOUNT_TYPES, USER_ROLES} from '../../domain/statuses';
import {
  countedPageSchema,
  daySchema,
  emailSchema,
  freeText,
  idSchema,
  moneySchema,
  nullable,
  objectSchema,
  oneOf,
  phoneSchema,
  timeSchema,
  typedText,
} from './common.schemas';

/** Shapes of the records that staff keep: as read, as created, as changed. */
export interface ResourceSchemas {
  record: SchemaObject;
  page: SchemaObject;
  creation: SchemaObject;
  change: SchemaObject;
}

/**
 * @param fields what a request may set
 * @param derived what only the server sets
 * @param optional fields that a creation may leave out
 */
function resourceSchemas(
  title: string,
  fields: Record<string, object>,
  derived: Record<string, object>,
  optional: string[],
): ResourceSchemas {
  const record = objectSchema(title, {
    id: idSchema,
    ...fields,
    ...derived,
    version: {type: 'integer'},
    createdAt: timeSchema,
    updatedAt: timeSchema,
  });
  const properties = fields as SchemaObject['properties'];
  return {
    record,
    page: countedPageSchema(`${title}Page`, record),
    creation: {
      title: `${title}Creation`,
      type: 'object',
      additionalProperties: false,
      required: Object.keys(fields).filter(name => !optional.includes(name)),
      properties,
    },
    change: {
      title: `${title}Change`,
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties,
    },
  };
}

// One way of writing each number: the same number sent again is no change.
const hoursSchema = {
  type: 'string',
  pattern: '^(?!0\\.00$)(0|[1-9]\\d?)\\.\\d{2}$',
  description: 'Hours as a decimal string, more than nothing',
  example: '6.00',
} as const;
const poundsSchema = {...moneySchema, pattern: '^(0|[1-9]\\d{0,7})\\.\\d{2}$'} as const;
const longText = freeText(10_000);
const courseTypeCode = {type: 'string', pattern: '^[a-z_]{1,50}$', example: 'efaw'} as const;

export const courseSchemas = resourceSchemas(
  'StaffCourse',
  {
    name: typedText(200),
    slug: {type: 'string', maxLength: 200, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$'},
    description: longText,
    courseType: courseTypeCode,
    durationHours: hoursSchema,
    price: poundsSchema,
    maxCapacity: {type: 'integer', minimum: 1, maximum: 1000},
    certificationValidityYears: {type: 'integer', minimum: 1, maximum: 50},
    isActive: {type: 'boolean'},
  },
  {},
  ['slug', 'description', 'maxCapacity', 'certificationValidityYears', 'isActive'],
);

export const venueSchemas = resourceSchemas(
  'StaffVenue',
  {
    name: typedText(200),
    addressLine1: typedText(200),
    addressLine2: nullable(typedText(200)),
    city: typedText(100),
    postcode: typedText(10),
    capacity: {type: 'integer', minimum: 1, maximum: 10_000},
    facilities: {type: 'array', maxItems: 50, items: typedText(100)},
    parkingInfo: nullable(longText),
    isActive: {type: 'boolean'},
  },
  {},
  ['addressLine2', 'facilities', 'parkingInfo', 'isActive'],
);

export const companySchemas = resourceSchemas(
  'StaffCompany',
  {
    name: typedText(200),
    billingAddress: typedText(1000),
    email: emailSchema,
    creditTermsDays: {
      type: 'integer',
      minimum: 0,
      maximum: 365,
      description: 'Days until an invoice is due; 0: no credit',
    },
    isActive: {type: 'boolean'},
  },
  {},
  ['creditTermsDays', 'isActive'],
);

export const cancellationPolicySchemas = resourceSchemas(
  'StaffCancellationPolicy',
  {
    name: typedText(100),
    isDefault: {type: 'boolean', description: 'New bookings are made under it'},
    tiers: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        title: 'CancellationTier',
        type: 'object',
        required: ['name', 'minDaysBefore', 'refundPercent'],
        additionalProperties: false,
        properties: {
          name: {...typedText(100), description: 'Customers read it', example: '14 days or more'},
          minDaysBefore: {
            type: 'integer',
            minimum: 0,
            maximum: 3650,
            description: 'Calendar days in London, from the cancellation to the start',
          },
          refundPercent: {type: 'integer', minimum: 0, maximum: 100},
        },
      },
    },
  },
  {},
  ['isDefault'],
);

export const discountCodeSchemas = resourceSchemas(
  'StaffDiscountCode',
  {
    code: {type: 'string', pattern: '^[A-Za-z0-9_-]{2,50}$'},
    description: longText,
    discountType: oneOf(DISCOUNT_TYPES),
    discountValue: {...poundsSchema, description: 'Percent, or pounds'},
    minPurchaseAmount: poundsSchema,
    validFrom: daySchema,
    validUntil: daySchema,
    usageLimit: nullable({type: 'integer', minimum: 1, maximum: 2_147_483_647}),
    maxUsesPerCustomer: {
      ...nullable({type: 'integer', minimum: 1, maximum: 2_147_483_647}),
      description: 'How many bookings one customer may use it for; null: any number',
    },
    courseTypeRestriction: nullable(courseTypeCode),
    isActive: {type: 'boolean'},
  },
  {timesUsed: {type: 'integer'}},
  [
    'description',
    'minPurchaseAmount',
    'usageLimit',
    'maxUsesPerCustomer',
    'courseTypeRestriction',
    'isActive',
  ],
);

export const userSchemas = resourceSchemas(
  'StaffUser',
  {
    email: emailSchema,
    firstName: typedText(100),
    lastName: typedText(100),
    phone: nullable(phoneSchema),
    role: oneOf(USER_ROLES),
    isActive: {type: 'boolean'},
  },
  {
    isGuest: {type: 'boolean', description: 'Has no password yet'},
    emailVerified: {type: 'boolean'},
    lastLogin: nullable(timeSchema),
  },
  ['phone', 'isActive'],
);
