import {BindingScope, inject, injectable} from '@loopback/core';
import type {Principal} from '../../access';
import type {Database} from '../../database/database';
import {DomainError} from '../../domain/errors';
import {CURRENCY} from '../../domain/money';
import type {SalesDocumentKind} from '../../domain/sales-documents';
import {AppBindings} from '../../keys';
import type {BookingRepository} from '../../repositories/booking.repository';
import type {SalesDocumentRepository, SalesDocumentRow} from '../../repositories/sales-document.repository';
import type {BookingHolderService} from '../booking-holder.service';
import {renderDocument} from './render-document';

/** A document as the holder of a booking sees it in a list. */
export interface SalesDocumentView {
  id: number;
  kind: SalesDocumentKind;
  number: string;
  issuedAt: string;
  totalAmount: string;
  vatAmount: string;
  currency: string;
}

export interface DocumentFile {
  number: string;
  content: Buffer;
}

/** Shows invoices, receipts and credit notes to whom they concern. */
@injectable({scope: BindingScope.SINGLETON})
export class SalesDocumentService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.SalesDocumentRepository') private readonly documents: SalesDocumentRepository,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('services.BookingHolderService') private readonly holder: BookingHolderService,
  ) {}

  async ofBooking(reference: string, principal: Principal): Promise<SalesDocumentView[]> {
    return (await this.documentsOf(reference, principal)).map(toView);
  }

  /** @throws DomainError BOOKING_NOT_FOUND, DOCUMENT_NOT_FOUND, also when it is another booking's */
  async fileOfBooking(reference: string, number: string, principal: Principal): Promise<DocumentFile> {
    const documents = await this.documentsOf(reference, principal);
    return toFile(documents.find(document => document.number === number.toUpperCase()));
  }

  /** @throws DomainError DOCUMENT_NOT_FOUND */
  async file(id: number): Promise<DocumentFile> {
    return toFile(await this.documents.findDocument(this.database, id));
  }

  private async documentsOf(reference: string, principal: Principal): Promise<SalesDocumentRow[]> {
    const {bookingReference} = await this.holder.read(reference, principal);
    const booking = await this.bookings.findDetail(this.database, {bookingReference});
    return booking === undefined ? [] : this.documents.findOfBooking(this.database, booking.id);
  }
}

function toView({id, kind, number, issuedAt, totalAmount, vatAmount}: SalesDocumentRow): SalesDocumentView {
  return {id, kind, number, issuedAt: issuedAt.toISOString(), totalAmount, vatAmount, currency: CURRENCY};
}

async function toFile(document: SalesDocumentRow | undefined): Promise<DocumentFile> {
  if (document === undefined) throw new DomainError('DOCUMENT_NOT_FOUND', 'There is no such document');
  return {number: document.number, content: await renderDocument(document)};
}
