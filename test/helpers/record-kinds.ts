export interface RecordKind {
  table: string;
  notFound: string;
  /** All that a creation may set, each time another record. */
  values(n: number): Record<string, unknown>;
  /** A change of two fields, and another one. */
  changes: [Record<string, unknown>, Record<string, unknown>];
  /** What only the server sets, beside what it sets of every record. */
  serverOnly: Record<string, unknown>;
}

/** The kinds of records that staff keep, with values that a careless program would spoil. */
export const RECORD_KINDS: Record<string, RecordKind> = {
  course: {
    table: 'courses',
    notFound: 'COURSE_NOT_FOUND',
    values: n => ({
      name: `O'Brien's <first> aid ${n}`,
      slug: `first-aid-${n}`,
      description: 'Zoë says: "bring; nothing"\n',
      courseType: 'efaw',
      durationHours: '6.00',
      price: '75.00',
      maxCapacity: 12,
      certificationValidityYears: 3,
      isActive: true,
    }),
    changes: [{price: '80.00', isActive: false}, {name: 'Another name'}],
    serverOnly: {currency: 'GBP'},
  },
  venue: {
    table: 'venues',
    notFound: 'VENUE_NOT_FOUND',
    values: n => ({
      name: `St John’s Hall ${n}`,
      addressLine1: '1 High Street',
      addressLine2: null,
      city: 'Leeds',
      postcode: 'LS1 1AA',
      capacity: 20,
      facilities: ['projector', "it's <step-free>"],
      parkingInfo: null,
      isActive: true,
    }),
    changes: [{facilities: [], parkingInfo: 'behind the house'}, {name: 'Another name'}],
    serverOnly: {latitude: 1},
  },
  company: {
    table: 'companies',
    notFound: 'COMPANY_NOT_FOUND',
    values: n => ({
      name: `O'Brien & Söhne ${n}`,
      billingAddress: '1 High Street\nLeeds\nLS1 1AA',
      email: `accounts-${n}@example.com`,
      creditTermsDays: 30,
      isActive: true,
    }),
    changes: [{creditTermsDays: 0, isActive: false}, {name: 'Another name'}],
    serverOnly: {bookings: 1},
  },
  'discount code': {
    table: 'discount_codes',
    notFound: 'DISCOUNT_CODE_NOT_FOUND',
    values: n => ({
      code: `Spring_${n}`,
      description: '10 % for new customers',
      discountType: 'percentage',
      discountValue: '10.00',
      minPurchaseAmount: '50.00',
      validFrom: '2027-03-28',
      validUntil: '2027-10-31',
      usageLimit: 5,
      maxUsesPerCustomer: 2,
      courseTypeRestriction: 'efaw',
      isActive: true,
    }),
    changes: [{usageLimit: null, validUntil: '2027-12-31'}, {description: 'another'}],
    serverOnly: {timesUsed: 0},
  },
  user: {
    table: 'users',
    notFound: 'USER_NOT_FOUND',
    values: n => ({
      email: `Staff.Made-${n}@example.com`,
      firstName: 'Zoë',
      lastName: "O'Brien",
      phone: '+44 113 496 0000',
      role: 'instructor',
      isActive: true,
    }),
    changes: [{phone: null, lastName: 'Smith'}, {firstName: 'Another'}],
    serverOnly: {
      isGuest: false,
      emailVerified: true,
      lastLogin: '2027-01-01T00:00:00Z',
      password: 'correct horse',
      passwordHash: 'x',
    },
  },
};
