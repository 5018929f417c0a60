// Stripe's form for cards. Its script comes from Stripe, and only here, once there is something to pay by card.
import * as format from '/common/format.js';
import {html, useEffect, useRef, useState} from '/common/html.js';
import {Loading, ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useTask} from '/common/use.js';

const words = texts.book.pay;
const SCRIPT = 'https://js.stripe.com/v3/';

let loading;

/** @returns {Promise<Function>} the global `Stripe` */
function stripe() {
  loading ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), {src: SCRIPT});
    script.onload = () => resolve(window.Stripe);
    script.onerror = () => {
      loading = undefined;
      script.remove();
      reject(new Error(words.noForm));
    };
    document.head.append(script);
  });
  return loading;
}

/** @param returnTo our address for banks that ask on a page of theirs; `onPaid`: the money is on its way */
export function CardForm({clientSecret, publishableKey, amount, returnTo, onPaid}) {
  const place = useRef();
  const form = useRef();
  const [state, setState] = useState({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    let payment;
    let isOld = false;
    setState({});
    stripe().then(
      Stripe => {
        if (isOld) return;
        const client = Stripe(publishableKey, {locale: 'en-GB'});
        const elements = client.elements({clientSecret, appearance: {theme: isDark() ? 'night' : 'stripe'}});
        payment = elements.create('payment');
        payment.on('ready', () => setState({isReady: true}));
        payment.on('loaderror', () => setState({problem: new Error(words.noForm)}));
        payment.mount(place.current);
        form.current = {client, elements};
      },
      problem => isOld || setState({problem}),
    );
    return () => {
      isOld = true;
      payment?.destroy();
    };
  }, [clientSecret, round]);
  const task = useTask(async () => {
    const {client, elements} = form.current;
    const {error} = await client.confirmPayment({
      elements,
      confirmParams: {return_url: new URL(returnTo, location.href).href},
      redirect: 'if_required',
    });
    if (error) throw new Error(error.message);
    onPaid();
  });
  const submit = event => {
    event.preventDefault();
    task.run();
  };
  return html`
    <form class="stack" onSubmit=${submit}>
      ${!state.isReady && !state.problem && html`<${Loading} lines=${6} />`}
      <${ProblemNote} problem=${state.problem} retry=${() => setRound(round + 1)} />
      <div ref=${place} class="card-form"></div>
      <${ProblemNote} problem=${task.problem} />
      <div class="actions"><button class="primary big" disabled=${!state.isReady || task.isRunning}>${task.isRunning ? texts.actions.working : words.payNow(format.money(amount))}</button></div>
      <p class="small">${words.byStripe}</p>
    </form>
  `;
}

function isDark() {
  const theme = window.theme.get();
  return theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
}
