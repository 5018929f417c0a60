import {text} from './config-parsers';
import type {Variable} from './config-variables';

const PAYMENTS = 'Card payments (with none of these: staff take money by hand)';

export const paymentVariables = {
  STRIPE_SECRET_KEY: {
    section: PAYMENTS,
    about: "Stripe's secret key, or a restricted one: live in production, test elsewhere",
    parse: text,
  },
  STRIPE_PUBLISHABLE_KEY: {
    section: PAYMENTS,
    about: "for Stripe's form in the browser; given to whoever books by card",
    parse: text,
  },
  STRIPE_WEBHOOK_SECRET: {
    section: PAYMENTS,
    about: 'signing secret of the endpoint https://…/api/payments/stripe/webhook',
    parse: text,
  },
  STRIPE_ACCOUNT: {
    section: PAYMENTS,
    about: "connected account that payments are for; by default the key's own",
    parse: text,
  },
  STRIPE_API_BASE: {
    section: PAYMENTS,
    about: "another server than Stripe's, for tests; refused in production",
    parse: text,
  },
} satisfies Record<string, Variable<string>>;
