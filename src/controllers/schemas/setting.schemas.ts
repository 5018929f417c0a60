import {emailSchema, objectSchema, timeSchema} from './common.schemas';

const WELL_FORMED = {type: 'string', format: 'well-formed'} as const;
/** One way of writing each: the same percentage sent again is no change. */
const percent = {
  type: 'string',
  pattern: '^(100\\.00|(0|[1-9]\\d?)\\.\\d{2})$',
  example: '20.00',
} as const;
const days = {type: 'integer', minimum: 1, maximum: 36_500} as const;
/** Text of so many lines at most. */
const lines = (most: number, maxLength: number) =>
  ({
    ...WELL_FORMED,
    maxLength,
    pattern: `^(?:[^\\u0000\\n]*\\n){0,${most - 1}}[^\\u0000\\n]*$`,
  }) as const;

/** By the names of `domain/settings.ts`. */
const settings = {
  companyName: {
    ...WELL_FORMED,
    maxLength: 100,
    pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f\\u2028\\u2029]*$',
    description: 'On mails, calendar files and documents',
  },
  companyEmail: {...emailSchema, description: 'Where customers answer to, and on documents'},
  companyAddress: {...lines(8, 500), description: 'On documents, up to 8 lines; empty: none'},
  companyPaymentDetails: {
    ...lines(10, 1000),
    description: 'On invoices: how they are paid, such as the bank account; up to 10 lines',
  },
  vatRatePercent: {...percent, description: 'VAT that prices include, for documents from now on; 0.00: none'},
  vatNumber: {
    type: 'string',
    pattern: '^([0-9A-Z][0-9A-Z ]{4,18}[0-9A-Z])?$',
    description: 'On documents; empty: not registered',
    example: 'GB 123 4567 89',
  },
  groupDiscountMinSeats: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: 'From how many seats of one booking the group discount counts',
  },
  groupDiscountPercent: {...percent, description: 'Group discount of new bookings; 0.00: none'},
  bookingsFewLeftSeats: {
    type: 'integer',
    minimum: 0,
    maximum: 1000,
    description: 'From how many free seats on a schedule is shown as few_left',
  },
  refundsAutomatic: {
    type: 'boolean',
    description: 'Whether refunds that a rule decides need nobody to approve them',
  },
  analyticsRetentionDays: {...days, description: "For how many days visitors' events are kept"},
  mailRetentionDays: {...days, minimum: 30, description: 'For how many days the log of mails is kept'},
} as const;

export const settingsSchema = objectSchema('Settings', {
  ...settings,
  version: {type: 'integer'},
  updatedAt: timeSchema,
});

export const settingsChangeSchema = {
  title: 'SettingsChange',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: settings,
} as const;
