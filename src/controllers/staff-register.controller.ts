import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, type Response, RestBindings} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, type UserPrincipal} from '../access';
import type {RegisterService} from '../services/register.service';
import type {StaffRegister} from '../services/register-view';
import {json, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {staffRegisterSchema} from './schemas/register.schemas';

const TAGS = ['Staff: schedules'];

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffRegisterController {
  constructor(@inject('services.RegisterService') private readonly registers: RegisterService) {}

  @get('/api/admin/schedules/{id}/register', {
    tags: TAGS,
    summary: 'The register of a schedule: who comes, who was there, who passed, and who said so',
    responses: {200: json('The register', staffRegisterSchema), ...errorReplies('SCHEDULE_NOT_FOUND')},
  })
  read(
    @param(pathId) id: number,
    @inject(SecurityBindings.USER) user: UserPrincipal,
  ): Promise<StaffRegister> {
    return this.registers.readForStaff(id, user);
  }

  @get('/api/admin/schedules/{id}/register.csv', {
    tags: TAGS,
    summary: 'The register of a schedule as CSV: a row for each attendee, a column for each session',
    responses: {
      200: {description: 'CSV, UTF-8', content: {'text/csv': {schema: {type: 'string'}}}},
      ...errorReplies('SCHEDULE_NOT_FOUND'),
    },
  })
  async exportCsv(
    @param(pathId) id: number,
    @inject(SecurityBindings.USER) user: UserPrincipal,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<Response> {
    await this.registers.writeCsv(id, user, () => {
      response.setHeader('Content-Disposition', `attachment; filename="register-${id}.csv"`);
      return response.type('text/csv');
    });
    return response;
  }
}
