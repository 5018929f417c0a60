// Where mails about an account lead: a new password, and the confirmation of an email address.
import {TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import {html, useEffect, useState} from '/common/html.js';
import {ProblemNote} from '/common/parts.js';
import {post} from '/common/request.js';
import {onSessionChange, signedInUser, signIn, signOut} from '/common/session.js';
import {texts} from '/common/texts.js';
import {useTask} from '/common/use.js';
import {kindly} from './ask.js';
import {forgetKey, keyOf} from './keys.js';

const words = texts.book.account;

export function SignIn({onSignedIn = () => {}}) {
  const form = useForm({
    initial: {email: '', password: ''},
    save: async ({email, password}) => {
      await signIn(email, password);
      onSignedIn();
    },
  });
  return html`
    <form class="stack" onSubmit=${form.submit}>
      <${ProblemNote} problem=${form.problem} />
      <${TextField} form=${form} name="email" type="email" label=${texts.signIn.email} required autocomplete="username" />
      <${TextField} form=${form} name="password" type="password" label=${texts.signIn.password} required autocomplete="current-password" />
      <div class="actions">
        <button class="primary" disabled=${form.isSaving}>${form.isSaving ? texts.actions.working : texts.signIn.action}</button>
        <a href="/?reset-password">${words.forgotten}</a>
      </div>
    </form>
  `;
}

export function ResetPassword() {
  const [token, setToken] = useState(keyOf('reset-password'));
  const [isDone, setDone] = useState(false);
  const forget = () => {
    forgetKey('reset-password');
    setToken(undefined);
  };
  if (isDone) return html`<${Done} title=${words.newPassword} text=${words.passwordSet} />`;
  return html`
    <div class="intro"><h1>${words.newPassword}</h1></div>
    ${
      token
        ? html`<${NewPassword} token=${token} onDone=${() => {
            forget();
            setDone(true);
          }} onOtherLink=${forget} />`
        : html`<${AskForLink} />`
    }
  `;
}

function NewPassword({token, onDone, onOtherLink}) {
  const form = useForm({
    initial: {newPassword: ''},
    save: async values => {
      await post('/api/auth/password-reset/confirm', {token, ...values}, {token: null});
      onDone();
    },
  });
  const isOld = form.problem?.code === 'LINK_INVALID';
  return html`
    <form class="card stack narrow" onSubmit=${form.submit}>
      ${!form.errors.newPassword && html`<${ProblemNote} problem=${kindly(form.problem)} />`}
      <${TextField} form=${form} name="newPassword" type="password" label=${words.newPassword} hint=${words.passwordHint} required minlength="8" maxlength="72" autocomplete="new-password" />
      <div class="actions">
        <button class="primary" disabled=${form.isSaving}>${form.isSaving ? texts.actions.working : words.setPassword}</button>
        ${isOld && html`<button type="button" onClick=${onOtherLink}>${words.askAgain}</button>`}
      </div>
    </form>
  `;
}

function AskForLink() {
  const [sentTo, setSentTo] = useState();
  const form = useForm({
    initial: {email: ''},
    save: async values => {
      await post('/api/auth/password-reset', values, {token: null});
      setSentTo(values.email);
    },
  });
  if (sentTo) return html`<p class="note good" role="status">${words.linkSent(sentTo)}</p>`;
  return html`
    <form class="card stack narrow" onSubmit=${form.submit}>
      <p>${words.askHow}</p>
      <${ProblemNote} problem=${kindly(form.problem)} />
      <${TextField} form=${form} name="email" type="email" label=${texts.signIn.email} required autocomplete="username" />
      <div class="actions"><button class="primary" disabled=${form.isSaving}>${form.isSaving ? texts.actions.working : words.ask}</button></div>
    </form>
  `;
}

/** The link works only for whoever is signed in to the account that it is for. */
export function VerifyEmail() {
  const [user, setUser] = useState(signedInUser());
  const [isDone, setDone] = useState(false);
  const token = keyOf('verify-email');
  useEffect(() => onSessionChange(setUser), []);
  const task = useTask(async () => {
    await post('/api/auth/verify-email', {token});
    forgetKey('verify-email');
    setDone(true);
  });
  useEffect(() => {
    if (user !== undefined && token !== undefined) task.run();
  }, [user?.email]);
  if (isDone) return html`<${Done} title=${words.confirmed} text=${words.confirmedText} />`;
  return html`
    <div class="intro"><h1>${words.confirm}</h1></div>
    ${token === undefined && html`<p class="note attention">${words.noLink}</p>`}
    ${token !== undefined && user === undefined && html`<div class="card stack narrow"><p>${words.signInFirst}</p><${SignIn} /></div>`}
    ${task.isRunning && html`<p role="status">${texts.actions.working}</p>`}
    ${task.problem && html`<${NotConfirmed} task=${task} user=${user} />`}
  `;
}

function NotConfirmed({task, user}) {
  const retry = task.problem.isPassing ? () => task.run() : undefined;
  return html`
    ${
      task.problem.code === 'LINK_INVALID'
        ? html`<div class="note attention" role="alert"><p>${words.usedLink}</p><a class="button" href="/?reset-password">${words.newPassword}</a></div>`
        : html`<${ProblemNote} problem=${kindly(task.problem)} retry=${retry} />`
    }
    ${user && html`<p>${words.signedInAs(user.email)} <button type="button" onClick=${() => signOut()}>${words.otherAccount}</button></p>`}
  `;
}

function Done({title, text}) {
  return html`
    <div class="intro" role="status"><h1>${title}</h1><p>${text}</p></div>
    <p><a class="button primary" href="/">${texts.book.allCourses}</a></p>
  `;
}
