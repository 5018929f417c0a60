import type {PeerName} from './processes';

export interface Case {
  name: string;
  path: string;
  /** Whether ours asks for an admin's token; the peers know no users. */
  forStaff?: boolean;
  /** Body of the n-th request of all: a POST. */
  body?: (n: number) => object;
  /** Beside ours. */
  peers: readonly Exclude<PeerName, 'ours'>[];
  /** How many times a peer's requests per second ours must reach. */
  bars?: Partial<Record<PeerName, number>>;
}

const DATABASE_PEERS = ['loopback-stock', 'express-knex', 'fastify-pg'] as const;
const PUBLIC_READ = {'loopback-stock': 10, 'fastify-pg': 2, 'fastify-memory': 0.8};

export function casesFor(scheduleIds: readonly number[]): Case[] {
  return [
    {name: 'bare route', path: '/health/live', peers: DATABASE_PEERS},
    {
      name: 'one row by key (a course)',
      path: '/api/courses/emergency-first-aid-at-work',
      peers: [...DATABASE_PEERS, 'fastify-memory'],
      bars: PUBLIC_READ,
    },
    {
      name: 'public schedules, 20',
      path: '/api/schedules?limit=20',
      peers: [...DATABASE_PEERS, 'fastify-memory'],
      bars: PUBLIC_READ,
    },
    {
      name: 'list of 20 (venues, with their count)',
      path: '/api/admin/venues?limit=20',
      forStaff: true,
      peers: DATABASE_PEERS,
    },
    {
      name: 'admin list (bookings, 20)',
      path: '/api/admin/bookings?limit=20',
      forStaff: true,
      peers: DATABASE_PEERS,
    },
    {
      name: 'booking, over 1,000 schedules',
      path: '/api/bookings',
      body: n => ({
        courseScheduleId: scheduleIds[Math.abs(n) % scheduleIds.length],
        contact: {firstName: 'Zoë', lastName: "O'Brien", email: `bench${n}@example.com`},
        attendees: [
          {firstName: 'Zoë', lastName: "O'Brien"},
          {firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com'},
        ],
        paymentMethod: 'invoice',
      }),
      peers: DATABASE_PEERS,
      bars: {'express-knex': 1},
    },
  ];
}
