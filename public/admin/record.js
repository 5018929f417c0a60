// Records that staff keep: a list, and a form to add and edit one, with conflicts shown instead of lost.
import {ConflictDialog, KeptNote, undo} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {List} from '/common/list.js';
import {Loaded, ProblemNote} from '/common/parts.js';
import {request, withQuery} from '/common/request.js';
import {navigate} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad, useRecordTitle} from '/common/use.js';
import {ScreenHead} from './frame.js';
import {Activation, Deletion} from './record/actions.js';
import {useRecord} from './record/use-record.js';

/** @param kind {path: of the API, entity: its name in the activity log, address: of the screens, list: of the list when it is elsewhere, addAddress: where one is added, words: {title, add, …}} */
export function RecordList({kind, canAdd = true, children, ...list}) {
  return html`
    <${ScreenHead} title=${kind.words.title}>
      ${canAdd && html`<a class="button primary" href=${kind.addAddress ?? `${kind.address}/new`}>${kind.words.add}</a>`}
    <//>
    ${children}
    <${List} path=${kind.path} label=${kind.words.title} hrefOf=${({id}) => `${kind.address}/${id}`} ...${list} />
  `;
}

const LONG_WORD = /\S{25}/;

/** A name for a table: one without spaces to break at would push the other columns out of sight. */
export function Name({text}) {
  return LONG_WORD.test(text) ? html`<span class="breakable">${text}</span>` : text;
}

/**
 * @param id of the record; 'new' for one that is not there yet
 * @param fresh the values that a new one begins with; their names are the fields
 * @param as {field: how it is typed} of `record/values.js`
 * @param labels names of the fields, and `choices`: {field: [[value, label], …]}, for conflicts; `showValue`: {field: value → text}
 * @param errorFields {code of the API: the field that it is about}
 * @param head (record) → badges and facts below the heading; `actions`: (record) → links beside it
 * @param side (record, form) → what stands beside the form; `aside`: (record) → what stands below
 * @param children (form, record) → the inputs
 */
export function RecordScreen({kind, id, ...rest}) {
  const isNew = id === 'new';
  const load = useLoad(isNew ? undefined : signal => request('GET', `${kind.path}/${id}`, {signal}), [
    kind.path,
    id,
  ]);
  if (isNew) return html`<${RecordForm} key="new" kind=${kind} path=${kind.path} ...${rest} />`;
  return html`
    ${load.data === undefined && html`<${ScreenHead} title=${load.problem ? kind.words.title : texts.loading} back=${[kind.list ?? kind.address, kind.words.title]} />`}
    <${Loaded} load=${load} lines=${12}>
      ${loaded => html`<${RecordForm} key=${id} kind=${kind} path=${`${kind.path}/${id}`} loaded=${loaded} ...${rest} />`}
    <//>
  `;
}

function RecordForm({
  kind,
  path,
  loaded,
  fresh,
  as,
  errorFields,
  titleOf,
  head,
  actions,
  aside,
  canDelete = true,
  children,
  ...rest
}) {
  const state = useRecord({
    path,
    draft: loaded ? path : `${kind.address}/new`,
    loaded,
    fresh,
    as,
    errorFields,
    onCreated: ({id}) => navigate(`${kind.address}/${id}`, {replace: true}),
  });
  const record = state.stored?.data;
  const title = record && titleOf(record);
  useRecordTitle(title ?? kind.words.add);
  const canArchive = record?.isActive !== undefined && kind.words.deactivate !== undefined;
  const whole = {path, stored: state.stored, title, onChange: state.takeOver};
  return html`
    <${ScreenHead} title=${title ?? kind.words.add} back=${[kind.list ?? kind.address, kind.words.title]} about=${record && head?.(record)}>
      ${record && actions?.(record)}
      ${canArchive && html`<${Activation} ...${whole} words=${kind.words} />`}
    <//>
    <${EditForm} state=${state} ...${rest} fields=${(form, each) => html`<div class="fields">${children(form, each)}</div>`}>
      ${record && canDelete && html`<${Deletion} ...${whole} address=${kind.list ?? kind.address} />`}
    <//>
    ${record && html`<${History} kind=${kind} record=${record} />`}
    ${record && aside && html`<div class="record-aside">${aside(record)}</div>`}
  `;
}

/** When it was made and changed, and where the changes are. */
function History({kind, record}) {
  return html`
    <p class="small record-history">
      ${texts.records.when(format.dayTime(record.createdAt), format.dayTime(record.updatedAt))}${' '}
      <a href=${withQuery('/admin/activity', {entityType: kind.entity, entityId: record.id})}>${texts.records.history}</a>
    </p>
  `;
}

/** The form of a record of `useRecord`, and both sides when somebody else changed it too. */
export function EditForm({state, labels, choices, showValue, side, fields, children}) {
  const {form, stored, conflict} = state;
  const beside = side?.(stored?.data, form);
  return html`
    <div class=${beside ? 'record' : undefined}>
      <form class="card stack" onSubmit=${form.submit}>
        <${KeptNote} form=${form} />
        ${!conflict && !state.isPlaced && html`<${ProblemNote} problem=${form.problem} />`}
        ${fields(form, stored?.data)}
        <footer class="actions">
          <button class="primary" disabled=${form.isSaving}>${form.isSaving ? texts.actions.working : texts.actions.save}</button>
          ${form.isChanged && stored && html`<button type="button" onClick=${event => undo(event, form)}>${texts.forms.undo}</button>`}
          ${children}
        </footer>
      </form>
      ${beside && html`<div class="stack">${beside}</div>`}
    </div>
    ${conflict && html`<${ConflictDialog} ...${conflict} labels=${pickLabels(labels, conflict.theirs)} show=${shower(choices, showValue)} onChoose=${state.settle} onClose=${form.forgive} />`}
  `;
}

const pickLabels = (labels, values) =>
  Object.fromEntries(Object.keys(values).map(name => [name, labels[name] ?? name]));

function shower(choices = {}, show = {}) {
  return (value, name) =>
    show[name]?.(value) ?? Object.fromEntries(choices[name] ?? texts.yesNo)[value] ?? String(value);
}
