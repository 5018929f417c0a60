import type {UserRole} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';
import type {EditedRow} from './course.list';

export interface StaffUserRow extends EditedRow {
  email: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  role: UserRole;
  isActive: boolean;
  isGuest: boolean;
  emailVerified: boolean;
  lastLogin: Date | null;
}

export interface UserFilter {
  role?: UserRole;
  isActive?: boolean;
  isGuest?: boolean;
}

export const userList: ListDefinition<StaffUserRow, UserFilter> = {
  name: 'users',
  base: 'users u',
  id: 'u.id',
  columns: {
    id: 'u.id',
    email: 'u.email',
    firstName: 'u.first_name',
    lastName: 'u.last_name',
    phone: 'u.phone',
    role: 'u.role',
    isActive: 'u.is_active',
    isGuest: 'u.password_hash is null',
    emailVerified: 'u.email_verified_at is not null',
    lastLogin: 'u.last_login',
    version: 'u.version',
    createdAt: 'u.created_at',
    updatedAt: 'u.updated_at',
  },
  filters: {
    role: equals('u.role'),
    isActive: equals('u.is_active'),
    isGuest: isGuest => ({sql: '(u.password_hash is null) = ?', bindings: [isGuest]}),
  },
  search: 'u.searched',
  sorts: {
    id: {sql: 'u.id', type: 'integer'},
    lastName: {sql: 'u.last_name', type: 'text'},
    email: {sql: 'lower(u.email)', type: 'text'},
  },
  defaultSort: '-id',
};
