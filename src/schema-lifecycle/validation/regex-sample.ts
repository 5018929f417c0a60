/**
 * A text that a simple regular expression matches, for check constraints: literals, classes, groups, alternatives and
 * quantifiers. Null when it has anything else.
 * @param variant chooses among the characters of a class, so that different ones give different texts
 */
export function sampleOf(pattern: string, variant: number): string | null {
  const sampler = new Sampler(pattern, variant);
  try {
    return new RegExp(pattern).test(sampler.text) ? sampler.text : null;
  } catch {
    return null;
  }
}

class Sampler {
  readonly text: string;
  private at = 0;

  constructor(
    private readonly pattern: string,
    private variant: number,
  ) {
    this.text = this.alternatives();
  }

  /** The first alternative; the others are only skipped. */
  private alternatives(): string {
    const first = this.sequence();
    while (this.pattern[this.at] === '|') {
      this.at += 1;
      this.sequence();
    }
    return first;
  }

  private sequence(): string {
    let text = '';
    while (this.at < this.pattern.length && !'|)'.includes(this.pattern[this.at] ?? '')) {
      const start = this.at;
      const once = this.atom();
      const count = this.quantifier();
      text += once;
      for (let more = 1; more < count; more += 1) {
        const end = this.at;
        this.at = start;
        text += this.atom();
        this.at = end;
      }
      if (count === 0) text = text.slice(0, text.length - once.length);
    }
    return text;
  }

  private atom(): string {
    const character = this.pattern[this.at] ?? '';
    this.at += 1;
    if (character === '^' || character === '$') return '';
    if (character === '.') return this.choose('abc');
    if (character === '[') return this.characterClass();
    if (character === '\\') return this.escape();
    if (character !== '(') return character;
    if (this.pattern.startsWith('?:', this.at)) this.at += 2;
    const text = this.alternatives();
    this.at += 1;
    return text;
  }

  private escape(): string {
    const character = this.pattern[this.at] ?? '';
    this.at += 1;
    const classes: Record<string, string> = {d: '0123456789', w: 'abcdefgh', s: ' '};
    const choices = classes[character];
    return choices === undefined ? character : this.choose(choices);
  }

  private characterClass(): string {
    const end = this.pattern.indexOf(']', this.at + 1);
    const body = this.pattern.slice(this.at, end);
    this.at = end + 1;
    if (body.startsWith('^')) return this.choose([...'aB3 -_'].filter(one => !body.includes(one)).join(''));
    const range = /^\\?(.)-(.)/.exec(body);
    if (range === null) return this.choose(body.replaceAll('\\', ''));
    const [first, last] = [range[1] ?? '', range[2] ?? ''].map(one => one.charCodeAt(0));
    return String.fromCharCode((first ?? 0) + (this.next() % ((last ?? 0) - (first ?? 0) + 1)));
  }

  /** How often, at least; one where none is a choice. */
  private quantifier(): number {
    const match = /^(\*|\+|\?|\{(\d+)(?:,\d*)?\})\??/.exec(this.pattern.slice(this.at));
    if (match === null) return 1;
    this.at += match[0].length;
    if (match[2] !== undefined) return Number(match[2]);
    return match[1] === '+' ? 3 : 0;
  }

  private choose(characters: string): string {
    return characters[this.next() % characters.length] ?? '';
  }

  private next(): number {
    this.variant = (this.variant * 7 + 3) % 1009;
    return this.variant;
  }
}
