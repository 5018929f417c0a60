import type {HelmetOptions} from 'helmet';

/** What Stripe documents for its form (docs.stripe.com/security/guide); nothing else of its pages may come in. */
const STRIPE = {
  scriptSrc: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frameSrc: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connectSrc: ['https://api.stripe.com'],
};

/**
 * No page needs inline script or inline style, nor another origin, except for paying by card.
 * @param hasStripe whether its keys are set
 */
export function securityHeaders(hasStripe: boolean): HelmetOptions {
  const self = "'self'";
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [self],
        imgSrc: [self, 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: [self],
        frameAncestors: ["'none'"],
        ...(hasStripe
          ? {
              scriptSrc: [self, ...STRIPE.scriptSrc],
              frameSrc: STRIPE.frameSrc,
              connectSrc: [self, ...STRIPE.connectSrc],
            }
          : {}),
      },
    },
    crossOriginResourcePolicy: {policy: 'cross-origin'},
    // Wallets and banks may open a window of theirs, which has to find its way back.
    crossOriginOpenerPolicy: {policy: hasStripe ? 'same-origin-allow-popups' : 'same-origin'},
  };
}
