import type {AjvFactory} from '@loopback/rest';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

/**
 * Validators for bodies and parameters that stop at the first problem: LoopBack's own always collect all of them,
 * which lets a small hostile body cost a lot of work.
 */
export const ajvFactory: AjvFactory = options => {
  const {coerceTypes} = options ?? {};
  const ajv = new Ajv({allErrors: false, strict: false, coerceTypes});
  addFormats(ajv);
  ajv.addFormat('well-formed', /^\P{Surrogate}*$/u);
  return ajv;
};
