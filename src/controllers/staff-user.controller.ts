import {BindingScope, injectable} from '@loopback/core';
import {allow} from '../access';
import {USER_ROLES} from '../domain/statuses';
import {userList} from '../repositories/lists/user.list';
import {users} from '../services/user-admin.service';
import {resourceController} from './resource.controller';
import {oneOf} from './schemas/common.schemas';
import {userSchemas} from './schemas/resource.schemas';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffUserController extends resourceController({
  resource: users,
  service: 'services.UserAdminService',
  path: '/api/admin/users',
  tag: 'Staff: users',
  summary: 'Customers, instructors and admins, newest first',
  list: userList,
  filters: {role: oneOf(USER_ROLES), isActive: {type: 'boolean'}, isGuest: {type: 'boolean'}},
  schemas: userSchemas,
  failures: ['EMAIL_TAKEN', 'IN_USE', 'LAST_ADMIN'],
}) {}
