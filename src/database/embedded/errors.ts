export type EmbeddedServerProblem =
  | 'BINARIES_MISSING'
  | 'FOLDER_UNUSABLE'
  | 'OTHER_MAJOR_VERSION'
  | 'NO_ACCOUNT'
  | 'INIT_FAILED'
  | 'START_FAILED'
  | 'STOP_FAILED'
  | 'KEEPER_FAILED'
  | 'SERVER_LOST';

/** The embedded server could not be started, joined, kept or stopped; the message says what to do. */
export class EmbeddedServerError extends Error {
  constructor(
    readonly code: EmbeddedServerProblem,
    message: string,
    /** Last lines of the log of the attempt. */
    readonly logTail = '',
    options?: ErrorOptions,
  ) {
    super(logTail === '' ? message : `${message}\n${logTail}`, options);
    this.name = 'EmbeddedServerError';
  }
}

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** Last lines of a text, for an error message. */
export function tailOf(text: string, lines = 15): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
