import {BindingScope, injectable} from '@loopback/core';
import {DocumentCounter} from '../models/document-counter.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class DocumentCounterRepository extends tableRepository<DocumentCounter, DocumentCounter['kind']>(
  DocumentCounter,
) {}
