// Courses: the list, and one to edit.
import {Checkbox, Choice, MoneyField, TextArea, TextField} from '/common/fields.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {RecordList, RecordScreen} from '../record.js';

const words = texts.courses;
const KIND = {path: '/api/admin/courses', address: '/admin/courses', words};

export function Courses() {
  return html`
    <${RecordList} kind=${KIND}
      filters=${[
        {name: 'isActive', label: words.isActive, options: texts.yesNo},
        {name: 'courseType', label: words.courseType, options: words.types},
      ]}
      columns=${[
        {name: 'name', label: words.name, sort: 'name', show: course => course.name},
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
      fresh=${{name: '', slug: '', description: '', courseType: 'efaw', durationHours: '6.00', price: '', maxCapacity: 12, certificationValidityYears: 3, isActive: true}}
      labels=${words}
      numbers=${['maxCapacity', 'certificationValidityYears']}>
      ${form => html`
        <${TextField} form=${form} name="name" label=${words.name} required maxlength="255" />
        <${TextField} form=${form} name="slug" label=${words.slug} hint=${words.slugHint} required pattern="[a-z0-9]+(-[a-z0-9]+)*" />
        <${Choice} form=${form} name="courseType" label=${words.courseType} options=${words.types} required />
        <${MoneyField} form=${form} name="price" label=${words.price} required />
        <${TextField} form=${form} name="durationHours" label=${words.durationHours} inputmode="decimal" required />
        <${TextField} form=${form} name="maxCapacity" type="number" min="1" label=${words.maxCapacity} required />
        <${TextField} form=${form} name="certificationValidityYears" type="number" min="0" label=${words.certificationValidityYears} required />
        <${TextArea} form=${form} name="description" label=${words.description} />
        <${Checkbox} form=${form} name="isActive" label=${words.isActive} />
      `}
    <//>
  `;
}
