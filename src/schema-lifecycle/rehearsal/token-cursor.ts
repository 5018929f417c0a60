import type {Token} from '../sql-tokens';

/** Walks through the tokens of a statement. Words are compared unquoted and in lower case. */
export class TokenCursor {
  private at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  peek(offset = 0): Token | undefined {
    return this.tokens[this.at + offset];
  }

  next(): Token | undefined {
    const token = this.tokens[this.at];
    this.at += 1;
    return token;
  }

  /** Steps over `words` when they come next, one after the other. */
  accept(...words: string[]): boolean {
    const found = words.every((word, index) => isWord(this.peek(index), word));
    if (found) this.at += words.length;
    return found;
  }

  /** `if exists`, `if not exists`. */
  acceptIf(): boolean {
    return this.accept('if', 'not', 'exists') || this.accept('if', 'exists');
  }

  /** A name, with its schema when it has one: `public.users`. */
  name(): string {
    const parts = [this.next()?.text ?? ''];
    while (this.peek()?.text === '.' && this.peek()?.kind === 'symbol') {
      this.at += 1;
      parts.push(this.next()?.text ?? '');
    }
    return parts.join('.');
  }

  /** Names parted by commas, up to anything else. */
  names(): string[] {
    const names = [this.name()];
    while (isSymbol(this.peek(), ',')) {
      this.at += 1;
      this.accept('only');
      names.push(this.name());
    }
    return names;
  }

  /** From `(` to its `)`, without the two; empty when none comes next. */
  parentheses(): Token[] {
    if (!isSymbol(this.peek(), '(')) return [];
    const from = this.at + 1;
    let depth = 0;
    do {
      const token = this.next();
      if (isSymbol(token, '(')) depth += 1;
      else if (isSymbol(token, ')')) depth -= 1;
    } while (depth > 0 && !this.isAtEnd);
    return this.tokens.slice(from, this.at - 1);
  }

  rest(): Token[] {
    return this.tokens.slice(this.at);
  }
}

export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text === word;
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}

/** Whether the words come one after the other, outside parentheses. */
export function hasWords(tokens: readonly Token[], ...words: string[]): boolean {
  let depth = 0;
  return tokens.some((token, at) => {
    if (isSymbol(token, '(')) depth += 1;
    else if (isSymbol(token, ')')) depth -= 1;
    return depth === 0 && words.every((word, index) => isWord(tokens[at + index], word));
  });
}

/** Parts between commas that are outside parentheses and brackets. */
export function splitByComma(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'symbol' && '(['.includes(token.text)) depth += 1;
    else if (token.kind === 'symbol' && ')]'.includes(token.text)) depth -= 1;
    if (depth === 0 && isSymbol(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter(part => part.length > 0);
}

/** As SQL again, for advice. */
export function textOf(tokens: readonly Token[]): string {
  return tokens
    .map((token, index) => {
      const text = token.kind === 'quoted' ? quoteIfNeeded(token.text) : token.text;
      return index > 0 && tokens[index - 1]?.end !== token.start ? ` ${text}` : text;
    })
    .join('');
}

export function quoteIfNeeded(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
