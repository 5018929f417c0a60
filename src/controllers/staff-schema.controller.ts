import {BindingScope, inject, injectable} from '@loopback/core';
import {get, post} from '@loopback/rest';
import {allow} from '../access';
import type {LiveSchema, SchemaAdminService} from '../services/schema-admin.service';
import type {SchemaCheck, SchemaCheckService} from '../services/schema-check.service';
import {json} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {liveSchemaSchema, schemaCheckSchema, schemaStatusSchema} from './schemas/schema.schemas';

const TAGS = ['Staff: operations'];
const path = '/api/admin/schema';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffSchemaController {
  constructor(
    @inject('services.SchemaAdminService') private readonly schema: SchemaAdminService,
    @inject('services.SchemaCheckService') private readonly checks: SchemaCheckService,
  ) {}

  @get(path, {
    operationId: 'readSchema',
    tags: TAGS,
    summary: 'The schema: its version, every migration, and how each run went',
    responses: {200: json('Its state', schemaStatusSchema)},
  })
  read(): Promise<object> {
    return this.schema.read();
  }

  @get(`${path}/tables`, {
    operationId: 'readTables',
    tags: TAGS,
    summary: 'The tables as they are in the database now, and what refers to what',
    responses: {200: json('The tables', liveSchemaSchema)},
  })
  readTables(): Promise<LiveSchema> {
    return this.schema.readTables();
  }

  @post(`${path}/check`, {
    operationId: 'checkSchema',
    tags: TAGS,
    summary: 'Compare the schema with its migrations, and try out what is pending, on a scratch database',
    responses: {
      200: json('What differs, and what is dangerous', schemaCheckSchema),
      ...errorReplies('SCHEMA_CHECK_FAILED'),
    },
  })
  check(): Promise<SchemaCheck> {
    return this.checks.check();
  }
}
