// What a new schedule is about, its days aside: the fields that one date and a series of them share.
import {Choice, TextArea, TextField} from '/common/fields.js';
import {html} from '/common/html.js';
import {texts} from '/common/texts.js';
import {optionsOf} from './choices.js';

const words = texts.schedule;

export const FRESH = {courseId: '', venueId: '', instructorId: '', capacity: '', minSeats: '', notes: ''};

const NUMBERS = ['courseId', 'venueId', 'instructorId', 'capacity', 'minSeats'];

/** As the API wants it: what is empty is left to its defaults. */
export function planBody(values) {
  const filled = Object.entries(values).filter(([name, value]) => name in FRESH && value !== '');
  return Object.fromEntries(
    filled.map(([name, value]) => [name, NUMBERS.includes(name) ? Number(value) : value]),
  );
}

const chosenCourse = (choices, {courseId}) => choices.courses.find(({id}) => String(id) === courseId);

/** @param onCourse (course, the one before) → void, when another one is chosen: it says how long the days usually are */
export function PlanFields({form, choices, onCourse}) {
  const {values} = form;
  const course = chosenCourse(choices, values);
  const venue = choices.venues.find(({id}) => String(id) === values.venueId);
  const options = (items, name, none) => [['', none], ...optionsOf(items, values[name])];
  const choose = (name, value) => {
    form.set(name, value);
    if (name === 'courseId') onCourse(chosenCourse(choices, {courseId: value}), course);
  };
  return html`
    <div class="fields">
      <${Choice} form=${{...form, set: choose}} name="courseId" label=${texts.schedules.course} options=${options(choices.courses, 'courseId', words.choose)} required />
      <${Choice} form=${form} name="venueId" label=${texts.schedules.venue} options=${options(choices.venues, 'venueId', words.choose)} required />
      <${Choice} form=${form} name="instructorId" label=${texts.schedules.instructor} options=${options(choices.instructors, 'instructorId', words.noInstructor)} />
    </div>
    <div class="fields">
      <${TextField} form=${form} name="capacity" type="number" min="1" max=${venue?.capacity} label=${words.capacity}
        hint=${capacityHint(course, venue)} placeholder=${course?.maxCapacity} />
      <${TextField} form=${form} name="minSeats" type="number" min="1" label=${words.minSeats} hint=${words.minSeatsHint} placeholder="1" />
    </div>
  `;
}

export function NotesField({form}) {
  return html`<${TextArea} form=${form} name="notes" label=${words.notes} maxlength="2000" rows="2" />`;
}

/** What counts when the field stays empty, and how many the room holds. */
function capacityHint(course, venue) {
  const hints = [
    course && words.capacityUsual(course.maxCapacity),
    venue && words.capacityOfVenue(venue.capacity),
  ];
  return hints.filter(Boolean).join(' ') || words.capacityEmpty;
}
