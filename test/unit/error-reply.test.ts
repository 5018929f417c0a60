import assert from 'node:assert/strict';
import {HttpErrors} from '@loopback/rest';
import {DomainError, type ErrorCode, rateLimited, validationFailed} from '../../src/domain/errors';
import {errorReply} from '../../src/middleware/error-reply';
import {HTTP_STATUS} from '../../src/middleware/http-status';

const databaseError = (fields: object) => Object.assign(new Error('select secret from users'), fields);

describe('A broken rule', () => {
  it('has a status of the 400s, or 503 when others are away, its code and its message', () => {
    const codes = Object.keys(HTTP_STATUS) as ErrorCode[];
    for (const code of codes) {
      const reply = errorReply(new DomainError(code, 'Mend this'));

      const isAway = code === 'PAYMENT_UNAVAILABLE' && reply.statusCode === 503;
      assert.ok(isAway || (reply.statusCode >= 400 && reply.statusCode < 500), code);
      assert.deepEqual(
        [reply.statusCode, reply.name, reply.code, reply.message],
        [HTTP_STATUS[code], 'DomainError', code, 'Mend this'],
      );
      assert.equal('details' in reply, false);
    }
  });

  it('tells the facts that a client can act on', () => {
    const problems = [{path: '/seats', message: 'must be >= 1'}];

    assert.deepEqual(errorReply(validationFailed(problems)).details, {problems});
  });

  it('says when to try again in the header, not in the details', () => {
    const {statusCode, retryAfterS, details} = errorReply(rateLimited(90));

    assert.deepEqual([statusCode, retryAfterS, details], [429, 90, undefined]);
    assert.equal(errorReply(new DomainError('REQUEST_IN_PROGRESS', 'Wait')).retryAfterS, 1);
    assert.equal(errorReply(new DomainError('SCHEDULE_FULL', 'Full')).retryAfterS, undefined);
  });
});

describe('A broken constraint', () => {
  it('is the rule that it stands for', () => {
    const codes: Record<string, ErrorCode> = {
      users_email_key: 'EMAIL_TAKEN',
      course_schedules_seats_taken_check: 'SCHEDULE_FULL',
      course_schedules_venue_capacity_check: 'VENUE_TOO_SMALL',
      schedule_sessions_venue_excl: 'VENUE_CONFLICT',
      schedule_sessions_instructor_excl: 'INSTRUCTOR_CONFLICT',
      discount_codes_times_used_check: 'DISCOUNT_CODE_EXHAUSTED',
      refunds_within_charges_check: 'REFUND_EXCEEDS_PAID',
      payment_transactions_within_charges_check: 'REFUND_EXCEEDS_PAID',
      cancellation_policies_name_key: 'POLICY_NAME_TAKEN',
      cancellation_policies_default_check: 'VALIDATION_FAILED',
    };
    for (const [constraint, code] of Object.entries(codes)) {
      assert.equal(errorReply(databaseError({code: '23514', constraint})).code, code);
    }
  });

  it('that nobody translated is a fault of ours and tells nothing', () => {
    for (const constraint of ['unheard_of_check', 'constructor', '__proto__', 'toString']) {
      const reply = errorReply(databaseError({code: '23514', constraint}));

      assert.deepEqual([reply.statusCode, reply.code], [500, 'INTERNAL_ERROR']);
      assert.doesNotMatch(JSON.stringify(reply), /secret|unheard/);
    }
  });
});

describe('A value that the database can not hold', () => {
  it('is the fault of the caller', () => {
    const errors = [
      {code: '22003', message: 'numeric field overflow'},
      {code: '22008', message: 'date/time field value out of range'},
      {code: '22021', message: 'invalid byte sequence for encoding "UTF8": 0x00'},
      {code: '22P05', message: 'unsupported Unicode escape sequence'},
      {code: '22P02', message: 'insert into admin_activity_logs … - invalid input syntax for type json'},
    ];
    for (const fields of errors) {
      const reply = errorReply(databaseError(fields));

      assert.deepEqual([reply.statusCode, reply.code], [422, 'VALIDATION_FAILED']);
      assert.doesNotMatch(JSON.stringify(reply), /admin_activity_logs|UTF8/);
    }
  });
});

describe('A database that is away', () => {
  const AWAY = [
    {code: 'ECONNREFUSED'},
    {code: 'ECONNRESET'},
    {code: 'ETIMEDOUT'},
    {code: 'ENOTFOUND'},
    {code: '08006'},
    {code: '57P01'},
    {code: '57P03'},
    {code: '53300'},
    {message: 'Connection terminated unexpectedly'},
    {message: 'timeout exceeded when trying to connect'},
    // What ends a connection: the database does not accept any, was dropped, or wants another password.
    {code: '55000', severity: 'FATAL'},
    {code: '3D000', severity: 'FATAL'},
    {code: '28P01', severity: 'FATAL'},
  ];

  it('is a 503 that says when to try again and nothing of the inside', () => {
    for (const fields of AWAY) {
      const reply = errorReply(databaseError(fields));

      const {statusCode, code, retryAfterS} = reply;
      assert.deepEqual(
        [statusCode, code, retryAfterS],
        [503, 'DATABASE_UNAVAILABLE', 2],
        JSON.stringify(fields),
      );
      assert.doesNotMatch(JSON.stringify(reply), /secret|ECONN|FATAL/);
    }
  });

  it('is found beneath the errors of those who asked', () => {
    const cause = databaseError({code: 'ECONNREFUSED'});

    assert.equal(errorReply(new Error('could not read', {cause})).statusCode, 503);
    assert.equal(errorReply(new AggregateError([new Error('::1'), cause])).statusCode, 503);
  });

  it('is not what a failed statement says', () => {
    for (const code of ['42601', '22P02', '40001', '55000']) {
      assert.equal(errorReply(databaseError({code, severity: 'ERROR'})).statusCode, 500, code);
    }
  });
});

describe('An error of the framework', () => {
  it('keeps its status and gets a code', () => {
    const malformed = Object.assign(new HttpErrors.BadRequest('Unexpected token'), {
      type: 'entity.parse.failed',
    });
    const parameter = Object.assign(new HttpErrors.BadRequest('Invalid data "x" for parameter "id".'), {
      code: 'INVALID_PARAMETER_VALUE',
    });
    const expected: [Error, number, string][] = [
      [malformed, 400, 'MALFORMED_JSON'],
      [parameter, 400, 'INVALID_PARAMETER'],
      [new HttpErrors.BadRequest('?'), 400, 'BAD_REQUEST'],
      [new HttpErrors.Unauthorized(), 401, 'NOT_AUTHENTICATED'],
      [new HttpErrors.Forbidden(), 403, 'NOT_ALLOWED'],
      [new HttpErrors.NotFound(), 404, 'NOT_FOUND'],
      [new HttpErrors.MethodNotAllowed(), 405, 'METHOD_NOT_ALLOWED'],
      [new HttpErrors.PayloadTooLarge(), 413, 'PAYLOAD_TOO_LARGE'],
      [new HttpErrors.UnsupportedMediaType(), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [new HttpErrors.UnprocessableEntity(), 422, 'VALIDATION_FAILED'],
    ];
    for (const [error, status, code] of expected) {
      const reply = errorReply(error);

      assert.deepEqual([reply.statusCode, reply.code], [status, code]);
    }
  });

  it('in an address that is no UTF-8 is the fault of the caller', () => {
    const {statusCode, code} = errorReply(new URIError('URI malformed'));

    assert.deepEqual([statusCode, code], [400, 'BAD_REQUEST']);
  });
});

describe('Anything else that is thrown', () => {
  it('is a 500 that tells nothing of the inside', () => {
    for (const thrown of [
      new TypeError('x of undefined'),
      new HttpErrors.BadGateway('x'),
      'x',
      undefined,
      null,
    ]) {
      assert.deepEqual(errorReply(thrown), {
        statusCode: 500,
        name: 'InternalServerError',
        code: 'INTERNAL_ERROR',
        message: 'Something went wrong on our side; the request id helps us find it',
      });
    }
  });
});
