// What every screen is made of: notes, badges, dialogs, messages.
import {html, useErrorBoundary, useId, useLayoutEffect, useRef, useState} from './html.js';
import {texts} from './texts.js';

/** Why something failed, with what to tell support, and a way to try again where that may help. */
export function ProblemNote({problem, retry}) {
  if (!problem) return null;
  return html`
    <div class="note bad" role="alert">
      <p>${problem.message}</p>
      ${problem.requestId && problem.status >= 500 && html`<p class="small">${texts.problems.reference(problem.requestId)}</p>`}
      ${retry && html`<button type="button" onClick=${retry}>${texts.actions.tryAgain}</button>`}
    </div>
  `;
}

/** Shows what is inside. A mistake of ours in it is told, and leaves the rest of the page in use. */
export function Guarded({children}) {
  const [mistake, reset] = useErrorBoundary(error => console.error(error));
  return mistake
    ? html`<${ProblemNote} problem=${new Error(texts.problems.mistake)} retry=${reset} />`
    : children;
}

/** Keeps the place of what is being loaded. @param lines how many lines high */
export function Loading({lines = 6}) {
  return html`
    <div class="loading" role="status" aria-label=${texts.loading}>
      ${Array.from({length: lines}, (_, line) => html`<div class="bone" key=${line}></div>`)}
    </div>
  `;
}

/**
 * What `load` of `useLoad` gave, or why not, or a place for it.
 * @param children (data) → what to show
 */
export function Loaded({load, lines, children}) {
  if (load.data !== undefined)
    return html`
      <div aria-busy=${load.isLoading}>
        <${ProblemNote} problem=${load.problem} retry=${load.reload} />
        ${children(load.data)}
      </div>
    `;
  if (load.problem) return html`<${ProblemNote} problem=${load.problem} retry=${load.reload} />`;
  return html`<${Loading} lines=${lines} />`;
}

const TONES = {
  good: [
    'active',
    'confirmed',
    'paid',
    'published',
    'completed',
    'succeeded',
    'sent',
    'approved',
    'accepted',
    'open',
    'proven',
  ],
  bad: ['failed', 'bounced', 'no_show', 'rejected', 'full', 'error', 'drifted'],
  attention: [
    'pending',
    'queued',
    'processing',
    'offered',
    'few_left',
    'partially_refunded',
    'draft',
    'waiting',
    'warning',
  ],
};

/** A status in words; the colour only repeats it. */
export function Badge({status, label = texts.statuses[status] ?? status}) {
  const tone = Object.keys(TONES).find(name => TONES[name].includes(status)) ?? 'plain';
  return html`<span class=${`badge ${tone}`}>${label}</span>`;
}

/**
 * A modal dialog; Escape and the cross close it.
 * @param onClose also called when the person closes it; `isWide` for tables
 */
export function Dialog({title, onClose, isWide = false, children}) {
  const titleId = useId();
  const element = useRef();
  // At once: an effect would give the focus back only some time after the dialog is gone.
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      before?.focus?.();
    };
  }, []);
  const cancel = event => {
    event.preventDefault();
    onClose();
  };
  return html`
    <dialog ref=${element} class=${isWide ? 'wide' : ''} aria-labelledby=${titleId} onCancel=${cancel}>
      <header>
        <h2 id=${titleId}>${title}</h2>
        <button type="button" class="quiet" aria-label=${texts.actions.close} onClick=${() => onClose()}>✕</button>
      </header>
      <div class="dialog-body">${children}</div>
    </dialog>
  `;
}

/**
 * Asks before something that matters.
 * @param action what the button says; `task`: of `useTask`, run on yes
 */
export function Confirm({title, action, task, onClose, isDangerous = false, children}) {
  return html`
    <${Dialog} title=${title} onClose=${onClose}>
      ${children}
      <${ProblemNote} problem=${task.problem} />
      <footer class="actions">
        <button type="button" class=${isDangerous ? 'danger' : 'primary'} disabled=${task.isRunning} onClick=${() => task.run()}>
          ${task.isRunning ? texts.actions.working : action}
        </button>
        <button type="button" onClick=${onClose}>${texts.actions.cancel}</button>
      </footer>
    <//>
  `;
}

let showMessage = () => {};

/** Says that something is done, for a few seconds; read out to those who can't see it. */
export function say(message) {
  showMessage(message);
}

/** Where `say` speaks; once in a page. */
export function Messages() {
  const [messages, setMessages] = useState([]);
  showMessage = text => {
    const message = {text, id: crypto.getRandomValues(new Uint32Array(1))[0]};
    setMessages(before => [...before, message]);
    setTimeout(() => setMessages(before => before.filter(({id}) => id !== message.id)), 6000);
  };
  return html`
    <div class="messages" role="status" aria-live="polite">
      ${messages.map(({id, text}) => html`<p key=${id}>${text}</p>`)}
    </div>
  `;
}

/** Names with their values, one below the other. @param items [[name, value], …]; empty values are left out */
export function Facts({items}) {
  return html`
    <dl class="facts">
      ${items
        .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
        .map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>
  `;
}

/** Says that there is nothing, and what to do about it. */
export function Empty({children}) {
  return html`<p class="empty">${children}</p>`;
}

const THEMES = ['auto', 'light', 'dark'];

export function ThemeButton() {
  const [theme, setTheme] = useState(window.theme.get());
  const next = () => {
    const following = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    window.theme.set(following);
    setTheme(following);
  };
  const {name, is} = texts.console.theme;
  return html`
    <button type="button" class="quiet theme-button" onClick=${next}>
      <span>${name}<span class="hidden-on-phones">: ${is[theme]}</span></span>
    </button>
  `;
}
