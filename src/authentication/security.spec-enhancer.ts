import {type Application, BindingScope, CoreBindings, inject, injectable} from '@loopback/core';
import {asSpecEnhancer, type OASEnhancer, type OpenApiSpec, type OperationObject} from '@loopback/rest';
import {type Access, accessOf, BEARER} from '../access';

/** Writes into the OpenAPI document who may call what, from the same decorators that decide it. */
@injectable(asSpecEnhancer, {scope: BindingScope.SINGLETON})
export class SecuritySpecEnhancer implements OASEnhancer {
  readonly name = 'security';

  constructor(@inject(CoreBindings.APPLICATION_INSTANCE) private readonly application: Application) {}

  modifySpec(spec: OpenApiSpec): OpenApiSpec {
    for (const path of Object.values(spec.paths)) {
      for (const operation of Object.values(path) as OperationObject[]) {
        const access = this.accessOf(operation);
        if (access !== undefined) operation.security = access === 'public' ? [] : [{[BEARER]: []}];
        if (Array.isArray(access)) operation['x-roles'] = access;
      }
    }
    spec.components = {
      ...spec.components,
      securitySchemes: {
        ...spec.components?.securitySchemes,
        [BEARER]: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            "The accessToken of a sign-in, or (role `booking`) of a booking's creation, or (`waiting`) of joining a waiting list",
        },
      },
    };
    return spec;
  }

  private accessOf(operation: OperationObject): Access | undefined {
    const controller = this.application.find(`controllers.${operation['x-controller-name']}`)[0]
      ?.valueConstructor;
    return controller && accessOf(controller, operation['x-operation-name']);
  }
}
