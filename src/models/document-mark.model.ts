import {Entity, model} from '@loopback/repository';
import {Booking} from './booking.model';
import {identity, reference, table} from './columns';

/** A booking that was changed since its documents were looked at. */
@model(table('document_marks'))
export class DocumentMark extends Entity {
  @identity('bigint') id: number;
  @reference(() => Booking, 'booking') bookingId: number;
}
