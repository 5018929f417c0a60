import {inject} from '@loopback/core';
import {
  del,
  get,
  type OperationObject,
  param,
  patch,
  post,
  type Response,
  RestBindings,
  requestBody,
} from '@loopback/rest';
import type {ErrorCode} from '../domain/errors';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {EditedRow} from '../repositories/lists/course.list';
import type {Values} from '../repositories/resource.repository';
import type {CsvService} from '../services/csv.service';
import type {ListService} from '../services/list.service';
import type {Resource, ResourceService} from '../services/resource.service';
import {actor} from './actor';
import {type ListRoutes, listController} from './list.controller';
import {json, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';
import type {ResourceSchemas} from './schemas/resource.schemas';
import {etagOf, ifMatchParameter, versionOf} from './version';

interface ResourceRoutes<Row extends EditedRow, Filter extends object>
  extends Omit<ListRoutes<Row, Filter>, 'page'> {
  resource: Resource<Row>;
  schemas: ResourceSchemas;
  /** Where the service is bound; default: the one that all resources share. */
  service?: string;
  /** Codes that creating and changing can fail with, beside those that every resource has. */
  failures: ErrorCode[];
}

/** The base class of a resource's controller: its list and its CSV, and to create, read, change and delete one record. */
export function resourceController<Row extends EditedRow, Filter extends object>(
  routes: ResourceRoutes<Row, Filter>,
) {
  const {resource, path, schemas, failures} = routes;
  const label = resource.entity.replace(/_/g, ' ');
  const operation = (
    summary: string,
    verb: string,
    responses: OperationObject['responses'],
  ): OperationObject => ({
    tags: [routes.tag],
    summary,
    operationId: `${verb}${schemas.record.title ?? ''}`,
    responses,
  });
  const reply = json(`The ${label}; its version is the ETag`, schemas.record);

  class ResourceController extends listController({...routes, page: schemas.page}) {
    constructor(
      @inject('services.ListService') lists: ListService,
      @inject('services.CsvService') csv: CsvService,
      @inject(routes.service ?? 'services.ResourceService') protected readonly resources: ResourceService,
    ) {
      super(lists, csv);
    }

    @post(path, operation(`Add a ${label}`, 'create', {201: reply, ...errorReplies(...failures)}))
    async create(
      @requestBody(body(schemas.creation)) values: Values,
      @actor() by: Actor,
      @inject(RestBindings.Http.RESPONSE) response: Response,
    ): Promise<Row> {
      const created = await this.resources.create(resource, values, by);
      response.status(201).location(`${path}/${created.id}`);
      return tagged(response, created);
    }

    @get(`${path}/{id}`, operation(`One ${label}`, 'read', {200: reply, ...errorReplies(resource.notFound)}))
    async read(
      @param(pathId) id: number,
      @inject(RestBindings.Http.RESPONSE) response: Response,
    ): Promise<Row> {
      return tagged(response, await this.resources.read(resource, id));
    }

    @patch(
      `${path}/{id}`,
      operation(`Change a ${label}: what is given, and nothing else`, 'update', {
        200: reply,
        ...errorReplies(resource.notFound, 'VERSION_CONFLICT', 'VERSION_REQUIRED', ...failures),
      }),
    )
    async edit(
      @param(pathId) id: number,
      @requestBody(body(schemas.change)) values: Values,
      @actor() by: Actor,
      @inject(RestBindings.Http.RESPONSE) response: Response,
      @param(ifMatchParameter) ifMatch?: string,
    ): Promise<Row> {
      return tagged(response, await this.resources.edit(resource, id, versionOf(ifMatch), values, by));
    }

    @del(
      `${path}/{id}`,
      operation(`Delete a ${label} that nothing hangs on`, 'delete', {
        204: {description: 'Deleted'},
        ...errorReplies(resource.notFound, 'IN_USE', 'VERSION_CONFLICT', 'VERSION_REQUIRED'),
      }),
    )
    async remove(
      @param(pathId) id: number,
      @actor() by: Actor,
      @param(ifMatchParameter) ifMatch?: string,
    ): Promise<void> {
      await this.resources.remove(resource, id, versionOf(ifMatch), by);
    }
  }
  return ResourceController;
}

/** Sets the ETag that the next change must send as If-Match. */
export function tagged<Row extends {version: number}>(response: Response, row: Row): Row {
  response.setHeader('ETag', etagOf(row.version));
  return row;
}
