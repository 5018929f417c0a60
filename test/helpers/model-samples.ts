import {randomBytes, randomUUID} from 'node:crypto';
import type {Base} from './model-base';

export interface Sample {
  /** All that a row needs; what is missing, the database fills in. */
  create: object;
  /** One change to it; absent where rows never change. */
  change?: object;
  /** The database refuses to let it go. */
  stays?: true;
}

const SOON = new Date('2027-03-28T01:30:00.123Z');
const LATER = new Date('2027-10-31T00:30:00.456Z');
let count = 0;

/** A row of each model, by the model's name. */
export function sampleOf(model: string, base: Base): Sample {
  const {userId, courseId, venueId, scheduleId, discountCodeId, bookingId, policyId} = base;
  const word = randomBytes(5).toString('hex');
  count += 1;
  const audit = {createdBy: userId, updatedBy: userId};
  const samples: Record<string, Sample> = {
    AdminActivityLog: {
      create: {
        adminId: userId,
        action: 'course.changed',
        entityType: 'course',
        entityId: courseId,
        oldValues: {price: '75.00'},
        newValues: {price: '80.00', tags: ["O'Brien", {nested: [1, null, true]}]},
        ipAddress: '2001:db8::1',
      },
    },
    AnalyticsDay: {
      create: {
        day: dayNumbered(count),
        dimension: 'source',
        key: 'direct',
        visits: 3,
        pageViews: 9,
        bookings: 1,
      },
      change: {visits: 4},
    },
    AnalyticsEvent: {
      create: {eventType: 'page_view', userId, eventData: {path: '/', n: 1}, ipAddress: '192.0.2.1'},
      change: {browser: 'Firefox'},
    },
    Booking: {
      create: {
        userId,
        courseScheduleId: scheduleId,
        discountCodeId,
        bookingReference: `RFT-${word.slice(0, 8)}`,
        status: 'confirmed',
        paymentStatus: 'paid',
        paymentAmount: '0.10',
        discountApplied: '74.90',
        seats: 2,
        paymentMethod: 'cash',
        contactFirstName: 'Sinéad; drop table users; --',
        contactLastName: "O'Brien",
        contactEmail: 'sinead@example.com',
        cancellationPolicy: {name: 'Standard', tiers: []},
        ...audit,
      },
      change: {paymentAmount: '99999999.99', notes: '<b>wheelchair</b>'},
    },
    BookingAttendee: {
      create: {bookingId, firstName: 'Zoë', lastName: 'select', attendance: 'expected', assessedBy: userId},
      change: {attendance: 'present', assessment: 'passed', assessedAt: SOON},
    },
    CancellationPolicy: {
      create: {name: `Policy ${word}`, isDefault: false, ...audit},
      change: {name: `Other ${word}`},
    },
    CancellationPolicyTier: {
      create: {
        cancellationPolicyId: policyId,
        minDaysBefore: 30 + count,
        refundPercent: 100,
        name: '30 days or more',
      },
    },
    Company: {
      create: {
        name: "O'Brien & Söhne",
        billingAddress: '1 High Street\nLeeds',
        email: 'accounts@example.com',
        creditTermsDays: 30,
        ...audit,
      },
      change: {creditTermsDays: 0, isActive: false},
    },
    Course: {
      create: {
        name: 'EFAW',
        slug: word,
        courseType: 'efaw',
        durationHours: '6.50',
        price: '75.10',
        ...audit,
      },
      change: {price: '0.00', isActive: false},
    },
    CourseSchedule: {
      create: {courseId, venueId, startDatetime: SOON, endDatetime: LATER, capacity: 12},
      change: {notes: 'Bring a pen', minSeats: 4},
    },
    CourseType: {
      create: {
        code: word.replace(/\d/g, 'x'),
        name: 'Other',
        durationHours: '3.25',
        days: 1,
        certificationValidityYears: 1,
      },
      change: {name: 'Another'},
    },
    DiscountCode: {
      create: {
        code: word,
        discountType: 'fixed',
        discountValue: '10.01',
        validFrom: '2027-03-28',
        validUntil: '2027-10-31',
        courseTypeRestriction: 'efaw',
        usageLimit: null,
        ...audit,
      },
      change: {validFrom: '2027-01-01', usageLimit: 3},
    },
    EmailLog: {
      create: {recipient: 'a@example.com', emailType: 'x', subject: 'Größe', bookingId, payload: {a: [1]}},
      change: {status: 'sent', sentAt: SOON, attempts: 1},
    },
    EmailVerification: {create: {userId, expiresAt: SOON}, change: {usedAt: LATER}},
    IdempotencyKey: {
      create: {
        scope: 'test',
        key: word,
        requestHash: randomBytes(32),
        responseBody: {ok: true},
        expiresAt: SOON,
      },
    },
    PasswordReset: {create: {userId, expiresAt: SOON}, change: {usedAt: LATER}},
    DocumentCounter: {create: {kind: word, prefix: word.slice(0, 8)}, change: {lastNumber: 3}},
    DocumentMark: {create: {bookingId}},
    WaitingListEntry: {
      create: {
        reference: `W-${word}`,
        courseScheduleId: scheduleId,
        userId,
        contactFirstName: 'Ann',
        contactLastName: "O'Brien",
        contactEmail: `${word}@example.com`,
        seats: 2,
        ...audit,
      },
      change: {status: 'left', endedAt: SOON},
    },
    SalesDocument: {
      create: {
        kind: 'invoice',
        number: `INV-${word}`,
        bookingId,
        currency: 'GBP',
        totalAmount: '120.00',
        vatRate: '20.00',
        vatAmount: '20.00',
        seller: {name: "O'Brien & Co"},
        billedTo: {name: 'Ann Lee'},
        lines: [{description: 'First aid', quantity: 2, amount: '120.00'}],
      },
    },
    PaymentProviderEvent: {
      create: {
        provider: 'stripe',
        eventId: `evt_${word}`,
        eventType: 'charge.dispute.created',
        objectId: `du_${word}`,
        bookingId,
        outcome: 'attention',
        note: "a dispute; O'Brien",
        occurredAt: SOON,
      },
      change: {resolvedAt: LATER, resolvedBy: userId, resolution: 'answered'},
    },
    PaymentReconciliation: {
      create: {
        provider: 'stripe',
        comparedFrom: SOON,
        startedAt: SOON,
        finishedAt: LATER,
        paymentsSeen: 3,
        refundsSeen: 1,
        mended: 0,
        differences: [{entity: 'payment', id: 1, expected: 'a', found: 'b', reference: null}],
      },
    },
    PaymentTransaction: {
      create: {
        bookingId,
        kind: 'charge',
        amount: '75.00',
        currency: 'GBP',
        paymentMethod: 'card',
        metadata: {},
      },
      change: {status: 'failed', failureReason: 'declined'},
      stays: true,
    },
    RateLimit: {create: {bucket: word, subject: randomBytes(16), hits: 1, expiresAt: SOON}},
    Refund: {
      create: {
        bookingId,
        amount: '0.10',
        currency: 'GBP',
        cause: 'staff',
        reason: "Zoë said: 'select'",
        status: 'rejected',
        rejectionReason: 'no',
        decidedAt: SOON,
        decidedBy: userId,
        ...audit,
      },
      change: {rejectionReason: 'still no', attempts: 2, claimedUntil: LATER, failureReason: 'x'},
    },
    ReportDay: {
      create: {
        thing: 'course',
        day: dayNumbered(count),
        thingId: courseId,
        bookings: 3,
        bookedSeats: 5,
        bookedValue: '375.00',
        charges: '99999999.99',
        refunds: '0.10',
        cancellations: 1,
        cancelledSeats: 2,
        cancelledValue: '150.00',
        expiredHolds: 1,
      },
      change: {refunds: '75.00'},
    },
    StaleReportDay: {create: {day: '2027-03-28'}, change: {day: '2027-10-31'}},
    RefreshToken: {
      create: {userId, familyId: randomUUID(), tokenHash: randomBytes(32), expiresAt: SOON},
      change: {revokedAt: LATER},
    },
    ScheduleSession: {
      create: {
        courseScheduleId: scheduleId,
        venueId,
        instructorId: userId,
        isBlocking: true,
        startDatetime: new Date(base.sessionEnd.getTime() + count * 120_000),
        endDatetime: new Date(base.sessionEnd.getTime() + count * 120_000 + 60_000),
      },
      change: {endDatetime: new Date(base.sessionEnd.getTime() + count * 120_000 + 90_000)},
    },
    ScheduleSeries: {
      create: {
        rule: 'FREQ=WEEKLY;COUNT=3',
        startsOn: '2027-03-28',
        excludedDays: ['2027-04-04'],
        sessionTemplate: [{day: 1, startTime: '09:00', endTime: '16:00'}],
        createdBy: userId,
      },
      change: {rule: 'FREQ=DAILY;COUNT=2'},
    },
    SessionAttendance: {
      create: {
        bookingAttendeeId: base.attendeeId,
        scheduleSessionId: base.sessionId,
        attendance: 'late',
        markedBy: userId,
        markedAt: SOON,
      },
      change: {attendance: 'absent', markedAt: LATER},
    },
    Setting: {
      create: {key: word, value: ['text', 1], description: '', version: 1, updatedBy: userId},
      change: {value: {limit: 3}},
    },
    User: {
      create: {
        email: `${word}@Example.com`,
        firstName: 'Ann',
        lastName: "O'Brien",
        role: 'customer',
        ...audit,
      },
      change: {phone: '0113 496 0000', lastLogin: SOON},
    },
    Venue: {
      create: {
        name: 'Hall',
        addressLine1: '1',
        city: 'York',
        postcode: 'YO1 1AA',
        capacity: 5,
        facilities: ['lift'],
        ...audit,
      },
      change: {facilities: [], parkingInfo: 'none'},
    },
  };
  const sample = samples[model];
  if (sample === undefined) throw new Error(`there is no sample of ${model}: add one`);
  return sample;
}

/** Each number is another day, as YYYY-MM-DD. */
function dayNumbered(number: number): string {
  return new Date(Date.UTC(2027, 0, number)).toISOString().slice(0, 10);
}
