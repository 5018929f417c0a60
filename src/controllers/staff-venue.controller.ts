import {BindingScope, injectable} from '@loopback/core';
import {allow} from '../access';
import {venueList} from '../repositories/lists/venue.list';
import {venues} from '../services/resources';
import {resourceController} from './resource.controller';
import {venueSchemas} from './schemas/resource.schemas';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffVenueController extends resourceController({
  resource: venues,
  path: '/api/admin/venues',
  tag: 'Staff: venues',
  summary: 'Venues, by name',
  list: venueList,
  filters: {isActive: {type: 'boolean'}},
  schemas: venueSchemas,
  failures: ['VENUE_TOO_SMALL'],
}) {}
