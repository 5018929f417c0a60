import assert from 'node:assert/strict';
import {BindingScope, inject, injectable} from '@loopback/core';
import {get, RestApplication, RestBindings} from '@loopback/rest';
import {SecurityBindings, securityId} from '@loopback/security';
import {allow, type Principal, publicRoute, type VisitorPrincipal} from '../../src/access';
import {closeByDefault} from '../../src/authentication/component';
import {ErrorProvider} from '../../src/middleware/error.provider';
import {notAuthenticated} from '../../src/services/token.service';

@injectable({scope: BindingScope.SINGLETON})
class ForgetfulController {
  @get('/forgotten')
  forgotten(): string {
    return 'a secret';
  }

  @publicRoute({optionalUser: true})
  @get('/greeting')
  greeting(@inject(SecurityBindings.USER) principal: Principal | VisitorPrincipal): object {
    return {kind: principal.kind};
  }
}

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
class StaffController {
  @get('/staff')
  staff(): object {
    return {};
  }

  @allow('instructor')
  @get('/teachers')
  teachers(): object {
    return {};
  }
}

/** Stands for the tokens: a token is the name of a role. */
const auth = {
  async principalOf(authorization: string | undefined) {
    const role = authorization?.slice('Bearer '.length);
    if (role !== 'admin' && role !== 'customer' && role !== 'instructor') throw notAuthenticated();
    return {kind: 'user', id: 1, role, email: '', emailVerified: true, sessionId: '', [securityId]: '1'};
  },
};

describe('Access that nobody thought of', () => {
  let application: RestApplication;

  before(async () => {
    application = new RestApplication({rest: {port: 0, host: '127.0.0.1'}});
    application.bind('app.logger').to({error: () => {}});
    application.bind(RestBindings.SequenceActions.REJECT).toProvider(ErrorProvider);
    application.bind('services.AuthService').to(auth);
    closeByDefault(application);
    application.controller(ForgetfulController);
    application.controller(StaffController);
    application.route('get', '/function', {responses: {}}, () => 'a secret');
    await application.start();
  });
  after(() => application?.stop());

  const call = async (path: string, token?: string) => {
    const headers = token === undefined ? undefined : {Authorization: `Bearer ${token}`};
    const response = await fetch(`${application.restServer.url}${path}`, {headers});
    return {status: response.status, text: await response.text()};
  };

  it('is denied to everybody where a route names no roles', async () => {
    assert.equal((await call('/forgotten')).status, 401);
    for (const role of ['customer', 'instructor', 'admin']) {
      const answer = await call('/forgotten', role);
      assert.equal(answer.status, 403);
      assert.doesNotMatch(answer.text, /secret/);
    }
  });

  it('is denied where a route is a function without a controller', async () => {
    const answer = await call('/function', 'admin');

    assert.equal(answer.status, 403);
    assert.doesNotMatch(answer.text, /secret/);
  });

  it('follows the method where method and controller both name roles', async () => {
    assert.equal((await call('/staff', 'admin')).status, 200);
    assert.equal((await call('/staff', 'instructor')).status, 403);
    assert.equal((await call('/teachers', 'admin')).status, 403);
    assert.equal((await call('/teachers', 'instructor')).status, 200);
  });

  it('on a public route notices a user, and refuses a bad token all the same', async () => {
    assert.deepEqual(JSON.parse((await call('/greeting')).text), {kind: 'visitor'});
    assert.deepEqual(JSON.parse((await call('/greeting', 'customer')).text), {kind: 'user'});
    assert.equal((await call('/greeting', 'forged')).status, 401);
  });
});
