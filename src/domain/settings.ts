/** How a setting's value is written. A percentage is a decimal string with two places, `"17.50"`. */
export type SettingKind = 'text' | 'integer' | 'percent' | 'boolean';

export type SettingValue = string | number | boolean;

/** What staff may set, by its name in the API: the key of its row, and what it holds. */
export const SETTINGS = {
  companyName: {key: 'company.name', kind: 'text'},
  companyEmail: {key: 'company.email', kind: 'text'},
  companyAddress: {key: 'company.address', kind: 'text'},
  companyPaymentDetails: {key: 'company.payment_details', kind: 'text'},
  vatRatePercent: {key: 'vat.rate_percent', kind: 'percent'},
  vatNumber: {key: 'vat.number', kind: 'text'},
  groupDiscountMinSeats: {key: 'group_discount.min_seats', kind: 'integer'},
  groupDiscountPercent: {key: 'group_discount.percent', kind: 'percent'},
  bookingsFewLeftSeats: {key: 'bookings.few_left_seats', kind: 'integer'},
  refundsAutomatic: {key: 'refunds.automatic', kind: 'boolean'},
  analyticsRetentionDays: {key: 'analytics.retention_days', kind: 'integer'},
  mailRetentionDays: {key: 'mail.retention_days', kind: 'integer'},
} as const satisfies Record<string, {key: string; kind: SettingKind}>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = Record<SettingName, SettingValue>;

/** @param text as the row has it; undefined: there is no row */
export function readSetting(kind: SettingKind, text: string | undefined): SettingValue {
  switch (kind) {
    case 'text':
      return text ?? '';
    case 'integer':
      return /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
    case 'percent': {
      const [, whole = '0', places = ''] = /^(\d{1,3})(?:\.(\d{1,2})0*)?$/.exec(text ?? '') ?? [];
      return `${Number(whole)}.${places.padEnd(2, '0')}`;
    }
    case 'boolean':
      return text === 'true';
  }
}

/** @returns the JSON of a row; a percentage is a number there, digit for digit */
export function writeSetting(kind: SettingKind, value: SettingValue): string {
  return kind === 'percent' ? String(value) : JSON.stringify(value);
}
