// The courses with their next dates; one course with all of its dates; or the dates of a venue or month.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loaded} from '/common/parts.js';
import {setQuery} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {catalogue, read} from './ask.js';
import {DateRow, Dates} from './dates.js';
import {useConnection} from './fresh.js';

const words = texts.book.home;
const NEXT_DATES = 3;
const MONTHS = 12;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export function Home({query}) {
  const load = useLoad(() => catalogue(), []);
  useConnection(load);
  return html`
    <${Loaded} load=${load} lines=${20}>
      ${known => html`<${Offer} ...${known} query=${query} />`}
    <//>
  `;
}

function Offer({courses, venues, query}) {
  const course = courses.find(({slug}) => slug === query.course);
  const isChosen = course || query.course || query.venue || query.month;
  return html`
    ${course ? html`<${CourseHead} course=${course} />` : html`<div class="intro"><h1>${words.title}</h1><p>${words.intro}</p></div>`}
    <${Filters} courses=${courses} venues=${venues} query=${query} />
    ${query.course && !course && html`<p class="empty">${words.noSuchCourse}</p>`}
    ${isChosen && (course || !query.course) && html`<${Found} course=${course} query=${query} />`}
    ${!isChosen && html`<${Courses} courses=${courses} />`}
  `;
}

function CourseHead({course}) {
  return html`
    <div class="intro">
      <a class="small" href="/">← ${texts.book.allCourses}</a>
      <h1>${course.name}</h1>
      <p>${course.description}</p>
      <${CourseFacts} course=${course} />
    </div>
  `;
}

export function CourseFacts({course, hasPrice = true}) {
  return html`
    <ul class="course-facts">
      <li>${words.hours(format.number(course.durationHours))}</li>
      ${course.certificationValidityYears > 0 && html`<li>${words.certificate(course.certificationValidityYears)}</li>`}
      <li>${words.group(course.maxCapacity)}</li>
      ${hasPrice && html`<li><strong>${words.price(format.money(course.price))}</strong></li>`}
    </ul>
  `;
}

function Filters({courses, venues, query}) {
  const coming = Array.from({length: MONTHS}, (_, index) => monthAfter(index));
  const isOther = MONTH.test(query.month ?? '') && !coming.includes(query.month);
  const months = isOther ? [...coming, query.month] : coming;
  const filters = [
    ['course', words.course, words.anyCourse, courses.map(({slug, name}) => [slug, name])],
    [
      'venue',
      words.venue,
      words.anyVenue,
      venues.map(({id, name, city}) => [String(id), `${name}, ${city}`]),
    ],
    ['month', words.month, words.anyMonth, months.map(month => [month, format.month(`${month}-01`)])],
  ];
  const isFiltered = filters.some(([name]) => query[name]);
  return html`
    <form class="filters" role="search" aria-label=${words.find} onSubmit=${event => event.preventDefault()}>
      ${filters.map(
        ([name, label, any, options]) => html`
          <label class="filter" key=${name}>
            <span>${label}</span>
            <select value=${query[name] ?? ''} onChange=${event => setQuery({[name]: event.currentTarget.value})}>
              <option value="">${any}</option>
              ${options.map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}
            </select>
          </label>
        `,
      )}
      ${isFiltered && html`<a class="button quiet" href="/">${texts.lists.clear}</a>`}
    </form>
  `;
}

function Found({course, query}) {
  const filter = {courseId: course?.id, venueId: query.venue, ...daysOf(query.month)};
  return html`
    <h2>${words.dates}</h2>
    <${Dates} key=${JSON.stringify(filter)} filter=${filter} hasCourse=${course === undefined} empty=${words.noDates} />
  `;
}

/** Every course with its next dates. The first hundred dates show most; the link shows the rest. */
function Courses({courses}) {
  const load = useLoad(signal => read('/api/schedules', {limit: 100}, signal), []);
  useConnection(load);
  return html`
    <${Loaded} load=${load} lines=${24}>
      ${({items, nextCursor}) => html`
        <div class="courses">
          ${courses.map(course => html`<${CourseCard} key=${course.id} course=${course} isPart=${nextCursor !== null} dates=${items.filter(date => date.course.id === course.id)} />`)}
        </div>
      `}
    <//>
  `;
}

function CourseCard({course, dates, isPart}) {
  const address = `/?course=${encodeURIComponent(course.slug)}`;
  return html`
    <section class="card course" aria-labelledby=${`course-${course.id}`}>
      <header>
        <h2 id=${`course-${course.id}`}><a href=${address}>${course.name}</a></h2>
        <p>${course.description}</p>
        <${CourseFacts} course=${course} />
      </header>
      <ul class="dates">
        ${dates.slice(0, NEXT_DATES).map(date => html`<${DateRow} key=${date.id} date=${date} />`)}
      </ul>
      ${
        dates.length > NEXT_DATES || (isPart && dates.length === 0)
          ? html`<p><a href=${address} aria-label=${words.allDatesOf(course.name)}>${words.allDates}</a></p>`
          : dates.length === 0 && html`<p class="small">${words.noDatesYet}</p>`
      }
    </section>
  `;
}

/** YYYY-MM, `index` months from now. */
function monthAfter(index) {
  const [year, month] = format.dayOf().split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + index, 1)).toISOString().slice(0, 7);
}

function daysOf(month) {
  if (!MONTH.test(month ?? '')) return {};
  const [year, number] = month.split('-').map(Number);
  return {from: `${month}-01`, to: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)};
}
