import {BindingScope, inject, injectable} from '@loopback/core';
import type {Principal} from '../access';
import {CURRENCY, formatPence} from '../domain/money';
import {AppBindings, type Clock} from '../keys';
import type {NewAttendee} from '../repositories/booking-attendee.repository';
import type {CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {BookingAttendeeService} from './booking-attendee.service';
import type {BookingHolderService} from './booking-holder.service';
import {type BookingMoveService, isChoiceOpen} from './booking-move.service';
import {type BookingView, toBookingView} from './booking-view';
import type {CancellationRefundService} from './cancellation-refund.service';
import {type ProposedSchedule, toProposal} from './proposed-schedule';

/** Between which a customer chooses whose course the company cancelled. */
export interface BookingChoices {
  bookingReference: string;
  /** False: there is nothing to choose, or the choice has been made. */
  isOpen: boolean;
  /** What comes back instead of another date. */
  refundAmount: string;
  currency: typeof CURRENCY;
  /** Other dates of the same course with enough seats, soonest first. */
  schedules: ProposedSchedule[];
}

const MOST_PROPOSALS = 20;

/** What the holder of a booking may change in it. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingHolderChangeService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('services.BookingHolderService') private readonly holder: BookingHolderService,
    @inject('services.BookingAttendeeService') private readonly attendees: BookingAttendeeService,
    @inject('services.BookingMoveService') private readonly moves: BookingMoveService,
    @inject('services.CancellationRefundService') private readonly cancellations: CancellationRefundService,
  ) {}

  /** @throws DomainError as `BookingAttendeeService.replace` */
  async replaceAttendee(
    reference: string,
    principal: Principal,
    attendeeId: number,
    attendee: NewAttendee,
  ): Promise<BookingView> {
    const {id} = await this.holder.findOwn(reference, principal);
    return toBookingView(await this.attendees.replace({id}, attendeeId, {attendee}, null));
  }

  /** @throws DomainError as `BookingAttendeeService.remove` */
  async removeAttendee(reference: string, principal: Principal, attendeeId: number): Promise<BookingView> {
    const {id} = await this.holder.findOwn(reference, principal);
    return toBookingView(await this.attendees.remove({id}, attendeeId, {}, null));
  }

  /** @throws DomainError BOOKING_NOT_FOUND */
  async choices(reference: string, principal: Principal): Promise<BookingChoices> {
    const booking = await this.holder.findOwn(reference, principal);
    const {bookingReference, courseId, seats} = booking;
    const isOpen = isChoiceOpen(booking);
    const filter = {courseId, seats, limit: MOST_PROPOSALS};
    const refundPence = isOpen ? (await this.cancellations.preview(booking)).refundPence : 0;
    const schedules = isOpen ? await this.schedules.listPublic(filter, this.clock()) : [];
    return {
      bookingReference,
      isOpen,
      refundAmount: formatPence(refundPence),
      currency: CURRENCY,
      schedules: schedules.map(toProposal),
    };
  }

  /** @throws DomainError as `BookingMoveService.move` */
  async move(reference: string, principal: Principal, courseScheduleId: number): Promise<BookingView> {
    const {id} = await this.holder.findOwn(reference, principal);
    return toBookingView(await this.moves.move({id}, {courseScheduleId}, null));
  }
}
