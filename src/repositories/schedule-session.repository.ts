import {BindingScope, injectable} from '@loopback/core';
import {ScheduleSession} from '../models/schedule-session.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class ScheduleSessionRepository extends tableRepository<ScheduleSession, ScheduleSession['id']>(
  ScheduleSession,
) {}
