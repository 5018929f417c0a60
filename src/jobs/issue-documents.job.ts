import type {SalesDocumentService} from '../services/documents/sales-document.service';
import type {Job} from './job';

/** Issues the invoices, receipts and credit notes that changed bookings and payments call for. */
export const issueDocuments: Job = {
  name: 'issue_documents',
  schedule: '* * * * *',
  async run(application, _payload, stopping) {
    const documents = await application.get<SalesDocumentService>('services.SalesDocumentService');
    await documents.issueDue(stopping);
  },
};
