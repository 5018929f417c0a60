// A booking, or a place in line, whose key is not here: the mail has it, and so has the customer's sign-in.
import {html} from '/common/html.js';
import {signedInUser, signOut} from '/common/session.js';
import {texts} from '/common/texts.js';
import {SignIn} from './account.js';

const words = texts.book.noKey;

export function NoKey({problem, reload}) {
  const user = signedInUser();
  return html`
    <div class="intro"><h1>${words.title}</h1><p>${problem ? words.notFound : words.how}</p></div>
    ${
      user
        ? html`<div class="card stack"><p>${words.notYours(user.email)}</p><div class="actions"><button type="button" onClick=${() => signOut().then(reload)}>${texts.signIn.out}</button></div></div>`
        : html`<div class="card stack narrow"><h2>${words.account}</h2><${SignIn} onSignedIn=${reload} /></div>`
    }
  `;
}
