import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, patch, type Response, RestBindings, requestBody} from '@loopback/rest';
import {allow} from '../access';
import type {SettingValues} from '../domain/settings';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {SettingService, SettingsView} from '../services/setting.service';
import {actor} from './actor';
import {tagged} from './resource.controller';
import {json} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';
import {settingsChangeSchema, settingsSchema} from './schemas/setting.schemas';
import {ifMatchParameter, versionOf} from './version';

const TAGS = ['Staff: settings'];

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffSettingController {
  constructor(@inject('services.SettingService') private readonly settings: SettingService) {}

  @get('/api/admin/settings', {
    operationId: 'readSettings',
    tags: TAGS,
    summary: 'What may be changed without a deployment',
    responses: {200: json('All settings; their version is the ETag', settingsSchema)},
  })
  async read(@inject(RestBindings.Http.RESPONSE) response: Response): Promise<SettingsView> {
    return tagged(response, await this.settings.read());
  }

  @patch('/api/admin/settings', {
    operationId: 'updateSettings',
    tags: TAGS,
    summary: 'Change settings: what is given, and nothing else',
    responses: {
      200: json('All settings; their version is the ETag', settingsSchema),
      ...errorReplies('VERSION_CONFLICT', 'VERSION_REQUIRED'),
    },
  })
  async edit(
    @requestBody(body(settingsChangeSchema)) values: Partial<SettingValues>,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(ifMatchParameter) ifMatch?: string,
  ): Promise<SettingsView> {
    return tagged(response, await this.settings.edit(versionOf(ifMatch), values, by));
  }
}
