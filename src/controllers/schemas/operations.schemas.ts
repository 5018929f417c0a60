import {nullable, objectSchema, timeSchema} from './common.schemas';

const count = {type: 'integer', minimum: 0} as const;
const text = {type: 'string'} as const;

export const integrityReportSchema = objectSchema('IntegrityReport', {
  checkedAt: timeSchema,
  isClean: {type: 'boolean', description: 'Nothing needs anybody'},
  checks: {
    type: 'array',
    items: objectSchema('IntegrityCheck', {
      name: {type: 'string', example: 'seats'},
      about: {type: 'string', description: 'What is compared'},
      action: {type: 'string', description: 'What mends a difference'},
      count: {...count, description: 'How many there are; up to 100 are shown'},
      differences: {
        type: 'array',
        items: objectSchema('IntegrityDifference', {
          entity: {type: 'string', example: 'booking'},
          id: nullable({type: 'integer'}),
          reference: nullable(text),
          expected: text,
          found: text,
        }),
      },
    }),
  },
  reconciliation: nullable(
    objectSchema('Reconciliation', {
      provider: text,
      comparedFrom: timeSchema,
      startedAt: timeSchema,
      finishedAt: timeSchema,
      paymentsSeen: count,
      refundsSeen: count,
      mended: {
        ...count,
        description: 'What the provider had and we had not heard of: it is in the ledger now',
      },
    }),
  ),
});

export const jobsSchema = objectSchema('Jobs', {
  queue: objectSchema('Queue', {
    ready: count,
    scheduled: count,
    running: count,
    failed: {...count, description: 'Gave up after all attempts'},
    oldestReadyAt: nullable(timeSchema),
  }),
  failures: {
    type: 'array',
    items: objectSchema('FailedJob', {
      id: {type: 'integer'},
      task: {type: 'string', example: 'release_expired_holds'},
      attempts: count,
      maxAttempts: count,
      lastError: nullable(text),
      runAt: timeSchema,
      createdAt: timeSchema,
    }),
  },
  recurring: {
    type: 'array',
    items: objectSchema('RecurringJob', {task: text, lastRunAt: nullable(timeSchema)}),
  },
});

export const resentSchema = objectSchema('ResentEmail', {id: {type: 'integer'}});

export const mailPreviewSchema = objectSchema('MailPreview', {
  id: {type: 'integer'},
  recipient: text,
  subject: text,
  text: nullable(text),
  html: nullable({...text, description: 'A whole document; tokens in its links are left out'}),
  obsoleteBecause: nullable({...text, description: 'Why it would not be sent any more'}),
});
