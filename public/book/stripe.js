// Stripe's form for cards. Its script comes from Stripe, and only here, once there is something to pay by card.
import * as format from '/common/format.js';
import {html, useEffect, useRef, useState} from '/common/html.js';
import {Loading, ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useTask} from '/common/use.js';

const words = texts.book.pay;
/** Of the same release as the API's version that the server speaks. */
const SCRIPT = 'https://js.stripe.com/endive/stripe.js';
/** Stripe words these for customers; others are for us. */
const FOR_CUSTOMERS = ['card_error', 'validation_error'];

let loading;

/** @returns {Promise<Function>} the global `Stripe` */
function stripe() {
  loading ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), {src: SCRIPT});
    const fail = () => {
      loading = undefined;
      script.remove();
      reject(new Error(words.noForm));
    };
    script.onload = () => (window.Stripe ? resolve(window.Stripe) : fail());
    script.onerror = fail;
    document.head.append(script);
  });
  return loading;
}

/** @param payment as the API says how to pay; `returnTo`: our address for banks that ask on a page of theirs; `onPaid`: the money is on its way */
export function CardForm({payment, returnTo, onPaid}) {
  const {place, form, state, again} = useElement(payment);
  const task = useTask(async () => {
    const {client, elements} = form.current;
    const {error} = await client.confirmPayment({
      elements,
      confirmParams: {return_url: new URL(returnTo, location.href).href},
      redirect: 'if_required',
    });
    if (error) throw new Error(FOR_CUSTOMERS.includes(error.type) ? error.message : words.notPaid);
    onPaid();
  });
  const submit = event => {
    event.preventDefault();
    if (state.isReady) task.run();
  };
  return html`
    <form class="stack" onSubmit=${submit}>
      ${!state.isReady && !state.problem && html`<${Loading} lines=${6} />`}
      <${ProblemNote} problem=${state.problem} retry=${again} />
      ${state.problem && html`<p class="small">${words.noFormHow}</p>`}
      <div ref=${place} class="card-form"></div>
      <${ProblemNote} problem=${task.problem} />
      <div class="actions" hidden=${state.problem !== undefined}><button class="primary big" disabled=${!state.isReady || task.isRunning}>${task.isRunning ? texts.actions.working : words.payNow(format.money(payment.amount))}</button></div>
      <p class="small" hidden=${state.problem !== undefined}>${words.byStripe}</p>
    </form>
  `;
}

/** Stripe's Payment Element, mounted at `place`. @returns `form`: what confirming the payment needs */
function useElement({clientSecret, publishableKey, account}) {
  const place = useRef();
  const form = useRef();
  const [state, setState] = useState({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    let element;
    let isOld = false;
    setState({});
    const mount = Stripe => {
      if (isOld) return;
      const client = Stripe(publishableKey, {locale: 'en-GB', ...(account && {stripeAccount: account})});
      const elements = client.elements({clientSecret, appearance: appearance()});
      // Link keeps cards of people who have an account at Stripe: it would need more of its pages let in.
      element = elements.create('payment', {wallets: {link: 'never'}});
      element.on('ready', () => setState({isReady: true}));
      element.on('loaderror', () => setState({problem: new Error(words.noForm)}));
      element.mount(place.current);
      form.current = {client, elements};
    };
    stripe()
      .then(mount)
      .catch(problem => isOld || setState({problem}));
    const recolour = () => form.current?.elements.update({appearance: appearance()});
    addEventListener('themechange', recolour);
    return () => {
      isOld = true;
      removeEventListener('themechange', recolour);
      element?.destroy();
      form.current = undefined;
    };
  }, [clientSecret, round]);
  return {place, form, state, again: () => setRound(round + 1)};
}

function appearance() {
  const theme = window.theme.get();
  const isDark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  return {theme: isDark ? 'night' : 'stripe'};
}
