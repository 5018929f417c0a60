// The start page: shows that the API answers, with the next dates that can be booked.
const list = document.getElementById('schedules');
const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/London',
});

function item(...texts) {
  const element = document.createElement('li');
  element.append(
    ...texts.map(text => {
      const span = document.createElement('span');
      span.textContent = text;
      return span;
    }),
  );
  return element;
}

async function showSchedules() {
  const response = await fetch('/api/schedules?limit=8');
  if (!response.ok) throw new Error(`the API answered ${response.status}`);
  const {items} = await response.json();
  const rows = items.map(schedule =>
    item(
      `${schedule.course.name}, ${schedule.venue.city}`,
      `${day.format(new Date(schedule.startDatetime))} · £${schedule.price} · ${schedule.seatsAvailable} seats left`,
    ),
  );
  list.replaceChildren(...(rows.length > 0 ? rows : [item('No course can be booked at the moment.')]));
}

showSchedules().catch(error =>
  list.replaceChildren(item(`The next courses could not be shown: ${error.message}.`)),
);
