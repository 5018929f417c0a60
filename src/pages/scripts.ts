import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {promisify} from 'node:util';
import {brotliCompress, constants} from 'node:zlib';
import {PROJECT_ROOT} from '../config';
import {readLibrary} from './libraries';

const PUBLIC = path.join(PROJECT_ROOT, 'public');
const LIBRARIES = '/lib/';
const compress = promisify(brotliCompress);

export interface Script {
  content: string;
  brotli: Buffer;
  etag: string;
}

/** The scripts of the pages and their libraries, minified and compressed when they are first asked for, and then kept. */
export class Scripts {
  private readonly kept = new Map<string, Script>();

  /** @param asWritten what a developer edits and debugs is not minified, and read anew each time */
  constructor(private readonly asWritten: boolean) {}

  /** @returns undefined for what is no script or library of ours */
  async find(address: string): Promise<Script | undefined> {
    const kept = this.kept.get(address);
    if (kept !== undefined) return kept;
    const isLibrary = address.startsWith(LIBRARIES);
    if (!isLibrary && this.asWritten) return undefined;
    const source = isLibrary ? readLibrary(address.slice(LIBRARIES.length)) : await readScript(address);
    if (source === undefined) return undefined;
    const script = await prepare(isLibrary ? source : await minified(source));
    this.kept.set(address, script);
    return script;
  }
}

async function readScript(address: string): Promise<string | undefined> {
  const file = path.join(PUBLIC, address);
  if (!file.startsWith(PUBLIC + path.sep) || path.extname(file) !== '.js') return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function minified(source: string): Promise<string> {
  // Loaded when a page is first opened: most processes that only answer the API never need it.
  const {minify} = await import('terser');
  const {code = source} = await minify(source, {module: true, ecma: 2020});
  return code;
}

async function prepare(content: string): Promise<Script> {
  const size = Buffer.byteLength(content);
  const brotli = await compress(content, {params: {[constants.BROTLI_PARAM_SIZE_HINT]: size}});
  return {
    content,
    brotli,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
  };
}
