// Signing in: as a page, and over a screen whose sign-in has ended.

import {TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import {html} from '/common/html.js';
import {Dialog, ProblemNote} from '/common/parts.js';
import {signIn} from '/common/session.js';
import {texts} from '/common/texts.js';
import {useTitle} from '/common/use.js';

export function SignInPage() {
  useTitle(texts.signIn.title, texts.console.title);
  return html`
    <main class="sign-in">
      <div class="card stack">
        <h1><img src="/icon.svg" alt="" width="36" height="36" /> ${texts.console.title}</h1>
        <${SignInForm} />
      </div>
    </main>
  `;
}

/** Somebody who is signed in, and may see nothing here. */
export function NotStaff({user, onSignOut}) {
  useTitle(texts.signIn.title, texts.console.title);
  return html`
    <main class="sign-in">
      <div class="card stack">
        <h1><img src="/icon.svg" alt="" width="36" height="36" /> ${texts.console.title}</h1>
        <p class="note attention">${texts.signIn.notStaffOf(user.email)}</p>
        <button type="button" class="primary" onClick=${onSignOut}>${texts.signIn.other}</button>
        <a href="/">${texts.signIn.toBooking}</a>
      </div>
    </main>
  `;
}

/** The screen stays behind it, with all that was typed. */
export function SignInAgain({user, onSignOut}) {
  return html`
    <${Dialog} title=${texts.signIn.title} onClose=${onSignOut}>
      <p>${texts.signIn.again}</p>
      <${SignInForm} email=${user.email} />
    <//>
  `;
}

function SignInForm({email = ''}) {
  const form = useForm({
    initial: {email, password: ''},
    save: ({email: address, password}) => signIn(address, password),
  });
  return html`
    <form class="stack" onSubmit=${form.submit}>
      <${ProblemNote} problem=${form.problem} />
      <${TextField} form=${form} name="email" type="email" label=${texts.signIn.email} required autocomplete="username" />
      <${TextField} form=${form} name="password" type="password" label=${texts.signIn.password} required autocomplete="current-password" />
      <button class="primary" disabled=${form.isSaving}>${form.isSaving ? texts.actions.working : texts.signIn.action}</button>
    </form>
  `;
}
