import {BindingScope, injectable} from '@loopback/core';
import type {Queryable} from '../database/database';
import {Course} from '../models/course.model';
import {tableRepository} from './table.repository';

/** A course as the public sees it. */
export interface CourseRow {
  id: number;
  name: string;
  slug: string;
  description: string;
  courseType: string;
  durationHours: string;
  price: string;
  maxCapacity: number;
  certificationValidityYears: number;
}

const COLUMNS = `id, name, slug, description, course_type as "courseType", duration_hours as "durationHours", price,
  max_capacity as "maxCapacity", certification_validity_years as "certificationValidityYears"`;

@injectable({scope: BindingScope.SINGLETON})
export class CourseRepository extends tableRepository<Course, Course['id']>(Course) {
  /** The catalogue: at most a few dozen rows, by name. */
  listActive(): Promise<CourseRow[]> {
    return this.db.rows<CourseRow>(`select ${COLUMNS} from courses where is_active order by name, id`);
  }

  async findActiveBySlug(slug: string): Promise<CourseRow | undefined> {
    const [course] = await this.db.rows<CourseRow>(
      `select ${COLUMNS} from courses where slug = :slug and is_active`,
      {slug},
    );
    return course;
  }

  /** @returns undefined when there is no such active course */
  async findMaxCapacity(on: Queryable, id: number): Promise<number | undefined> {
    const [course] = await on.rows<{maxCapacity: number}>(
      'select max_capacity as "maxCapacity" from courses where id = :id and is_active',
      {id},
    );
    return course?.maxCapacity;
  }
}
