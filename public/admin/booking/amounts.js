// Pounds as the API writes them, counted in pence.

/** "37.5" → 3750. @returns undefined when it is no amount */
export function pence(text) {
  return /^\d+(\.\d\d?)?$/.test(String(text).trim()) ? Math.round(Number(text) * 100) : undefined;
}

/** 3750 → "37.50" */
export const pounds = value => (value / 100).toFixed(2);

/** "37.5" → "37.50", as the API wants it; what is no amount stays as it is, and is refused with a reason. */
export const amountOf = text => (pence(text) === undefined ? text : pounds(pence(text)));

export const isMore = (text, other) => pence(text) > pence(other);
export const isNothing = text => !(pence(text) > 0);

/** @returns pence that are still to be paid; less than none when too much was paid */
export const duePence = ({paymentAmount, paidAmount}) => pence(paymentAmount) - pence(paidAmount);
