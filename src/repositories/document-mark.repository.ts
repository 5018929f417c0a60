import {BindingScope, injectable} from '@loopback/core';
import {DocumentMark} from '../models/document-mark.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class DocumentMarkRepository extends tableRepository<DocumentMark, DocumentMark['id']>(DocumentMark) {}
