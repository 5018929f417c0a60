// The frame around each screen: the menu, the theme, and signing out.
import {html, useEffect, useState} from '/common/html.js';
import {ThemeButton} from '/common/parts.js';
import {useAddress} from '/common/router.js';
import {signOut} from '/common/session.js';
import {texts} from '/common/texts.js';
import {MENU} from './routes.js';

export function Frame({section, user, children}) {
  const [isOpen, setOpen] = useState(false);
  const {path} = useAddress();
  useEffect(() => setOpen(false), [path]);
  return html`
    <a class="skip" href="#content">${texts.console.skip}</a>
    <header class="top no-print">
      <button type="button" class="menu-button" aria-expanded=${isOpen ? 'true' : 'false'} aria-controls="menu" onClick=${() => setOpen(!isOpen)}>
        ${texts.console.menu}
      </button>
      <a class="brand" href="/admin"><img src="/icon.svg" alt="" width="28" height="28" />${texts.console.title}</a>
      <div class="top-end">
        <${ThemeButton} />
        <span class="who">${user.firstName} ${user.lastName}</span>
        <button type="button" onClick=${signOut}>${texts.signIn.out}</button>
      </div>
    </header>
    <nav id="menu" class=${isOpen ? 'menu open no-print' : 'menu no-print'} aria-label=${texts.console.menu}>
      ${MENU.map(
        ([group, entries]) => html`
          <h2 key=${group}>${texts.console.groups[group]}</h2>
          <ul>
            ${entries.map(
              ([name, href]) => html`
                <li key=${name}><a href=${href} aria-current=${name === section ? 'page' : undefined}>${texts.console.sections[name]}</a></li>
              `,
            )}
          </ul>
        `,
      )}
    </nav>
    <main id="content" tabindex="-1">${children}</main>
  `;
}

/**
 * A screen's heading, with what can be done beside it.
 * @param back [address, label] of the list it belongs to; `about`: badges below the heading
 */
export function ScreenHead({title, back, about, children}) {
  return html`
    <header class="screen-head">
      <div>
        ${back && html`<a class="small" href=${back[0]}>← ${back[1]}</a>`}
        <h1>${title}</h1>
        ${about && html`<div class="about">${about}</div>`}
      </div>
      <div class="actions no-print">${children}</div>
    </header>
  `;
}
