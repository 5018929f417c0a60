import {randomBytes} from 'node:crypto';
import {isDay} from '../domain/company-time';
import {DomainError, validationFailed} from '../domain/errors';
import {slugOf} from '../domain/slug';
import {companyList, type StaffCompanyRow} from '../repositories/lists/company.list';
import {courseList, type StaffCourseRow} from '../repositories/lists/course.list';
import {discountCodeList, type StaffDiscountCodeRow} from '../repositories/lists/discount-code.list';
import {type StaffVenueRow, venueList} from '../repositories/lists/venue.list';
import type {Resource} from './resource.service';

/** The records that staff keep, and what each demands beyond its columns' own rules. */

export const courses: Resource<StaffCourseRow> = {
  entity: 'course',
  notFound: 'COURSE_NOT_FOUND',
  table: 'courses',
  list: courseList,
  writable: {
    name: 'name',
    slug: 'slug',
    description: 'description',
    courseType: 'course_type',
    durationHours: 'duration_hours',
    price: 'price',
    maxCapacity: 'max_capacity',
    certificationValidityYears: 'certification_validity_years',
    isActive: 'is_active',
  },
  dependents: [{table: 'course_schedules', column: 'course_id', name: 'schedules'}],
  check({before, values}) {
    if (before === undefined && values.slug === undefined) {
      values.slug = slugOf(String(values.name)) || `course-${randomBytes(4).toString('hex')}`;
    }
  },
};

export const venues: Resource<StaffVenueRow> = {
  entity: 'venue',
  notFound: 'VENUE_NOT_FOUND',
  table: 'venues',
  list: venueList,
  writable: {
    name: 'name',
    addressLine1: 'address_line1',
    addressLine2: 'address_line2',
    city: 'city',
    postcode: 'postcode',
    capacity: 'capacity',
    facilities: 'facilities',
    parkingInfo: 'parking_info',
    isActive: 'is_active',
  },
  dependents: [{table: 'course_schedules', column: 'venue_id', name: 'schedules'}],
};

export const companies: Resource<StaffCompanyRow> = {
  entity: 'company',
  notFound: 'COMPANY_NOT_FOUND',
  table: 'companies',
  list: companyList,
  writable: {
    name: 'name',
    billingAddress: 'billing_address',
    email: 'email',
    creditTermsDays: 'credit_terms_days',
    isActive: 'is_active',
  },
  normalise: typed => (typeof typed.email === 'string' ? {...typed, email: typed.email.trim()} : typed),
  dependents: [{table: 'bookings', column: 'company_id', name: 'bookings'}],
};

export const discountCodes: Resource<StaffDiscountCodeRow> = {
  entity: 'discount_code',
  notFound: 'DISCOUNT_CODE_NOT_FOUND',
  table: 'discount_codes',
  list: discountCodeList,
  writable: {
    code: 'code',
    description: 'description',
    discountType: 'discount_type',
    discountValue: 'discount_value',
    minPurchaseAmount: 'min_purchase_amount',
    validFrom: 'valid_from',
    validUntil: 'valid_until',
    usageLimit: 'usage_limit',
    maxUsesPerCustomer: 'max_uses_per_customer',
    courseTypeRestriction: 'course_type_restriction',
    isActive: 'is_active',
  },
  dependents: [{table: 'bookings', column: 'discount_code_id', name: 'bookings'}],
  check({before, values}) {
    const problems = (['validFrom', 'validUntil'] as const)
      .filter(name => values[name] !== undefined && !isDay(String(values[name])))
      .map(name => ({path: `/${name}`, message: 'must be a day that exists'}));
    if (problems.length > 0) throw validationFailed(problems);
    const {usageLimit} = values;
    if (before !== undefined && typeof usageLimit === 'number' && usageLimit < before.timesUsed) {
      throw new DomainError('IN_USE', `The code has been used ${before.timesUsed} times already`, {
        timesUsed: before.timesUsed,
      });
    }
  },
};
