import type {Period} from '../domain/report-range';

/** How PostgreSQL names a period; always in English. */
export const PERIOD_FORMATS: Readonly<Record<Period, {key: string; label: string}>> = {
  day: {key: 'YYYY-MM-DD', label: 'Dy DD Mon YYYY'},
  week: {key: 'IYYY-"W"IW', label: '"Week" IW, IYYY'},
  month: {key: 'YYYY-MM', label: 'FMMonth YYYY'},
};
