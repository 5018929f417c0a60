// What a booking's state allows, and what is most sensible to do next.
import * as format from '/common/format.js';
import {texts} from '/common/texts.js';
import {duePence, pence, pounds} from './amounts.js';

const words = texts.booking.next;
const MOST_IMPORTANT = ['complete', 'pay', 'confirm', 'move'];

/** @returns the names of the actions that are possible, the most sensible one first when there is one */
export function actionsOf(booking, now = Date.now()) {
  const {status, schedule, paidAmount} = booking;
  const isOpen = status === 'pending' || status === 'confirmed';
  const hasBegun = new Date(schedule.startDatetime) <= now;
  const isOver = new Date(schedule.endDatetime) <= now && schedule.status !== 'cancelled';
  const isDue = duePence(booking) > 0;
  const canClose = status === 'confirmed' && hasBegun && schedule.status !== 'cancelled';
  const possible = {
    complete: canClose,
    noShow: canClose,
    pay: isDue && status !== 'cancelled',
    confirm: status === 'pending',
    move: isOpen,
    refund: pence(paidAmount) > 0,
    company: isOpen && booking.companyId === null,
    cancel: isOpen && !isOver,
  };
  const names = Object.keys(possible).filter(name => possible[name]);
  const first = primaryOf(booking, possible, schedule.status === 'cancelled');
  return {first, others: names.filter(name => name !== first)};
}

/** @returns what may change about those who come */
export function attendeeActionsOf({status, schedule, attendees, paymentMethod}, now = Date.now()) {
  const isOver = new Date(schedule.endDatetime) <= now && schedule.status !== 'cancelled';
  const canSwap = (status === 'pending' || status === 'confirmed') && !isOver;
  // While somebody pays by card, the price stands still.
  const canReprice = canSwap && !(status === 'pending' && paymentMethod === 'card');
  return {
    canSwap,
    canReplace: status !== 'cancelled',
    canRemove: canReprice && attendees.length > 1,
    canAdd: canReprice && (schedule.status === 'published' || schedule.status === 'draft'),
  };
}

function primaryOf({paymentStatus, paymentMethod, status}, possible, isCourseCancelled) {
  if (isCourseCancelled) return possible.move ? 'move' : undefined;
  // Money that staff gave back is open again, but nobody waits for it.
  const isWaitedFor = possible.pay && !['partially_refunded', 'refunded'].includes(paymentStatus);
  // A card that was not declined is being paid with at this moment.
  const isPaying = status === 'pending' && paymentMethod === 'card' && paymentStatus !== 'failed';
  const isSensible = {
    ...possible,
    pay: isWaitedFor && !isPaying,
    confirm: possible.confirm && paymentMethod !== 'card',
    move: false,
  };
  return MOST_IMPORTANT.find(name => isSensible[name]);
}

/** What stands out about a booking, in a sentence or two. @returns [{key, tone, text, href?, action?, item?}] */
export function notesOf(booking, refunds, now) {
  const state = stateNote(booking, now);
  const open = refunds.map(refundNote).filter(Boolean);
  // "Nothing to do" would not be true beside something to do.
  const isSaid = state !== undefined && !(state.tone === 'good' && open.length > 0);
  return [...(isSaid ? [{key: 'state', ...state}] : []), ...open];
}

function stateNote(booking, now) {
  const {status, schedule, holdExpiresAt, paidAmount, paymentDueOn} = booking;
  const due = duePence(booking);
  const amount = format.money(pounds(Math.max(due, 0)));
  if (status === 'cancelled')
    return {
      text: words.cancelled(format.dayTime(booking.cancelledAt), booking.cancellationReason ?? texts.nothing),
    };
  if (status === 'confirmed' && schedule.status === 'cancelled')
    return {tone: 'attention', text: words.choose};
  if (status === 'pending') {
    const held = words.held(format.dayTime(holdExpiresAt), format.timeLeft(holdExpiresAt, now));
    const part = pence(paidAmount) > 0 ? words.heldPart(format.money(paidAmount), amount) : '';
    return {tone: 'attention', text: `${held} ${part}`};
  }
  const isGivenBack = ['partially_refunded', 'refunded'].includes(booking.paymentStatus);
  if (status !== 'confirmed')
    return due > 0 && !isGivenBack ? {tone: 'attention', text: words.dueAfter(amount)} : undefined;
  if (new Date(schedule.startDatetime) <= now) return {tone: 'attention', text: words.over};
  if (due <= 0) return {tone: 'good', text: words.coming};
  if (isGivenBack) return undefined;
  if (paymentDueOn === null) return {tone: 'attention', text: words.due(amount)};
  const day = format.day(paymentDueOn);
  if (paymentDueOn < format.dayOf(now)) return {tone: 'bad', text: words.overdue(amount, day)};
  return {tone: 'attention', text: words.dueBy(amount, day)};
}

function refundNote(refund) {
  const {id, status, amount, byHandAmount} = refund;
  const note = {key: id, tone: 'attention', href: `/admin/refunds/${id}`};
  if (status === 'pending')
    return {...note, text: words.refund(format.money(amount)), action: 'approve', item: refund};
  if (status === 'failed') return {...note, tone: 'bad', text: words.refundFailed(format.money(amount))};
  const isOpen = status === 'approved' || status === 'processing';
  if (isOpen && pence(byHandAmount) > 0)
    return {...note, text: words.refundByHand(format.money(byHandAmount))};
  return undefined;
}
