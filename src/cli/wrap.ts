const WIDTH = 80;

/** A command, which has to stay whole to be typed. */
const TYPED = /^\s*(\w+=\S+ )*(npm|npx) /;

/** Lines of at most 80 characters, each after `prefix` or as many spaces; one that is to be typed stays whole. */
export function wrap(prefix: string, text: string): string[] {
  if (TYPED.test(text)) return [prefix + text.trim()];
  return fold(text, WIDTH - prefix.length).map((line, index) =>
    index === 0 ? prefix + line : ' '.repeat(prefix.length) + line,
  );
}

/** Lines of at most 80 characters, as `wrap` makes them. */
export function foldLines(text: string): string {
  return text
    .split('\n')
    .flatMap(line => {
      const [, indent = '', words = ''] = /^( *)(.*)$/.exec(line) ?? [];
      return line.length <= WIDTH ? [line] : wrap(indent, words);
    })
    .join('\n');
}

/** SQL that can be copied as it stands: a comment that does not fit goes before its statement. */
export function wrapSql(line: string): string[] {
  const indented = `      ${line.trim()}`;
  if (indented.length <= WIDTH) return [indented];
  const [, code = '', comment] = /^(.*?)\s*(?:--\s*(.*))?$/.exec(indented.trim()) ?? [];
  const comments = comment === undefined ? [] : fold(comment, WIDTH - 9).map(part => `      -- ${part}`);
  const [first, ...rest] = code === '' ? [] : fold(code, WIDTH - 10);
  return [
    ...comments,
    ...(first === undefined ? [] : [`      ${first}`]),
    ...rest.map(part => `        ${part}`),
  ];
}

function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
