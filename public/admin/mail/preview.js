// What a mail says, as it is sent and as plain text.
import {html, useState} from '/common/html.js';
import {texts} from '/common/texts.js';
import {MailFrame} from './frame.js';

const words = texts.emails;

/** @param preview as the API gives it */
export function Preview({preview}) {
  const [shown, setShown] = useState('asHtml');
  return html`
    <section class="card stack" aria-labelledby="preview">
      <div class="row">
        <h2 id="preview">${words.preview}</h2>
        <div class="toggles" role="group" aria-labelledby="preview">
          ${['asHtml', 'asText'].map(
            name => html`
              <button type="button" key=${name} class="toggle" aria-pressed=${name === shown ? 'true' : 'false'} onClick=${() => setShown(name)}>${words[name]}</button>
            `,
          )}
        </div>
      </div>
      ${preview.obsoleteBecause && preview.text !== null && html`<p class="note attention">${words.obsolete(preview.obsoleteBecause)}</p>`}
      ${preview.text === null ? html`<p class="note attention">${words.gone}</p>` : html`<${Content} preview=${preview} shown=${shown} />`}
    </section>
  `;
}

function Content({preview, shown}) {
  return html`
    <p class="small">${words.previewHint}</p>
    ${
      shown === 'asHtml'
        ? html`<${MailFrame} source=${preview.html} title=${preview.subject} />`
        : html`<pre class="mail-text" tabindex="0" role="region" aria-label=${words.asText}>${preview.text}</pre>`
    }
  `;
}
