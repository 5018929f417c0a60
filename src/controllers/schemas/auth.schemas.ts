import type {FromSchema} from 'json-schema-to-ts';
import {USER_ROLES, type UserRole} from '../../domain/statuses';
import {emailSchema, idSchema, nullable, objectSchema, oneOf, phoneSchema, typedText} from './common.schemas';

const newPasswordSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 72,
  description: '8 to 72 bytes in UTF-8',
} as const;

const refreshTokenSchema = {type: 'string', minLength: 1, maxLength: 200} as const;
const linkTokenSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 1000,
  description: 'From the link in the mail',
} as const;

export const registrationSchema = {
  title: 'Registration',
  type: 'object',
  additionalProperties: false,
  required: ['email', 'password', 'firstName', 'lastName'],
  properties: {
    email: emailSchema,
    password: newPasswordSchema,
    firstName: typedText(100),
    lastName: typedText(100),
    phone: phoneSchema,
  },
} as const;
export type RegistrationBody = FromSchema<typeof registrationSchema>;

export const loginSchema = {
  title: 'Login',
  type: 'object',
  additionalProperties: false,
  required: ['email', 'password'],
  properties: {
    email: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[^\\u0000]*$',
      example: 'ann@example.com',
    },
    password: {type: 'string', minLength: 1, maxLength: 1000},
  },
} as const;
export type LoginBody = FromSchema<typeof loginSchema>;

export const refreshSchema = {
  title: 'RefreshRequest',
  type: 'object',
  additionalProperties: false,
  required: ['refreshToken'],
  properties: {refreshToken: refreshTokenSchema},
} as const;
export type RefreshBody = FromSchema<typeof refreshSchema>;

export const passwordResetSchema = {
  title: 'PasswordResetRequest',
  type: 'object',
  additionalProperties: false,
  required: ['email'],
  properties: {email: emailSchema},
} as const;
export type PasswordResetBody = FromSchema<typeof passwordResetSchema>;

export const passwordResetConfirmationSchema = {
  title: 'PasswordResetConfirmation',
  type: 'object',
  additionalProperties: false,
  required: ['token', 'newPassword'],
  properties: {token: linkTokenSchema, newPassword: newPasswordSchema},
} as const;
export type PasswordResetConfirmationBody = FromSchema<typeof passwordResetConfirmationSchema>;

export const emailVerificationSchema = {
  title: 'EmailVerificationRequest',
  type: 'object',
  additionalProperties: false,
  required: ['token'],
  properties: {token: linkTokenSchema},
} as const;
export type EmailVerificationBody = FromSchema<typeof emailVerificationSchema>;

export interface AccountReply {
  id: number;
  email: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  role: UserRole;
  emailVerified: boolean;
}
export const accountSchema = objectSchema('Account', {
  id: idSchema,
  email: {type: 'string'},
  firstName: {type: 'string'},
  lastName: {type: 'string'},
  phone: nullable({type: 'string'}),
  role: oneOf(USER_ROLES),
  emailVerified: {type: 'boolean'},
} satisfies Record<keyof AccountReply, object>);

export interface SignInReply {
  user: AccountReply;
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
  tokenType: 'Bearer';
}
export const signInSchema = objectSchema('SignIn', {
  user: accountSchema,
  accessToken: {type: 'string', description: 'For `Authorization: Bearer`'},
  refreshToken: {
    type: 'string',
    description: 'For one call of /api/auth/refresh, which returns the next one',
  },
  expiresIn: {type: 'integer', description: 'Life of the access token in seconds'},
  tokenType: oneOf(['Bearer']),
} satisfies Record<keyof SignInReply, object>);

export interface AcceptedReply {
  message: string;
}
export const acceptedSchema = objectSchema('Accepted', {message: {type: 'string'}});
