import {BindingScope, inject, injectable} from '@loopback/core';
import {get} from '@loopback/rest';
import {allow} from '../access';
import {expiringBookingList} from '../repositories/lists/expiring-booking.list';
import {type DashboardService, type DashboardView, EXPIRING_BOOKINGS} from '../services/dashboard.service';
import {listController} from './list.controller';
import {json} from './schemas/common.schemas';
import {dashboardSchema} from './schemas/dashboard.schemas';
import {staffBookingPageSchema} from './schemas/staff.schemas';

const TAG = 'Staff: dashboard';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class DashboardController {
  constructor(@inject('services.DashboardService') private readonly dashboard: DashboardService) {}

  @get('/api/admin/dashboard', {
    tags: [TAG],
    summary: 'What today brings, how business goes and what needs somebody',
    responses: {200: json('Each figure with its definition and where it comes from', dashboardSchema)},
  })
  read(): Promise<DashboardView> {
    return this.dashboard.read();
  }
}

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class ExpiringBookingController extends listController({
  path: EXPIRING_BOOKINGS,
  tag: TAG,
  summary: 'Pending bookings, those that lose their seats first at the top',
  list: expiringBookingList,
  filters: {until: {type: 'string', format: 'date-time', description: 'Only those whose hold ends by then'}},
  page: {...staffBookingPageSchema, title: 'ExpiringBookingPage'},
}) {}
