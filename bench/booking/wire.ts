/** One message of PostgreSQL's protocol, version 3. */
export interface Message {
  /** Absent: the very first one of a client. */
  type?: string;
  body: Buffer;
}

/** Cuts a stream into messages. */
export class MessageReader {
  #rest = Buffer.alloc(0);

  /** @param isStarted false for a client, whose first message has no type */
  constructor(private isStarted: boolean) {}

  read(chunk: Buffer): Message[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const typeLength = this.isStarted ? 1 : 0;
      if (this.#rest.length < typeLength + 4) return messages;
      const end = typeLength + this.#rest.readInt32BE(typeLength);
      if (this.#rest.length < end) return messages;
      messages.push({
        ...(this.isStarted && {type: String.fromCharCode(this.#rest[0] ?? 0)}),
        body: this.#rest.subarray(typeLength + 4, end),
      });
      this.isStarted = true;
      this.#rest = this.#rest.subarray(end);
    }
  }
}

/** Reads the fields of a message from its start. */
export class FieldReader {
  #at = 0;

  constructor(private readonly body: Buffer) {}

  text(): string {
    const end = this.body.indexOf(0, this.#at);
    const text = this.body.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  int16(): number {
    this.#at += 2;
    return this.body.readInt16BE(this.#at - 2);
  }

  int16s(): number[] {
    return Array.from({length: this.int16()}, () => this.int16());
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  /** A value with its length before it; null for NULL. */
  value(): Buffer | null {
    const length = this.body.readInt32BE(this.#at);
    this.#at += 4;
    if (length < 0) return null;
    this.#at += length;
    return this.body.subarray(this.#at - length, this.#at);
  }
}
