/** Loaded before all tests by `npm run test:soak`. */
process.env.SOAK = '1';
