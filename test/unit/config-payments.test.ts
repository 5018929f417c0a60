import assert from 'node:assert/strict';
import {ConfigError, loadConfig} from '../../src/config';
import {choosePaymentGateway} from '../../src/services/payments/choose-gateway';

const SECRET = 'a secret for tests, of 32 characters and more';
const TEST_KEYS = {
  STRIPE_SECRET_KEY: 'sk_test_1',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_1',
};
const LIVE_KEYS = {
  STRIPE_SECRET_KEY: 'rk_live_1',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_1',
};

const load = (settings: Record<string, string>, environment = 'test') =>
  loadConfig({
    environment,
    env: {JWT_SECRET: SECRET, DATABASE_URL: 'postgres://app:secret@localhost:5432/training', ...settings},
  }).payments;
const problemsOf = (settings: Record<string, string>, environment?: string): string[] => {
  try {
    load(settings, environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.filter(problem => problem.includes('STRIPE'));
  }
};

describe('Card payments', () => {
  it('are there when the three keys are, and else nobody but staff takes money', () => {
    assert.equal(load({}).stripe, null);
    assert.equal(choosePaymentGateway(load({}).stripe).provider, null);
    const {stripe} = load(TEST_KEYS);
    assert.deepEqual(stripe, {
      secretKey: 'sk_test_1',
      publishableKey: 'pk_test_1',
      webhookSecret: 'whsec_1',
      apiBase: null,
      account: null,
    });
    assert.equal(choosePaymentGateway(stripe).provider, 'stripe');
  });

  it('need all keys, each in its form and both of the same kind', () => {
    assert.deepEqual(problemsOf({STRIPE_SECRET_KEY: 'sk_test_1'}), [
      'STRIPE_WEBHOOK_SECRET is required with STRIPE_SECRET_KEY',
      'STRIPE_PUBLISHABLE_KEY is required with STRIPE_SECRET_KEY',
    ]);
    for (const [name, value] of [
      ['STRIPE_SECRET_KEY', 'pk_test_1'],
      ['STRIPE_PUBLISHABLE_KEY', 'sk_test_1'],
      ['STRIPE_WEBHOOK_SECRET', 'secret'],
      ['STRIPE_ACCOUNT', 'me'],
      ['STRIPE_API_BASE', 'localhost:12111'],
    ] as const) {
      const [problem] = problemsOf({...TEST_KEYS, [name]: value});
      assert.ok(problem?.startsWith(`${name} must`), `${name}: ${problem}`);
      assert.ok(!problem?.includes(value), 'a key is never shown');
    }
    assert.match(
      problemsOf({...TEST_KEYS, STRIPE_PUBLISHABLE_KEY: 'pk_live_1'}).join(),
      /both test keys or both live/,
    );
  });

  it('charge real cards in production and nowhere else', () => {
    assert.equal(load(LIVE_KEYS, 'production').stripe?.secretKey, 'rk_live_1');
    assert.match(problemsOf(TEST_KEYS, 'production').join(), /refused in production: nobody would pay/);
    for (const environment of ['development', 'test', 'staging']) {
      assert.match(problemsOf(LIVE_KEYS, environment).join(), /would charge real cards/);
    }
    assert.match(
      problemsOf({...LIVE_KEYS, STRIPE_API_BASE: 'http://127.0.0.1:1'}, 'production').join(),
      /refused in production/,
    );
  });
});
