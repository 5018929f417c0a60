import {BindingScope, injectable} from '@loopback/core';
import {AjvFactoryProvider} from '@loopback/rest/dist/validation/ajv-factory.provider';

/**
 * LoopBack's validator, stopped at the first error of a body: collecting all of them is a way to make the server work
 * for nothing. Its own `allErrors: false` can't be used, since it always loads ajv-errors, which insists on `true`.
 */
@injectable({scope: BindingScope.SINGLETON})
export class FirstErrorValidatorProvider extends AjvFactoryProvider {
  override value(): ReturnType<AjvFactoryProvider['value']> {
    const make = super.value();
    return options => {
      const validator = make({...options, allErrors: true});
      validator.opts.allErrors = false;
      return validator;
    };
  }
}
