import {equals, type ListDefinition, postcodeSpellings} from '../list-query';
import type {EditedRow} from './course.list';

export interface StaffVenueRow extends EditedRow {
  name: string;
  addressLine1: string;
  addressLine2: string | null;
  city: string;
  postcode: string;
  capacity: number;
  facilities: string[];
  parkingInfo: string | null;
  isActive: boolean;
}

export interface VenueFilter {
  isActive?: boolean;
}

export const venueList: ListDefinition<StaffVenueRow, VenueFilter> = {
  name: 'venues',
  base: 'venues v',
  id: 'v.id',
  columns: {
    id: 'v.id',
    name: 'v.name',
    addressLine1: 'v.address_line1',
    addressLine2: 'v.address_line2',
    city: 'v.city',
    postcode: 'v.postcode',
    capacity: 'v.capacity',
    facilities: 'v.facilities',
    parkingInfo: 'v.parking_info',
    isActive: 'v.is_active',
    version: 'v.version',
    createdAt: 'v.created_at',
    updatedAt: 'v.updated_at',
  },
  filters: {isActive: equals('v.is_active')},
  search: `search_text(v.name, v.address_line1, v.city, ${postcodeSpellings('v.postcode')})`,
  sorts: {
    name: {sql: 'v.name', type: 'text'},
    city: {sql: 'v.city', type: 'text'},
    capacity: {sql: 'v.capacity', type: 'integer'},
    createdAt: {sql: 'v.created_at', type: 'timestamptz'},
  },
  defaultSort: 'name',
};
