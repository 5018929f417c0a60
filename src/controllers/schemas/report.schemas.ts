import type {SchemaObject} from '@loopback/rest';
import {GROUPINGS, type Grouping, MAX_DAYS, PERIODS} from '../../domain/report-range';
import {type Figure, REPORTS, type ReportName} from '../../domain/reports';
import {daySchema, nullable, objectSchema, oneOf} from './common.schemas';

/** Money of a report: more may have gone back than came in. */
export const signedMoneySchema = {
  type: 'string',
  pattern: '^-?\\d+\\.\\d{2}$',
  description: 'Pounds as a decimal string; negative when more went back than came in',
  example: '1250.00',
} as const;

const countSchema = {type: 'integer', minimum: 0, example: 12} as const;

const percentSchema = nullable({
  type: 'string',
  pattern: '^\\d+\\.\\d$',
  description: 'Percent with one place; null where there is nothing to have a share of',
  example: '83.3',
} as const);

export const definitionSchema = {type: 'string', description: 'What is counted, and what is not'} as const;

function figureSchema(figure: Figure): SchemaObject {
  if (figure === 'count') return countSchema;
  return figure === 'money' ? signedMoneySchema : percentSchema;
}

function figureSchemas(report: ReportName): Record<string, SchemaObject> {
  const entries = Object.entries(REPORTS[report].figures);
  return Object.fromEntries(entries.map(([name, figure]) => [name, figureSchema(figure)]));
}

/** `Bookings`, `NoShows`: the beginning of the names of a report's schemas and operations. */
export function titleOf(report: ReportName): string {
  return report.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

export function totalSchema(report: ReportName): SchemaObject {
  return objectSchema(`${titleOf(report)}ReportTotal`, figureSchemas(report));
}

export function reportSchema(report: ReportName): SchemaObject {
  const title = titleOf(report);
  return objectSchema(`${title}Report`, {
    definition: definitionSchema,
    from: daySchema,
    to: daySchema,
    groupBy: oneOf(GROUPINGS),
    rows: {
      type: 'array',
      items: objectSchema(`${title}ReportRow`, {
        key: {
          type: 'string',
          description: '2026-03-29, 2026-W13, 2026-03, or the id of a course, venue or instructor; or none',
          example: '2026-03-29',
        },
        label: {type: 'string', example: 'Sun 29 Mar 2026'},
        ...figureSchemas(report),
      }),
    },
    total: totalSchema(report),
  });
}

const limits = [...new Set(Object.values(MAX_DAYS))]
  .map(days => {
    const names = (Object.keys(MAX_DAYS) as Grouping[]).filter(name => MAX_DAYS[name] === days);
    return `${days} by ${names.join(', ')}`;
  })
  .join('; ');

export const rangeParameters = {
  from: {
    name: 'from',
    in: 'query',
    description: `First day, included. At most so many days: ${limits}`,
    schema: {...daySchema, example: '2026-03-01'},
  },
  to: {
    name: 'to',
    in: 'query',
    description: 'Last day, included; today when it is left out',
    schema: {...daySchema, example: '2026-03-31'},
  },
} as const;

export const groupByParameter = {
  name: 'groupBy',
  in: 'query',
  description: 'Weeks begin on Monday; the first and the last one may be cut off by from and to',
  schema: {...oneOf(GROUPINGS), default: 'day'},
} as const;

export const periodParameter = {
  ...groupByParameter,
  schema: {...oneOf(PERIODS), default: 'day'},
} as const;
