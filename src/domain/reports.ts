import {formatPence} from './money';

/** How a figure is made, shown and added up: a share is of two other figures, in percent. */
export type Figure = 'count' | 'money' | {part: string; whole: string};

interface Report {
  title: string;
  /** What is counted and what is not, for whoever reads the figures. */
  definition: string;
  figures: Readonly<Record<string, Figure>>;
}

export const REPORT_NAMES = ['bookings', 'revenue', 'occupancy', 'cancellations', 'no-shows'] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

export const REPORTS: Readonly<Record<ReportName, Report>> = {
  bookings: {
    title: 'Bookings',
    definition:
      'Bookings by the day they were made, whatever became of them: how many, their seats, and their price after discount.',
    figures: {bookings: 'count', seats: 'count', value: 'money'},
  },
  revenue: {
    title: 'Revenue',
    definition:
      'Payments by the day they were processed: charges that succeeded, less refunds that succeeded. Disputes are not ' +
      'counted. By course, venue and instructor: of the schedule that the booking is on now.',
    figures: {charges: 'money', refunds: 'money', revenue: 'money'},
  },
  occupancy: {
    title: 'Occupancy',
    definition:
      'Published and completed schedules by the day they start: seats taken (of pending, confirmed, completed and no-show ' +
      'bookings) as a share of their capacity.',
    figures: {
      schedules: 'count',
      capacity: 'count',
      seatsTaken: 'count',
      occupancyPercent: {part: 'seatsTaken', whole: 'capacity'},
    },
  },
  cancellations: {
    title: 'Cancellations',
    definition:
      'Cancelled bookings by the day they were cancelled: how many, their seats and their price. Those whose hold ran out ' +
      'are counted apart, as expired holds.',
    figures: {cancellations: 'count', seats: 'count', value: 'money', expiredHolds: 'count'},
  },
  'no-shows': {
    title: 'No-shows',
    definition:
      'Published and completed schedules that have started, by the day they start: bookings and seats marked no-show, and ' +
      'those seats as a share of the seats taken.',
    figures: {
      noShows: 'count',
      noShowSeats: 'count',
      seatsTaken: 'count',
      noShowPercent: {part: 'noShowSeats', whole: 'seatsTaken'},
    },
  },
};

/** Counts are numbers; money is pounds as decimal text, negative when more went back than came in. */
export type Sums = Readonly<Record<string, number | string>>;
/** The same with shares, which are decimal text, or null where there is nothing to have a share of. */
export type Figures = Readonly<Record<string, number | string | null>>;

/** @param pounds decimal text with two places, such as `-75.00` */
export function penceOf(pounds: string): bigint {
  return BigInt(pounds.replace('.', ''));
}

/** @returns decimal text with two places, such as `-75.00` */
export function poundsOf(pence: bigint): string {
  const amount = formatPence(Number(pence < 0n ? -pence : pence));
  return pence < 0n ? `-${amount}` : amount;
}

/** A share in percent with one place, rounded half up; null of nothing. */
export function percentOf(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const tenths = Math.floor((part * 2000 + whole) / (2 * whole));
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

/** The figures of a row: its sums, and the shares that follow from them. */
export function figuresOf(report: ReportName, sums: Sums): Figures {
  const entries = Object.entries(REPORTS[report].figures).map(([name, figure]) => {
    if (typeof figure === 'string') return [name, sums[name] ?? 0];
    return [name, percentOf(Number(sums[figure.part]), Number(sums[figure.whole]))];
  });
  return Object.fromEntries(entries);
}

/** All rows together. A share of the whole is not the sum of shares: it follows from the sums. */
export function totalOf(report: ReportName, rows: readonly Sums[]): Figures {
  const sums: Record<string, number | string> = {};
  for (const [name, figure] of Object.entries(REPORTS[report].figures)) {
    if (figure === 'count') sums[name] = rows.reduce((sum, row) => sum + Number(row[name]), 0);
    if (figure === 'money') {
      sums[name] = poundsOf(rows.reduce((sum, row) => sum + penceOf(String(row[name])), 0n));
    }
  }
  return figuresOf(report, sums);
}
