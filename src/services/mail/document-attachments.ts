import type {Context} from '@loopback/core';
import type {SalesDocumentService} from '../documents/sales-document.service';
import type {Attachment, DocumentPayload} from './template';

/** The documents that a mail is about, as PDF files. */
export async function documentAttachments(
  {documentIds = []}: DocumentPayload,
  application: Context,
): Promise<Attachment[]> {
  if (documentIds.length === 0) return [];
  const documents = await application.get<SalesDocumentService>('services.SalesDocumentService');
  const files = await Promise.all(documentIds.map(id => documents.file(id)));
  return files.map(({number, content}) => ({
    filename: `${number}.pdf`,
    contentType: 'application/pdf',
    content,
  }));
}
