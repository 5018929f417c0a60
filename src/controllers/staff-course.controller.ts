import {BindingScope, injectable} from '@loopback/core';
import {allow} from '../access';
import {courseList} from '../repositories/lists/course.list';
import {courses} from '../services/resources';
import {resourceController} from './resource.controller';
import {courseSchemas} from './schemas/resource.schemas';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffCourseController extends resourceController({
  resource: courses,
  path: '/api/admin/courses',
  tag: 'Staff: courses',
  summary: 'Courses, by name',
  list: courseList,
  filters: {isActive: {type: 'boolean'}, courseType: {type: 'string', maxLength: 50}},
  schemas: courseSchemas,
  failures: ['COURSE_TYPE_NOT_FOUND', 'SLUG_TAKEN'],
}) {}
