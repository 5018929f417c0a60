// The way back from a booking: to the list as it was filtered.
import {withQuery} from '/common/request.js';
import {texts} from '/common/texts.js';

const ADDRESS = '/admin/bookings';
let last = ADDRESS;

/** @param query of the list that is shown */
export function rememberList(query) {
  last = withQuery(ADDRESS, query);
}

/** For a screen's head. @returns [address, label] */
export const backToList = () => [last, texts.bookings.title];
