/** The part of `pino` that the lifecycle needs. */
export interface SchemaLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLogger: SchemaLogger = {info() {}, warn() {}, error() {}};
