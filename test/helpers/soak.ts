/** Whether the long versions of tests run: `npm run test:soak`. */
export const isSoak = process.env.SOAK === '1';
