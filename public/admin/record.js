// Records that staff keep: a list, and a form to add and edit one, with conflicts shown instead of lost.
import {ConflictDialog, KeptNote, useForm} from '/common/form.js';
import {html, useState} from '/common/html.js';
import {List} from '/common/list.js';
import {Confirm, Loaded, ProblemNote, say} from '/common/parts.js';
import {request} from '/common/request.js';
import {navigate} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {ScreenHead} from './frame.js';

/** @param kind {path: of the API, address: of the screen, words: {title, one, add}} */
export function RecordList({kind, canAdd = true, ...list}) {
  return html`
    <${ScreenHead} title=${kind.words.title}>
      ${canAdd && html`<a class="button primary" href=${`${kind.address}/new`}>${kind.words.add}</a>`}
    <//>
    <${List} path=${kind.path} label=${kind.words.title} hrefOf=${({id}) => `${kind.address}/${id}`} ...${list} />
  `;
}

/**
 * @param id of the record; 'new' for one that is not there yet
 * @param fresh the values that a new one begins with
 * @param labels names of the fields, for conflicts; `numbers`: fields that the API wants as numbers
 * @param children (form) → fields
 * @param aside (record) → what stands below the form
 */
export function RecordScreen({kind, id, ...rest}) {
  const isNew = id === 'new';
  const load = useLoad(isNew ? undefined : signal => request('GET', `${kind.path}/${id}`, {signal}), [
    kind.path,
    id,
  ]);
  if (isNew) return html`<${RecordForm} key="new" kind=${kind} ...${rest} />`;
  return html`
    <${Loaded} load=${load} lines=${12}>
      ${({data, etag}) => html`<${RecordForm} key=${etag} kind=${kind} record=${data} etag=${etag} reload=${load.reload} ...${rest} />`}
    <//>
  `;
}

function RecordForm({
  kind,
  record,
  etag,
  reload,
  fresh,
  titleOf,
  labels,
  numbers = [],
  fields,
  aside,
  canDelete = true,
  children,
}) {
  const names = fields ?? Object.keys(fresh);
  const initial = record ? valuesOf(record, names) : fresh;
  const [known, setKnown] = useState(etag);
  const [isDeleting, setDeleting] = useState(false);
  const form = useForm({
    draft: `${kind.path}/${record?.id ?? 'new'}`,
    initial,
    save: async (values, {key}) => {
      const body = toBody(values, numbers, record && initial);
      const {data} = record
        ? await request('PATCH', `${kind.path}/${record.id}`, {body, etag: known})
        : await request('POST', kind.path, {body, key});
      say(texts.saved);
      if (record) reload();
      else navigate(`${kind.address}/${data.id}`, {replace: true});
    },
  });
  const current = form.problem?.code === 'VERSION_CONFLICT' ? form.problem.details?.current : undefined;
  const settle = values => {
    form.setAll(values);
    setKnown(`"${current.version}"`);
    form.forgive();
  };

  return html`
    <${ScreenHead} title=${record ? titleOf(record) : kind.words.add} back=${[kind.address, kind.words.title]} />
    <form class="card stack" onSubmit=${form.submit}>
      <${KeptNote} form=${form} />
      ${!current && html`<${ProblemNote} problem=${form.problem} />`}
      <div class="fields">${children(form)}</div>
      <footer class="actions">
        <button class="primary" disabled=${form.isSaving}>${form.isSaving ? texts.actions.working : texts.actions.save}</button>
        ${form.isChanged && record && html`<button type="button" onClick=${() => form.discard()}>${texts.forms.undo}</button>`}
        ${record && canDelete && html`<button type="button" class="quiet end" onClick=${() => setDeleting(true)}>${texts.actions.delete}</button>`}
      </footer>
    </form>
    ${record && aside?.(record)}
    ${current && html`<${ConflictDialog} mine=${form.values} theirs=${valuesOf(current, names)} labels=${pickLabels(labels, names)} onChoose=${settle} onClose=${form.forgive} />`}
    ${isDeleting && html`<${Delete} kind=${kind} record=${record} etag=${known} title=${titleOf(record)} onClose=${() => setDeleting(false)} />`}
  `;
}

function Delete({kind, record, etag, title, onClose}) {
  const task = useTask(async () => {
    await request('DELETE', `${kind.path}/${record.id}`, {etag});
    say(texts.deleted);
    navigate(kind.address);
  });
  return html`
    <${Confirm} title=${texts.forms.deleteTitle(title)} action=${texts.actions.delete} task=${task} isDangerous onClose=${onClose}>
      <p>${texts.forms.deleteHint}</p>
    <//>
  `;
}

const valuesOf = (record, names) => Object.fromEntries(names.map(name => [name, record[name] ?? '']));
const pickLabels = (labels, names) => Object.fromEntries(names.map(name => [name, labels[name] ?? name]));

/** What changed (all of it for a new record): an empty field is null, or left out of a new one. */
function toBody(values, numbers, stored) {
  const body = {};
  for (const [name, value] of Object.entries(values)) {
    if (stored ? JSON.stringify(value) === JSON.stringify(stored[name]) : value === '') continue;
    if (value === '') body[name] = null;
    else body[name] = numbers.includes(name) ? Number(value) : value;
  }
  return body;
}
