// The console: who is signed in, the frame around the screens, and the screen that the address names.
import {html, render, useEffect, useRef, useState} from '/common/html.js';
import {Guarded, Loading, Messages, ProblemNote} from '/common/parts.js';
import {onSignInNeeded} from '/common/request.js';
import {followLinks, useAddress} from '/common/router.js';
import {onSessionChange, signedInUser, signOut} from '/common/session.js';
import {texts} from '/common/texts.js';
import {useTitle} from '/common/use.js';
import {Frame} from './frame.js';
import {findRoute} from './routes.js';
import {NotStaff, SignInAgain, SignInPage} from './sign-in.js';

function App() {
  const [user, setUser] = useState(signedInUser());
  const isAsked = useSignInAgain(user, setUser);

  if (user === undefined) return html`<${SignInPage} /><${Messages} />`;
  // The booking page signs customers in too, in the same browser.
  if (user.role !== 'admin') return html`<${NotStaff} user=${user} onSignOut=${signOut} /><${Messages} />`;
  return html`
    <${Screens} key=${user.id} user=${user} />
    ${isAsked && html`<${SignInAgain} user=${user} onSignOut=${signOut} />`}
    <${Messages} />
  `;
}

/**
 * Requests whose sign-in has ended wait until the same person is back, in this tab or another one. What waited for
 * somebody who has signed out is never sent: it must not be done in the name of whoever comes next.
 * @returns whether the sign-in is asked for
 */
function useSignInAgain(user, setUser) {
  const waiting = useRef([]);
  const who = useRef(user?.id);
  const [isAsked, setAsked] = useState(false);
  useEffect(
    () =>
      onSignInNeeded(() => {
        setAsked(true);
        return new Promise(resolve => waiting.current.push(resolve));
      }),
    [],
  );
  useEffect(
    () =>
      onSessionChange(now => {
        if (now !== undefined && now.id === who.current) for (const resolve of waiting.current) resolve();
        who.current = now?.id;
        waiting.current = [];
        setAsked(false);
        setUser(now);
      }),
    [],
  );
  return isAsked;
}

function Screens({user}) {
  const {path} = useAddress();
  const route = findRoute(path);
  const [shown, setShown] = useState();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOld = false;
    if (route === undefined) setShown({path});
    else
      route.load().then(
        screen => isOld || setShown({path, screen, parameters: route.parameters}),
        () => isOld || setShown({path, problem: new Error(texts.problems.offline)}),
      );
    return () => {
      isOld = true;
    };
  }, [path, round]);
  useTitle(texts.console.sections[route?.section], texts.console.title);
  const isLater = useRef(false);
  useEffect(() => {
    // The link that led here is gone with its screen: the next key goes on in the new one.
    if (isLater.current && document.activeElement === document.body)
      document.getElementById('content').focus({preventScroll: true});
    isLater.current = shown !== undefined;
  }, [shown?.path]);

  return html`
    <${Frame} section=${route?.section} user=${user}>
      ${content()}
    <//>
  `;

  function content() {
    if (shown === undefined || shown.path !== path) return html`<${Loading} lines=${14} />`;
    if (shown.problem)
      return html`<${ProblemNote} problem=${shown.problem} retry=${() => setRound(round + 1)} />`;
    if (shown.screen === undefined) return html`<p class="empty">${texts.notFound}</p>`;
    // A screen of another record starts anew; one whose query changed does not.
    return html`
      <${Guarded} key=${path}><${shown.screen} ...${shown.parameters} user=${user} /><//>
    `;
  }
}

followLinks('/admin');
render(html`<${App} />`, document.getElementById('app'));
