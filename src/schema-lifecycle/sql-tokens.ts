export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol';

export interface Token {
  kind: TokenKind;
  /** Words in lower case; a quoted name without its quotes; the rest as written. */
  text: string;
  /** Position in the source. */
  start: number;
  end: number;
}

/**
 * One lexical unit of PostgreSQL at a time. A dollar sign inside a name opens no quote; an unclosed quote or comment
 * reaches to the end. `standard_conforming_strings` is taken to be on.
 */
const UNIT =
  /(?<space>\s+|--[^\n]*)|(?<comment>\/\*)|(?<string>(?:[bxn]|u&)?'(?:[^']|'')*(?:'|$)|e'(?:[^'\\]|\\[\s\S]|'')*(?:'|$))|(?<quoted>(?:u&)?"(?:[^"]|"")*(?:"|$))|(?<dollar>\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)|(?<word>[a-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<number>\d[\w.]*|\.\d[\w]*|\$\d+)|(?<symbol>::|:=|<>|[<>!]=|[\s\S])/giy;

/** Without white space and comments. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    UNIT.lastIndex = at;
    const {groups, 0: match} = UNIT.exec(sql) as RegExpExecArray;
    const start = at;
    at += match.length;
    if (groups?.space !== undefined) continue;
    if (groups?.comment !== undefined) {
      at = endOfComment(sql, at);
      continue;
    }
    if (groups?.dollar !== undefined) {
      const end = sql.indexOf(match, at);
      at = end === -1 ? sql.length : end + match.length;
      tokens.push({kind: 'string', text: sql.slice(start, at), start, end: at});
      continue;
    }
    const kind = (['word', 'quoted', 'string', 'number'] as const).find(name => groups?.[name] !== undefined);
    tokens.push({kind: kind ?? 'symbol', text: textOf(kind, match), start, end: at});
  }
  return tokens;
}

function textOf(kind: TokenKind | undefined, match: string): string {
  if (kind === 'word') return match.toLowerCase();
  if (kind === 'quoted') return match.replace(/^(u&)?"|"$/gi, '').replaceAll('""', '"');
  return match;
}

/** Block comments nest. */
function endOfComment(sql: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  for (let depth = 1; depth > 0; ) {
    const match = mark.exec(sql);
    if (match === null) return sql.length;
    depth += match[0] === '/*' ? 1 : -1;
  }
  return mark.lastIndex;
}
