import {equals, type ListDefinition} from '../list-query';

/** A record that people edit; `version` is its ETag. */
export interface EditedRow {
  id: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface StaffCourseRow extends EditedRow {
  name: string;
  slug: string;
  description: string;
  courseType: string;
  durationHours: string;
  price: string;
  maxCapacity: number;
  certificationValidityYears: number;
  isActive: boolean;
}

export interface CourseFilter {
  isActive?: boolean;
  courseType?: string;
}

export const courseList: ListDefinition<StaffCourseRow, CourseFilter> = {
  name: 'courses',
  base: 'courses c',
  id: 'c.id',
  columns: {
    id: 'c.id',
    name: 'c.name',
    slug: 'c.slug',
    description: 'c.description',
    courseType: 'c.course_type',
    durationHours: 'c.duration_hours',
    price: 'c.price',
    maxCapacity: 'c.max_capacity',
    certificationValidityYears: 'c.certification_validity_years',
    isActive: 'c.is_active',
    version: 'c.version',
    createdAt: 'c.created_at',
    updatedAt: 'c.updated_at',
  },
  filters: {isActive: equals('c.is_active'), courseType: equals('c.course_type')},
  search: 'search_text(c.name, c.slug, c.description)',
  sorts: {
    name: {sql: 'c.name', type: 'text'},
    price: {sql: 'c.price', type: 'numeric'},
    createdAt: {sql: 'c.created_at', type: 'timestamptz'},
  },
  defaultSort: 'name',
};
