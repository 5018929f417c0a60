import {BindingScope, injectable} from '@loopback/core';
import {Venue} from '../models/venue.model';
import {tableRepository} from './table.repository';

/** A venue as the public sees it. */
export interface VenueRow {
  id: number;
  name: string;
  addressLine1: string;
  addressLine2: string | null;
  city: string;
  postcode: string;
  facilities: string[];
  parkingInfo: string | null;
}

@injectable({scope: BindingScope.SINGLETON})
export class VenueRepository extends tableRepository<Venue, Venue['id']>(Venue) {
  listActive(): Promise<VenueRow[]> {
    return this.db.rows<VenueRow>(
      `select id, name, address_line1 as "addressLine1", address_line2 as "addressLine2", city, postcode, facilities,
         parking_info as "parkingInfo"
       from venues where is_active order by name, id`,
    );
  }
}
