import {type Token, tokenize} from './sql-tokens';

export interface SqlStatement {
  /** As written, without the semicolon and the comments around it. */
  text: string;
  /** Without comments; quoted text is blank. */
  bare: string;
  tokens: Token[];
}

/**
 * The statements of a text, as the server would part them. Semicolons inside quotes, comments, parentheses (rules) and
 * bodies of `begin atomic` part nothing; empty statements are left out.
 */
export function splitStatements(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let tokens: Token[] = [];
  const nesting = new Nesting();
  const close = () => {
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (first !== undefined && last !== undefined) {
      statements.push({text: sql.slice(first.start, last.end), bare: bareOf(tokens), tokens});
    }
    tokens = [];
    nesting.reset();
  };
  for (const token of tokenize(sql)) {
    if (token.kind === 'symbol' && token.text === ';' && !nesting.isInside) {
      close();
      continue;
    }
    nesting.see(token, tokens);
    tokens.push(token);
  }
  close();
  return statements;
}

/** Parentheses, and the body of an SQL-standard function, where `case` has an `end` of its own. */
class Nesting {
  private parentheses = 0;
  private blocks = 0;

  get isInside(): boolean {
    return this.parentheses > 0 || this.blocks > 0;
  }

  reset(): void {
    this.parentheses = 0;
    this.blocks = 0;
  }

  see({kind, text}: Token, before: readonly Token[]): void {
    if (kind === 'symbol') {
      if (text === '(') this.parentheses += 1;
      else if (text === ')') this.parentheses = Math.max(0, this.parentheses - 1);
    } else if (kind === 'word') {
      if (text === 'atomic' && before.at(-1)?.text === 'begin' && before[0]?.text === 'create')
        this.blocks += 1;
      else if (this.blocks > 0 && text === 'case') this.blocks += 1;
      else if (this.blocks > 0 && text === 'end') this.blocks -= 1;
    }
  }
}

function bareOf(tokens: readonly Token[]): string {
  return tokens
    .map((token, index) => {
      const text = token.kind === 'string' || token.kind === 'quoted' ? "''" : token.text;
      const isGlued = index > 0 && tokens[index - 1]?.end === token.start;
      return isGlued || index === 0 ? text : ` ${text}`;
    })
    .join('');
}
