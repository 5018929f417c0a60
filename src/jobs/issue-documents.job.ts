import type {DocumentIssueService} from '../services/documents/document-issue.service';
import type {Job} from './job';

/** Issues the invoices, receipts and credit notes that changed bookings and payments call for. */
export const issueDocuments: Job = {
  name: 'issue_documents',
  schedule: '* * * * *',
  async run(application, _payload, stopping) {
    const documents = await application.get<DocumentIssueService>('services.DocumentIssueService');
    await documents.issueDue(stopping);
  },
};
