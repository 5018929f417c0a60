import {type FieldProblem, validationFailed} from './errors';

/** bcrypt reads 72 bytes and no more: what follows would be silently ignored. */
export const PASSWORD_BYTES = {min: 8, max: 72} as const;

/** The development seeds' admin, which production must not have. */
export const DEVELOPMENT_ADMIN = {email: 'admin@reactfasttraining.co.uk', password: 'admin123'} as const;

const GUESSED_FIRST = [
  DEVELOPMENT_ADMIN.password,
  'administrator',
  'changeme',
  'iloveyou',
  'letmein1',
  'password',
  'password1',
  'password123',
  'qwertyui',
  'qwerty123',
  'trustno1',
  'welcome1',
];

/** What is wrong with a new password; undefined when nothing is. */
export function passwordProblem(password: string): string | undefined {
  const bytes = Buffer.byteLength(password);
  if (bytes < PASSWORD_BYTES.min) return `must have at least ${PASSWORD_BYTES.min} bytes`;
  if (bytes > PASSWORD_BYTES.max) return `must have at most ${PASSWORD_BYTES.max} bytes`;
  return undefined;
}

/** The same for an admin, who guards everybody's data: not one of the first that anybody would try. */
export function adminPasswordProblem(password: string, email: string): string | undefined {
  const word = password.toLowerCase();
  const isGuessed =
    GUESSED_FIRST.includes(word) || word === email.toLowerCase() || /^(.)\1*$|^12345678/.test(word);
  return (
    passwordProblem(password) ?? (isGuessed ? 'is one of the first that anybody would guess' : undefined)
  );
}

/**
 * @param path of the password in the body, such as `/password`
 * @throws DomainError VALIDATION_FAILED
 */
export function requirePassword(password: string, path: FieldProblem['path']): void {
  const message = passwordProblem(password);
  if (message !== undefined) throw validationFailed([{path, message}]);
}

/** @throws DomainError VALIDATION_FAILED for a password that an admin must not have */
export function requireAdminPassword(password: string, email: string): void {
  const problem = adminPasswordProblem(password, email);
  if (problem !== undefined) throw validationFailed([{path: '/newPassword', message: problem}]);
}
