// Who waits for seats, in which place, what was offered to them, and what staff do about it.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {List, pick} from '/common/list.js';
import {say} from '/common/parts.js';
import {get} from '/common/request.js';
import {setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {OfferSeats, RemoveFromList} from '../booking/waiting-dialogs.js';
import {WaitingStatus} from '../booking/waiting-status.js';
import {ScreenHead} from '../frame.js';

const words = texts.waitingList;
const FILTERS = [
  {name: 'isLive', label: words.live, options: texts.yesNo},
  {
    name: 'status',
    label: words.status,
    options: words.statuses.map(name => [name, words.statusLabels[name] ?? texts.statuses[name]]),
  },
];
const DIALOGS = {offer: OfferSeats, remove: RemoveFromList};

export function WaitingList() {
  const {query} = useAddress();
  // Another visit is another round: places change while one is elsewhere.
  const [round, setRound] = useState(Date.now);
  const [dialog, setDialog] = useState();
  const open = (kind, entry) => setDialog({kind, entry});
  const close = () => {
    setDialog(undefined);
    setRound(round + 1);
  };
  const done = message => {
    say(message);
    close();
  };
  const Shown = dialog && DIALOGS[dialog.kind];
  const columns = [...COLUMNS, statusColumn(round, open)];
  return html`
    <${ScreenHead} title=${words.title} />
    <${Only} scheduleId=${query.scheduleId} />
    <div class="bookings">
      <${List} path="/api/admin/waiting-list" label=${words.title} filters=${FILTERS} columns=${columns}
        fixed=${pick(query, ['scheduleId', 'userId'])} empty=${words.empty} round=${round} />
    </div>
    ${dialog && html`<${Shown} entry=${dialog.entry} onDone=${done} onClose=${close} />`}
  `;
}

const COLUMNS = [
  {
    name: 'person',
    label: words.person,
    show: ({userId, contactFirstName, contactLastName, contactEmail}) => html`
      <a class="main" href=${`/admin/customers/${userId}`}>${contactFirstName} ${contactLastName}</a>
      <span class="small below wide-only">${contactEmail}</span>
    `,
  },
  {
    name: 'course',
    label: words.course,
    show: entry => html`
      <a class="main" href=${`/admin/schedules/${entry.courseScheduleId}`}>${entry.courseName}</a>
      <span class="small below">${format.day(entry.startDatetime)}<span class="wide-only"> · ${entry.venueName}</span></span>
      <span class="small below narrow-only">${words.seatCount(entry.seats)}</span>
    `,
  },
  {
    name: 'seats',
    label: words.seats,
    isNumber: true,
    isWide: true,
    show: ({seats}) => format.number(seats),
  },
  {
    name: 'since',
    label: words.since,
    sort: 'id',
    isWide: true,
    show: ({createdAt}) => html`<span class="when">${format.plainDay(createdAt)}</span>`,
  },
];

const statusColumn = (round, open) => ({
  name: 'status',
  label: words.status,
  show: entry => html`<${WaitingStatus} key=${entry.id} entry=${entry} round=${round} open=${open} />`,
});

/** Of which schedule these are, when a link of another screen led here. */
function Only({scheduleId}) {
  const {data} = useLoad(
    scheduleId && (signal => get(`/api/admin/schedules/${scheduleId}`, undefined, {signal})),
    [scheduleId],
  );
  if (scheduleId === undefined) return null;
  const schedule = data?.data;
  const name = schedule ? `${schedule.courseName}, ${format.dayTime(schedule.startDatetime)}` : '…';
  return html`
    <div class="note only">
      <p>${words.only(name)}</p>
      <button type="button" onClick=${() => setQuery({scheduleId: undefined, after: undefined})}>${words.showAll}</button>
    </div>
  `;
}
