/** What a mail says, piece by piece. Its text and its HTML are both made of it, so escaping happens in one place. */
export type Block =
  | {kind: 'text'; text: string}
  | {kind: 'facts'; facts: [label: string, value: string][]}
  | {kind: 'list'; items: string[]}
  | {kind: 'link'; label: string; url: string};

export const paragraph = (text: string): Block => ({kind: 'text', text});
export const facts = (...rows: ([label: string, value: string] | undefined)[]): Block => ({
  kind: 'facts',
  facts: rows.filter(row => row !== undefined),
});
export const list = (items: string[]): Block => ({kind: 'list', items});
export const link = (label: string, url: string): Block => ({kind: 'link', label, url});

/** A whole mail: a greeting by name, the blocks, and who sends it. */
export interface Letter {
  title: string;
  /** Null: nobody's name is known. */
  greeted: string | null;
  blocks: Block[];
  company: string;
}

export function renderText({greeted, blocks, company}: Letter): string {
  const parts = [greeting(greeted), ...blocks.map(textOf), `Kind regards\n${company}`];
  return `${parts.join('\n\n')}\n`;
}

/** Styles are on the elements and the layout is a table: what mail programs understand. No picture is fetched. */
export function renderHtml({title, greeted, blocks, company}: Letter): string {
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${title}</title>
</head>
<body style="margin:0;padding:0;background:#f2f4f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border:1px solid #dde1e7;border-radius:8px">
<tr><td style="padding:28px 32px;font:16px/1.5 Arial,Helvetica,sans-serif;color:#1d2733;word-break:break-word;overflow-wrap:anywhere">
<p style="margin:0 0 20px;font-size:14px;font-weight:bold;color:#0b5c56">${company}</p>
<h1 style="margin:0 0 20px;font-size:22px;line-height:1.3">${title}</h1>
<p style="margin:0 0 16px">${greeting(greeted)}</p>
${blocks.map(htmlOf)}
<p style="margin:24px 0 0">Kind regards<br>${company}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.markup;
}

/** Markup that is safe as it stands. */
class Html {
  constructor(readonly markup: string) {}
}

type Part = string | Html | Html[];

/** Everything that is put in is escaped, unless `html` made it. */
export function html(fixed: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(fixed.map((text, index) => text + markupOf(parts[index] ?? '')).join(''));
}

function markupOf(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return part.map(({markup}) => markup).join('\n');
  return part.replaceAll(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

function greeting(name: string | null): string {
  return name === null ? 'Hello,' : `Dear ${oneLine(name)},`;
}

/** Line breaks and other control characters in what people typed become spaces. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return wrap(block.text);
    case 'facts':
      return block.facts.map(([label, value]) => `${label}: ${oneLine(value)}`).join('\n');
    case 'list':
      return block.items.map(item => `- ${oneLine(item)}`).join('\n');
    case 'link':
      return `${block.label}:\n${block.url}`;
  }
}

/** Lines that also stay whole when an answer quotes them. A longer word has a line of its own. */
const LINE_LENGTH = 74;

function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && longer.length <= LINE_LENGTH) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join('\n');
}

function htmlOf(block: Block): Html {
  switch (block.kind) {
    case 'text':
      return html`<p style="margin:0 0 16px">${block.text}</p>`;
    case 'facts':
      return html`<table cellpadding="0" cellspacing="0" style="width:100%;margin:0 0 16px;border-collapse:collapse">
${block.facts.map(
  ([label, value]) => html`<tr>
<th scope="row" style="width:112px;padding:6px 16px 6px 0;border-top:1px solid #e6e9ee;text-align:left;vertical-align:top;font-weight:normal;white-space:nowrap;color:#5a6675">${label}</th>
<td style="padding:6px 0;border-top:1px solid #e6e9ee;vertical-align:top">${value}</td>
</tr>`,
)}
</table>`;
    case 'list':
      return html`<ul style="margin:0 0 16px;padding:0 0 0 20px">
${block.items.map(item => html`<li>${item}</li>`)}
</ul>`;
    case 'link':
      return html`<p style="margin:24px 0"><a href="${block.url}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#0b5c56;color:#ffffff;font-weight:bold;text-decoration:none">${block.label}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#5a6675;word-break:break-all">Or open this address: ${block.url}</p>`;
  }
}
