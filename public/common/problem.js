import {texts} from './texts.js';

/** Why a request failed. `code` is the API's; OFFLINE: no answer came at all. */
export class Problem extends Error {
  constructor({status = 0, code, message, details, requestId, retryAfterS}) {
    super(message);
    Object.assign(this, {name: 'Problem', status, code, details, requestId, retryAfterS});
  }

  /** Whether the same request may succeed without a change. */
  get isPassing() {
    return (
      this.status === 0 || this.status === 429 || this.status >= 500 || this.code === 'REQUEST_IN_PROGRESS'
    );
  }
}

export function offline() {
  return new Problem({code: 'OFFLINE', message: texts.problems.offline});
}

/** @param {Response} response of the API, with a status of 400 or more */
export async function problemOf(response) {
  const {error = {}} = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get('Retry-After'));
  return new Problem({
    status: response.status,
    code: error.code ?? 'UNKNOWN',
    message: sentence(error, response.status),
    details: error.details,
    requestId: error.requestId ?? response.headers.get('X-Request-Id') ?? undefined,
    retryAfterS: retryAfter > 0 ? retryAfter : undefined,
  });
}

/** Our words where we have some: the API speaks to programmers. */
function sentence({code, message, details}, status) {
  if (status >= 500) return texts.problems.server;
  const whole = details?.problems?.filter(({path}) => path === '') ?? [];
  if (whole.length > 0) return texts.problems.notStored(whole.map(problem => problem.message).join('; '));
  return texts.problems[code] ?? message ?? texts.problems.server;
}

/**
 * What is wrong with single fields of a form.
 * @returns messages by the names of the fields: `/contact/email` → `contact.email`
 */
export function fieldProblems(problem) {
  const problems = problem?.details?.problems ?? [];
  return Object.fromEntries(
    problems
      .filter(({path}) => path !== '')
      .map(({path, message}) => [path.slice(1).replaceAll('/', '.'), plain(message)]),
  );
}

/** What the schema's checker says, for people. */
function plain(message) {
  const [, number] = /(-?\d+)/.exec(message) ?? [];
  const entry = Object.entries(WORDINGS).find(([, wording]) => wording.test(message));
  return entry ? texts.problems.fields[entry[0]](number) : message;
}

const WORDINGS = {
  missing: /required property|fewer than 1 |^must be (string|boolean|object)/,
  pattern: /^must match|^must be equal to one of/,
  integer: /^must be integer|^must be number/,
  tooLong: /NOT have more than/,
  tooShort: /NOT have fewer than/,
  least: /^must be >=/,
  most: /^must be <=/,
};
