import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, type Response, RestBindings} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, type Principal} from '../access';
import {SALES_DOCUMENT_KINDS} from '../domain/sales-documents';
import {salesDocumentList} from '../repositories/lists/sales-document.list';
import type {
  DocumentFile,
  SalesDocumentService,
  SalesDocumentView,
} from '../services/documents/sales-document.service';
import {listController} from './list.controller';
import {
  bookingReferenceParameter,
  countedPageSchema,
  currencySchema,
  daySchema,
  idSchema,
  json,
  moneySchema,
  objectSchema,
  oneOf,
  pathId,
  timeSchema,
} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';

const TAGS = ['Bookings'];
const number = {type: 'string' as const, pattern: '^[A-Z]{3}-[0-9]{6,}$', maxLength: 20};
const pdf = {'application/pdf': {schema: {type: 'string' as const, format: 'binary'}}};

const documentSchema = objectSchema('SalesDocument', {
  id: idSchema,
  kind: oneOf(SALES_DOCUMENT_KINDS),
  number,
  issuedAt: timeSchema,
  totalAmount: moneySchema,
  vatAmount: moneySchema,
  currency: currencySchema,
});

const listedSchema = objectSchema('StaffSalesDocument', {
  id: idSchema,
  kind: oneOf(SALES_DOCUMENT_KINDS),
  number,
  bookingId: idSchema,
  bookingReference: {type: 'string'},
  billedTo: {type: 'string'},
  totalAmount: moneySchema,
  vatAmount: moneySchema,
  currency: currencySchema,
  issuedAt: timeSchema,
});

/** Invoices, receipts and credit notes of a booking, for its holder. */
@allow('booking', 'customer', 'instructor', 'admin')
@injectable({scope: BindingScope.SINGLETON})
export class SalesDocumentController {
  constructor(@inject('services.SalesDocumentService') private readonly documents: SalesDocumentService) {}

  @get('/api/bookings/{reference}/documents', {
    tags: TAGS,
    summary: 'Invoices, receipts and credit notes of a booking',
    responses: {
      200: json('The documents, oldest first', {type: 'array', items: documentSchema}),
      ...errorReplies('BOOKING_NOT_FOUND'),
    },
  })
  list(
    @param(bookingReferenceParameter) reference: string,
    @inject(SecurityBindings.USER) principal: Principal,
  ): Promise<SalesDocumentView[]> {
    return this.documents.ofBooking(reference, principal);
  }

  @get('/api/bookings/{reference}/documents/{number}', {
    tags: TAGS,
    summary: 'One of them, as a PDF file',
    responses: {
      200: {description: 'PDF', content: pdf},
      ...errorReplies('BOOKING_NOT_FOUND', 'DOCUMENT_NOT_FOUND'),
    },
  })
  async read(
    @param(bookingReferenceParameter) reference: string,
    @param({name: 'number', in: 'path', required: true, schema: {type: 'string', maxLength: 20}})
    documentNumber: string,
    @inject(SecurityBindings.USER) principal: Principal,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<Response> {
    return send(response, await this.documents.fileOfBooking(reference, documentNumber, principal));
  }
}

/** All of them, for staff. */
@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffSalesDocumentController extends listController({
  path: '/api/admin/documents',
  tag: 'Staff: payments',
  summary: 'Invoices, receipts and credit notes, newest first',
  list: salesDocumentList,
  filters: {
    kind: oneOf(SALES_DOCUMENT_KINDS),
    number,
    bookingId: idSchema,
    from: daySchema,
    to: daySchema,
  },
  page: countedPageSchema('SalesDocumentPage', listedSchema),
}) {}

/** One of them, for staff. */
@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffSalesDocumentFileController {
  constructor(@inject('services.SalesDocumentService') private readonly documents: SalesDocumentService) {}

  @get('/api/admin/documents/{id}', {
    tags: ['Staff: payments'],
    summary: 'One of them, as a PDF file',
    responses: {200: {description: 'PDF', content: pdf}, ...errorReplies('DOCUMENT_NOT_FOUND')},
  })
  async readFile(
    @param(pathId) id: number,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<Response> {
    return send(response, await this.documents.file(id));
  }
}

function send(response: Response, {number: name, content}: DocumentFile): Response {
  response.setHeader('Content-Disposition', `inline; filename="${name}.pdf"`);
  response.setHeader('Cache-Control', 'private, no-store');
  response.type('application/pdf').send(content);
  return response;
}
