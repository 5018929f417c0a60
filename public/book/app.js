// The booking page: its frame, and the screen that the query of the address names.
import {html, render, useEffect, useRef, useState} from '/common/html.js';
import {Guarded, Loading, Messages, ProblemNote, ThemeButton} from '/common/parts.js';
import {followLinks, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useTitle} from '/common/use.js';
import {Offline} from './fresh.js';
import {takeKey} from './keys.js';

const words = texts.book;

const screen = (file, name) => () => import(`/book/${file}.js`).then(module => module[name]);
/** The first one whose parameter the query has; the last one else. */
const SCREENS = [
  ['booking', screen('booking', 'Booking')],
  ['waiting-list', screen('place', 'Place')],
  ['reset-password', screen('account', 'ResetPassword')],
  ['verify-email', screen('account', 'VerifyEmail')],
  ['schedule', screen('schedule', 'Schedule')],
  ['', screen('home', 'Home')],
];

function App() {
  const {query} = useAddress();
  const [name, load] = SCREENS.find(([parameter]) => parameter === '' || query[parameter] !== undefined);
  const choice = query.choose === undefined ? '' : ':choose';
  const key = `${name}:${query[name] ?? ''}${choice}`;
  const [shown, setShown] = useState({});
  const [round, setRound] = useState(0);
  const main = useRef();
  useTitle(words.titles[name], texts.company);
  useEffect(() => {
    let isOld = false;
    load().then(
      content => isOld || setShown({name, content}),
      () => isOld || setShown({name, problem: new Error(texts.problems.offline)}),
    );
    return () => {
      isOld = true;
    };
  }, [name, round]);
  // A new screen is read from its beginning; so is one whose link is gone. A filter keeps the focus.
  useEffect(() => {
    const {dataset} = main.current;
    const isNew = dataset.shown !== key || document.activeElement === document.body;
    if (dataset.shown !== undefined && isNew) main.current.focus();
    dataset.shown = key;
  }, [location.search]);

  return html`
    <a class="skip" href="#content">${texts.console.skip}</a>
    <header class="top no-print">
      <a class="brand" href="/"><img src="/icon.svg" alt="" width="32" height="32" />${texts.company}</a>
      <nav aria-label=${words.menu}><a href="/">${words.allCourses}</a></nav>
      <${ThemeButton} />
    </header>
    <${Offline} />
    <main id="content" tabindex="-1" ref=${main}>${content()}</main>
    <${Messages} />
  `;

  function content() {
    if (shown.name !== name) return html`<${Loading} lines=${16} />`;
    if (shown.problem)
      return html`<${ProblemNote} problem=${shown.problem} retry=${() => setRound(round + 1)} />`;
    return html`<${Guarded} key=${key}><${shown.content} query=${query} /><//>`;
  }
}

takeKey();
// Another mailed link that is opened in this very tab.
addEventListener('hashchange', () => takeKey() && location.reload());
followLinks('/', true);
render(html`<${App} />`, document.getElementById('app'));
