import {BindingScope, inject, injectable} from '@loopback/core';
import {get, type Response, RestBindings} from '@loopback/rest';
import {publicRoute} from '../access';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';
import {SchemaLifecycleBindings} from '../schema-lifecycle/keys';
import type {SchemaState, SchemaStateReader} from '../schema-lifecycle/schema-state';
import type {Metrics} from '../services/metrics.service';
import {json, nullable, objectSchema, oneOf} from './schemas/common.schemas';

const TAGS = ['Health'];
const readiness = objectSchema('Readiness', {
  status: oneOf(['ready', 'not_ready']),
  database: oneOf(['up', 'down']),
  schema: objectSchema('SchemaState', {
    state: oneOf(['ready', 'ahead', 'pending', 'wrong', 'drifted', 'unknown']),
    version: nullable({type: 'string'}),
    pending: nullable({type: 'integer'}),
  }),
});

/** For load balancers, orchestrators and monitoring. */
@publicRoute()
@injectable({scope: BindingScope.SINGLETON})
export class HealthController {
  constructor(
    @inject(SchemaLifecycleBindings.STATE) private readonly schema: SchemaStateReader,
    @inject('services.Metrics') private readonly metrics: Metrics,
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
    @inject(AppBindings.RUN_STATE) private readonly run: {isStopping: boolean},
  ) {}

  @get('/health/live', {
    operationId: 'isAlive',
    tags: TAGS,
    summary: 'Whether the process answers; it looks at nothing else',
    responses: {200: json('It does', objectSchema('Liveness', {status: oneOf(['alive'])}))},
  })
  live(): {status: 'alive'} {
    return {status: 'alive'};
  }

  @get('/health/ready', {
    operationId: 'isReady',
    tags: TAGS,
    summary: 'Whether requests can be served: the database answers and its schema fits',
    responses: {200: json('They can', readiness), 503: json('They can not', readiness)},
  })
  async ready(@inject(RestBindings.Http.RESPONSE) response: Response): Promise<object> {
    const found = await this.readSchema();
    const {canServe = false, ...schema} = found ?? {};
    const isReady = canServe && !this.run.isStopping;
    response.status(isReady ? 200 : 503);
    return {
      status: isReady ? 'ready' : 'not_ready',
      database: found === undefined ? 'down' : 'up',
      schema: found === undefined ? {state: 'unknown', version: null, pending: null} : schema,
    };
  }

  @get('/metrics', {
    operationId: 'readMetrics',
    tags: TAGS,
    summary: "This process's figures for Prometheus",
    responses: {200: {description: 'Text format', content: {'text/plain': {schema: {type: 'string'}}}}},
  })
  async scrape(@inject(RestBindings.Http.RESPONSE) response: Response): Promise<Response> {
    response.type(this.metrics.registry.contentType).send(await this.metrics.registry.metrics());
    return response;
  }

  private async readSchema(): Promise<SchemaState | undefined> {
    try {
      return await this.schema.read();
    } catch (error) {
      this.logger.warn({err: error}, 'readiness: the database does not answer');
      return undefined;
    }
  }
}
