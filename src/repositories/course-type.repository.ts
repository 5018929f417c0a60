import {BindingScope, injectable} from '@loopback/core';
import {CourseType} from '../models/course-type.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class CourseTypeRepository extends tableRepository<CourseType, CourseType['code']>(CourseType) {}
