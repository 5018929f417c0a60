import type {Values} from './config-variables';

/** Where card payments go. */
export interface StripeConfig {
  secretKey: string;
  webhookSecret: string;
  publishableKey: string;
  /** Another server than Stripe's own, for tests; null: Stripe's. */
  apiBase: string | null;
  /** The connected account that requests are made for and events come from; null: the key's own. */
  account: string | null;
}

export interface PaymentsConfig {
  /** Null: no card payments. */
  stripe: StripeConfig | null;
}

const KEYS = {
  STRIPE_SECRET_KEY: /^[sr]k_(test|live)_\w+$/,
  STRIPE_WEBHOOK_SECRET: /^whsec_\w+$/,
  STRIPE_PUBLISHABLE_KEY: /^pk_(test|live)_\w+$/,
} as const;
const FORMS = {
  STRIPE_SECRET_KEY: 'sk_test_…, sk_live_… or a restricted key',
  STRIPE_WEBHOOK_SECRET: 'whsec_…',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_… or pk_live_…',
} as const;
const NAMES = Object.keys(KEYS) as (keyof typeof KEYS)[];

/**
 * All three keys, or none: then staff take money by hand. Real cards are charged in production and nowhere else.
 */
export function readPayments(values: Values, environment: string, problems: string[]): PaymentsConfig {
  const set = NAMES.filter(name => values[name] !== undefined);
  if (set.length === 0) return {stripe: null};
  const before = problems.length;
  for (const name of NAMES) {
    const value = values[name];
    if (value === undefined) problems.push(`${name} is required with ${set.join(' and ')}`);
    else if (!KEYS[name].test(value)) problems.push(`${name} must have the form ${FORMS[name]}`);
  }
  checkMode(values, environment, problems);
  checkAddresses(values, environment, problems);
  if (problems.length > before) return {stripe: null};
  return {
    stripe: {
      secretKey: values.STRIPE_SECRET_KEY ?? '',
      webhookSecret: values.STRIPE_WEBHOOK_SECRET ?? '',
      publishableKey: values.STRIPE_PUBLISHABLE_KEY ?? '',
      apiBase: values.STRIPE_API_BASE ?? null,
      account: values.STRIPE_ACCOUNT ?? null,
    },
  };
}

function checkMode(values: Values, environment: string, problems: string[]): void {
  const isLive = (key: string | undefined) => /^.k_live_/.test(key ?? '');
  const {STRIPE_SECRET_KEY: secret, STRIPE_PUBLISHABLE_KEY: publishable} = values;
  if (secret === undefined || publishable === undefined) return;
  if (isLive(secret) !== isLive(publishable)) {
    problems.push('STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY must be both test keys or both live ones');
  } else if (isLive(secret) !== (environment === 'production')) {
    problems.push(
      isLive(secret)
        ? `a live STRIPE_SECRET_KEY is refused in ${environment}: it would charge real cards`
        : 'a test STRIPE_SECRET_KEY is refused in production: nobody would pay',
    );
  }
}

function checkAddresses(values: Values, environment: string, problems: string[]): void {
  const {STRIPE_API_BASE: apiBase, STRIPE_ACCOUNT: account} = values;
  if (account !== undefined && !/^acct_\w+$/.test(account)) {
    problems.push('STRIPE_ACCOUNT must have the form acct_…');
  }
  if (apiBase === undefined) return;
  const isAddress = URL.canParse(apiBase) && ['http:', 'https:'].includes(new URL(apiBase).protocol);
  if (!isAddress) problems.push('STRIPE_API_BASE must be an address such as http://127.0.0.1:12111');
  else if (environment === 'production') problems.push('STRIPE_API_BASE is for tests: refused in production');
}
