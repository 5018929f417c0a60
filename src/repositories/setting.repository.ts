import {BindingScope, injectable} from '@loopback/core';
import {Setting} from '../models/setting.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class SettingRepository extends tableRepository<Setting, Setting['key']>(Setting) {}
