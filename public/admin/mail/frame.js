// Shows a mail's HTML where nothing of it can run, load or lead anywhere: its elements are made anew in a sandboxed frame,
// one by one, from those that our mails have. Styles are set through the CSSOM, as the page's policy allows no inline ones.
import {html, useEffect, useRef, useState} from '/common/html.js';
import {texts} from '/common/texts.js';

const PAGE = '<!doctype html><html lang="en-GB"><head><title>Mail</title></head><body></body></html>';
const ELEMENTS = new Set(
  'a b br code div em h1 h2 h3 hr i li ol p small span strong table tbody td tfoot th thead tr ul'.split(' '),
);
const ATTRIBUTES = ['align', 'cellpadding', 'cellspacing', 'colspan', 'role', 'rowspan', 'scope', 'width'];

export function MailFrame({source, title}) {
  const frame = useRef();
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const inside = frame.current?.contentDocument;
    if (!isReady || !inside?.body) return undefined;
    fill(inside, source);
    const resize = () => {
      frame.current.style.height = `${inside.documentElement.scrollHeight + 2}px`;
    };
    resize();
    const watcher = new ResizeObserver(resize);
    watcher.observe(inside.body);
    return () => watcher.disconnect();
  }, [isReady, source]);
  // Without allow-scripts: of the same origin only so that this page can write into it.
  return html`
    <iframe ref=${frame} class="mail-frame" sandbox="allow-same-origin" srcdoc=${PAGE} title=${texts.emails.frame(title)}
      onLoad=${() => setReady(true)}></iframe>
  `;
}

function fill(inside, source) {
  const read = new DOMParser().parseFromString(source.replaceAll(' style="', ' data-style="'), 'text/html');
  inside.body.replaceChildren();
  copyStyle(read.body, inside.body);
  for (const node of read.body.childNodes) append(inside, inside.body, node);
}

function append(inside, parent, node) {
  if (node.nodeType === Node.TEXT_NODE) {
    parent.append(inside.createTextNode(node.data));
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const name = node.localName;
  // What is not known is left out with all that is in it.
  if (!ELEMENTS.has(name)) return;
  const copy = inside.createElement(name);
  for (const attribute of ATTRIBUTES) {
    if (node.hasAttribute(attribute)) copy.setAttribute(attribute, node.getAttribute(attribute));
  }
  // A link leads nowhere: the text version spells out where it would.
  copyStyle(node, copy);
  for (const child of node.childNodes) append(inside, copy, child);
  parent.append(copy);
}

function copyStyle(from, to) {
  const style = from.getAttribute('data-style');
  if (style !== null) to.style.cssText = style.replaceAll(/url\([^)]*\)/gi, 'none');
}
