// Who waits for seats, in which place, what was offered to them, and what staff do about it.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {List, pick} from '/common/list.js';
import {Badge, say} from '/common/parts.js';
import {get} from '/common/request.js';
import {setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {OfferSeats, RemoveFromList} from '../booking/waiting-dialogs.js';
import {ScreenHead} from '../frame.js';

const words = texts.waitingList;
const CAN_OFFER = ['waiting', 'declined', 'expired'];
const FILTERS = [
  {name: 'isLive', label: words.live, options: texts.yesNo},
  {
    name: 'status',
    label: words.status,
    options: words.statuses.map(name => [name, words.statusLabels[name] ?? texts.statuses[name]]),
  },
];

export function WaitingList() {
  const {query} = useAddress();
  const [round, setRound] = useState(0);
  const [dialog, setDialog] = useState();
  const only = pick(query, ['scheduleId', 'userId']);
  const close = () => {
    setDialog(undefined);
    setRound(round + 1);
  };
  const done = message => {
    say(message);
    close();
  };
  const Shown = dialog?.kind === 'offer' ? OfferSeats : RemoveFromList;
  return html`
    <${ScreenHead} title=${words.title} />
    <${Only} scheduleId=${query.scheduleId} />
    <div class="bookings">
      <${List} path="/api/admin/waiting-list" label=${words.title} filters=${FILTERS} fixed=${only} empty=${words.empty} round=${round}
        columns=${columnsWith((kind, entry) => setDialog({kind, entry}))} />
    </div>
    ${dialog && html`<${Shown} entry=${dialog.entry} onDone=${done} onClose=${close} />`}
  `;
}

function columnsWith(open) {
  return [
    {name: 'person', label: words.person, show: person},
    {
      name: 'course',
      label: words.course,
      show: entry => html`
        <a class="main" href=${`/admin/schedules/${entry.courseScheduleId}`}>${entry.courseName}</a>
        <span class="small below">${format.day(entry.startDatetime)}<span class="wide-only"> · ${entry.venueName}</span></span>
      `,
    },
    {name: 'seats', label: words.seats, isNumber: true, show: ({seats}) => format.number(seats)},
    {name: 'status', label: words.status, show: status},
    {
      name: 'since',
      label: words.since,
      sort: 'id',
      isWide: true,
      show: ({createdAt}) => format.dayTime(createdAt),
    },
    {name: 'actions', label: words.actions, show: entry => html`<${Actions} entry=${entry} open=${open} />`},
  ];
}

const nameOf = ({contactFirstName, contactLastName}) => `${contactFirstName} ${contactLastName}`;

function person(entry) {
  return html`
    <a class="main" href=${`/admin/customers/${entry.userId}`}>${nameOf(entry)}</a>
    <span class="small below wide-only">${entry.contactEmail}</span>
  `;
}

function status({status: name, offerExpiresAt, bookingReference}) {
  return html`
    <${Badge} status=${name} label=${words.statusLabels[name] ?? texts.statuses[name]} />
    ${name === 'offered' && offerExpiresAt && html`<span class="small below">${words.until(format.dayTime(offerExpiresAt))}</span>`}
    ${bookingReference && html`<a class="small below" href=${`/admin/bookings?search=${bookingReference}`}>${bookingReference}</a>`}
  `;
}

function Actions({entry, open}) {
  const isLive = entry.status === 'waiting' || entry.status === 'offered';
  return html`
    <span class="actions">
      ${CAN_OFFER.includes(entry.status) && html`<button type="button" aria-label=${words.offerTo(nameOf(entry))} onClick=${() => open('offer', entry)}>${words.offer}</button>`}
      ${isLive && html`<button type="button" aria-label=${words.removeOf(nameOf(entry))} onClick=${() => open('remove', entry)}>${words.remove}</button>`}
    </span>
  `;
}

/** Of which schedule these are, when a link of another screen led here. */
function Only({scheduleId}) {
  const {data} = useLoad(
    scheduleId &&
      (signal => get(`/api/admin/schedules/${scheduleId}`, undefined, {signal}).then(({data}) => data)),
    [scheduleId],
  );
  if (scheduleId === undefined) return null;
  const name = data ? `${data.courseName}, ${format.dayTime(data.startDatetime)}` : '…';
  return html`
    <div class="note only">
      <p>${words.only(name)}</p>
      <button type="button" onClick=${() => setQuery({scheduleId: undefined, after: undefined})}>${words.showAll}</button>
    </div>
  `;
}
