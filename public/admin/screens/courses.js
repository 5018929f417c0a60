// Courses: the list, and one to edit.
import {Choice, MoneyField, TextArea, TextField} from '/common/fields.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {SchedulesOf} from '../record/related.js';
import {AMOUNT, NUMBER} from '../record/values.js';
import {Name, RecordList, RecordScreen} from '../record.js';

const words = texts.courses;
const KIND = {entity: 'course', path: '/api/admin/courses', address: '/admin/courses', words};
const SLUG = '[a-z0-9]+(-[a-z0-9]+)*';

export function Courses() {
  return html`
    <${RecordList} kind=${KIND}
      filters=${[
        {name: 'isActive', label: words.isActive, options: texts.yesNo},
        {name: 'courseType', label: words.courseType, options: words.types},
      ]}
      columns=${[
        {
          name: 'name',
          label: words.name,
          sort: 'name',
          show: course => html`<${Name} text=${course.name} />`,
        },
        {
          name: 'type',
          label: words.courseType,
          isWide: true,
          show: course => Object.fromEntries(words.types)[course.courseType],
        },
        {
          name: 'hours',
          label: words.durationHours,
          isNumber: true,
          isWide: true,
          show: course => format.number(course.durationHours),
        },
        {name: 'price', label: words.price, isNumber: true, show: course => format.money(course.price)},
        {
          name: 'active',
          label: words.isActive,
          show: course => html`<${Badge} status=${course.isActive ? 'active' : 'inactive'} />`,
        },
      ]} />
  `;
}

export function Course({id}) {
  return html`
    <${RecordScreen} kind=${KIND} id=${id} titleOf=${course => course.name}
      fresh=${{name: '', slug: '', description: '', courseType: 'efaw', durationHours: '6.00', price: '', maxCapacity: '12', certificationValidityYears: '3'}}
      as=${{durationHours: AMOUNT, price: AMOUNT, maxCapacity: NUMBER, certificationValidityYears: NUMBER}}
      labels=${words}
      choices=${{courseType: words.types}}
      errorFields=${{SLUG_TAKEN: 'slug'}}
      head=${course => html`<${Badge} status=${course.isActive ? 'active' : 'inactive'} />`}
      actions=${course => course.isActive && html`<a class="button" href=${`/admin/schedules/new?courseId=${course.id}`}>${words.addSchedule}</a>`}
      aside=${course => html`<${SchedulesOf} query=${{courseId: course.id}} columns=${['when', 'venue', 'instructor', 'seats', 'status']} empty=${words.noSchedules} />`}>
      ${(form, course) => html`
        <${TextField} form=${form} name="name" label=${words.name} required maxlength="200" />
        <${TextField} form=${form} name="slug" label=${words.slug} hint=${course ? words.slugHint : words.slugNewHint} required=${course !== undefined} pattern=${SLUG} title=${words.slugFormat} maxlength="200" />
        <${Choice} form=${form} name="courseType" label=${words.courseType} options=${words.types} required />
        <${MoneyField} form=${form} name="price" label=${words.price} hint=${course && words.priceHint} required />
        <${MoneyField} form=${form} name="durationHours" label=${words.durationHours} title=${words.hoursFormat} required />
        <${TextField} form=${form} name="maxCapacity" type="number" min="1" max="1000" label=${words.maxCapacity} required />
        <${TextField} form=${form} name="certificationValidityYears" type="number" min="1" max="50" label=${words.certificationValidityYears} required />
        <${TextArea} form=${form} name="description" label=${words.description} maxlength="10000" rows="5" />
      `}
    <//>
  `;
}
