// What can be done with a whole record: take it out of use and back, or delete it.
import {html, useState} from '/common/html.js';
import {Confirm, say} from '/common/parts.js';
import {request} from '/common/request.js';
import {navigate} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useTask} from '/common/use.js';
import {fromProblem} from './use-record.js';

/** @param words {deactivate, deactivateHint, activate, activateHint}; `onChange`: takes what is stored now */
export function Activation({path, stored, words, title, onChange}) {
  const [isOpen, setOpen] = useState(false);
  const {isActive} = stored.data;
  const name = isActive ? 'deactivate' : 'activate';
  const task = useTask(async () => {
    const answer = await changed('PATCH', path, {body: {isActive: !isActive}, etag: stored.etag}, onChange);
    setOpen(false);
    onChange(answer);
    say(texts.saved);
  });
  const close = () => {
    task.clear();
    setOpen(false);
  };
  return html`
    <button type="button" onClick=${() => setOpen(true)}>${words[name]}</button>
    ${
      isOpen &&
      html`
      <${Confirm} title=${texts.records.asks(words[name], title)} action=${words[name]} task=${task} onClose=${close}>
        <p>${words[`${name}Hint`]}</p>
      <//>
    `
    }
  `;
}

export function Deletion({path, address, stored, title, onChange}) {
  const [isOpen, setOpen] = useState(false);
  const task = useTask(async () => {
    await changed('DELETE', path, {etag: stored.etag}, onChange);
    say(texts.deleted);
    navigate(address, {replace: true});
  });
  const close = () => {
    task.clear();
    setOpen(false);
  };
  return html`
    <button type="button" class="quiet end" onClick=${() => setOpen(true)}>${texts.actions.delete}</button>
    ${
      isOpen &&
      html`
      <${Confirm} title=${texts.forms.deleteTitle(title)} action=${texts.actions.delete} task=${task} isDangerous onClose=${close}>
        <p>${texts.forms.deleteHint}</p>
      <//>
    `
    }
  `;
}

/** After somebody else's change the next press counts: by then the screen shows it. */
async function changed(method, path, options, onChange) {
  try {
    return await request(method, path, options);
  } catch (problem) {
    if (problem.code === 'VERSION_CONFLICT') onChange(fromProblem(problem));
    throw problem;
  }
}
