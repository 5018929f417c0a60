// The drafts of a series, all published at once: one by one would be a long morning.
import {html, useState} from '/common/html.js';
import {Confirm, ProblemNote, say} from '/common/parts.js';
import {post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {everything} from './choices.js';

const words = texts.series;
const PATH = '/api/admin/schedules';

/** @param onDone called when some were published */
export function SeriesBar({seriesId, onDone}) {
  const [isAsking, setAsking] = useState(false);
  const load = useLoad(signal => everything(PATH, {seriesId, status: 'draft'}, {signal}), [seriesId]);
  const drafts = load.data ?? [];
  const close = isDone => {
    setAsking(false);
    load.reload();
    if (isDone) onDone();
  };
  if (drafts.length === 0) return html`<${ProblemNote} problem=${load.problem} retry=${load.reload} />`;
  return html`
    <div class="note series-note">
      <p>${words.drafts(drafts.length)}</p>
      <button type="button" onClick=${() => setAsking(true)}>${words.publishAll}</button>
    </div>
    ${isAsking && html`<${PublishAll} drafts=${drafts} onClose=${close} />`}
  `;
}

function PublishAll({drafts, onClose}) {
  const [done, setDone] = useState(0);
  const task = useTask(async () => {
    // What is published stays so when one fails: another try goes on from there.
    for (const {id} of drafts.slice(done)) {
      await post(`${PATH}/${id}/publish`);
      setDone(before => before + 1);
    }
    say(words.published(drafts.length));
    onClose(true);
  });
  return html`
    <${Confirm} title=${words.publishTitle(drafts.length)} action=${words.publishAll} task=${task} onClose=${() => onClose(done > 0)}>
      <p>${texts.schedule.publishHint}</p>
      ${done > 0 && html`<p role="status">${words.progress(done, drafts.length)}</p>`}
    <//>
  `;
}
