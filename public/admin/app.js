// The console: who is signed in, the frame around the screens, and the screen that the address names.
import {html, render, useEffect, useState} from '/common/html.js';
import {Loading, Messages, ProblemNote} from '/common/parts.js';
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
  const [waiting, setWaiting] = useState();
  useEffect(() => onSessionChange(setUser), []);
  useEffect(
    () =>
      onSignInNeeded(() => {
        const turn = Promise.withResolvers();
        setWaiting(before => [...(before ?? []), turn]);
        return turn.promise;
      }),
    [],
  );
  const isBack = () => {
    for (const {resolve} of waiting ?? []) resolve();
    setWaiting(undefined);
  };

  if (user === undefined) return html`<${SignInPage} /><${Messages} />`;
  // The booking page signs customers in too, in the same browser.
  if (user.role !== 'admin') return html`<${NotStaff} user=${user} onSignOut=${signOut} /><${Messages} />`;
  return html`
    <${Screens} user=${user} />
    ${waiting && html`<${SignInAgain} user=${user} onSignedIn=${isBack} onSignOut=${signOut} />`}
    <${Messages} />
  `;
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
    return html`<${shown.screen} key=${path} ...${shown.parameters} user=${user} />`;
  }
}

followLinks('/admin');
render(html`<${App} />`, document.getElementById('app'));
