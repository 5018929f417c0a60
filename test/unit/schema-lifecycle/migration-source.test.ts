import {strict as assert} from 'node:assert';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../../src/config';
import {compareNames} from '../../../src/schema-lifecycle/migration-source';
import {checksumOf, MigrationSource, SchemaError} from '../../../src/schema-lifecycle/programmatic';
import {MigrationFolder} from '../../helpers/migrations';

describe('The files of a migration directory', () => {
  let folder: MigrationFolder;
  beforeEach(() => {
    folder = new MigrationFolder();
  });
  afterEach(() => folder.delete());

  const names = () => new MigrationSource(folder.directory).list().map(file => file.name);

  it('are known by their name without extension, declarations and source maps apart', () => {
    folder.add('20250102000000_b', '').write('20250101000000_a.ts', '');
    folder.write('x.d.ts', '').write('20250102000000_b.js.map', '').write('README.md', '');

    assert.deepEqual(names(), ['20250101000000_a', '20250102000000_b']);
  });

  it('are ordered by the number they begin with, whatever its width', () => {
    for (const name of ['10_c', '2_b', '001_a', '20250127120000_d']) folder.add(name, '');

    assert.deepEqual(names(), ['001_a', '2_b', '10_c', '20250127120000_d']);
    assert.equal(compareNames('01_b', '1_a') > 0, true);
  });

  it('may not be two of one name', () => {
    folder.write('1_users.ts', '').write('1_users.js', '');

    assert.throws(names, (error: SchemaError) => {
      assert.equal(error.code, 'MIGRATION_DUPLICATE');
      assert.match(error.message, /1_users\.js and 1_users\.ts/);
      return true;
    });
  });

  it('are the same however many extensions they have', () => {
    folder.write('1_users.ts.ts', '').write('2_roles.js.ts', '');
    assert.deepEqual(names(), ['1_users', '2_roles']);

    folder.write('1_users.js', '');
    assert.throws(
      names,
      /two files are named 1_users: 1_users\.js and 1_users\.ts\.ts .*; remove one of them/,
    );
  });

  it('have the same checksum with the line endings of Windows', () => {
    assert.equal(checksumOf('a\r\nb\r\n'), checksumOf('a\nb\n'));
    assert.notEqual(checksumOf('a\nb'), checksumOf('a\n\nb'));
  });

  it('are those of the manifest when there is one, so that a stale file is no migration', () => {
    folder.add('1_stale', '').add('2_real', '');
    folder.write(
      'manifest.json',
      JSON.stringify({version: 1, entries: [{name: '2_real', file: '2_real.js', checksum: 'abc'}]}),
    );

    const files = new MigrationSource(folder.directory).list();

    assert.deepEqual(
      files.map(({name, checksum}) => ({name, checksum})),
      [{name: '2_real', checksum: 'abc'}],
    );
  });

  it('have no checksum when they are compiled and there is no manifest', () => {
    folder.write('1_a.js', 'exports.up = async () => {};\n//# sourceMappingURL=1_a.js.map');

    assert.equal(new MigrationSource(folder.directory).find('1_a')?.checksum, null);
  });

  it('must export a function "up"', async () => {
    folder.write('1_a.js', 'exports.upp = async () => {};').write('2_b.js', 'syntax error(');
    const source = new MigrationSource(folder.directory);

    await assert.rejects(source.load('1_a'), {code: 'MIGRATION_INVALID'});
    await assert.rejects(source.load('2_b'), {code: 'MIGRATION_INVALID'});
  });

  it('have the checksums that the build writes into its manifest', async () => {
    const {checksum} = await import(`${PROJECT_ROOT}/scripts/build.mjs`);
    const file = path.join(PROJECT_ROOT, 'src/schema-lifecycle/checks.ts');
    const text = readFileSync(file, 'utf8').replaceAll('\n', '\r\n');

    assert.equal(checksum(text), checksumOf(text));
  });
});
