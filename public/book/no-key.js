// A booking, or a place in line, whose key is not here: the mail has it, and so has the customer's sign-in.
import {html, useEffect, useState} from '/common/html.js';
import {signedInUser, signOut} from '/common/session.js';
import {texts} from '/common/texts.js';
import {SignIn} from './account.js';

const words = texts.book.noKey;
/** Answers that say: this key, or this sign-in, does not open it. */
export const NO_KEY = [400, 401, 403, 404];

/** @param problem why the key or the sign-in did not do; undefined: there was neither */
export function NoKey({problem, holder, reload}) {
  const [hasFailed] = useState(problem !== undefined);
  // A key that opens nothing must not stand in the way of a sign-in.
  useEffect(() => {
    if (problem === undefined || holder.token === undefined) return;
    holder.forgetKey();
    if (signedInUser()) reload();
  }, []);
  const user = signedInUser();
  return html`
    <div class="intro"><h1>${words.title}</h1><p>${hasFailed ? words.notFound : words.how}</p></div>
    ${
      user && problem?.status !== 401
        ? html`<div class="card stack"><p>${words.notYours(user.email)}</p><div class="actions"><button type="button" onClick=${() => signOut().then(reload)}>${texts.signIn.out}</button></div></div>`
        : html`<div class="card stack narrow"><h2>${words.account}</h2><${SignIn} onSignedIn=${reload} /></div>`
    }
  `;
}
