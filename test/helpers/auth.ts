import type {TokenService} from '../../src/services/token.service';
import type {Answer, TestApp} from './app';

export const PASSWORD = 'correct horse battery';

/** What a client of `/api/auth` does. */
export class AuthClient {
  constructor(private readonly app: TestApp) {}

  register(email: string, extra: object = {}, from?: string): Promise<Answer> {
    const body = {email, password: PASSWORD, firstName: 'Ann', lastName: 'Lee', ...extra};
    return this.app.post('/api/auth/register', body, {headers: comingFrom(from)});
  }

  /** @param from the caller's address: tests run with TRUST_PROXY=1 */
  login(email: string, password = PASSWORD, from?: string): Promise<Answer> {
    return this.app.post('/api/auth/login', {email, password}, {headers: comingFrom(from)});
  }

  refresh(refreshToken: string): Promise<Answer> {
    return this.app.post('/api/auth/refresh', {refreshToken});
  }

  logout(refreshToken: string): Promise<Answer> {
    return this.app.post('/api/auth/logout', {refreshToken});
  }

  me(token?: string): Promise<Answer> {
    return this.app.get('/api/auth/me', {token});
  }

  askForReset(email: string, from?: string): Promise<Answer> {
    return this.app.post('/api/auth/password-reset', {email}, {headers: comingFrom(from)});
  }

  confirmReset(token: string, newPassword: string): Promise<Answer> {
    return this.app.post('/api/auth/password-reset/confirm', {token, newPassword});
  }

  /** The server's own maker of tokens, for links that no mail carries yet. */
  tokens(): Promise<TokenService> {
    return this.app.application.get<TokenService>('services.TokenService');
  }
}

function comingFrom(address: string | undefined): Record<string, string> | undefined {
  return address === undefined ? undefined : {'X-Forwarded-For': address};
}
