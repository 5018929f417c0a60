import path from 'node:path';
import compression from 'compression';
import express, {type Request, type Response, type Router} from 'express';
import {PROJECT_ROOT} from '../config';
import {type Script, Scripts} from './scripts';

const PUBLIC = path.join(PROJECT_ROOT, 'public');
const CONSOLE = path.join(PUBLIC, 'admin', 'index.html');

/** Browsers keep a copy and ask each time whether it is still right: a deployment is seen at once. */
const CACHE = 'no-cache';

/**
 * The pages of `public/`, the libraries they use, and the console under each of its addresses.
 * @param asWritten scripts are served as they are written, for who works on them
 */
export function pagesRouter({asWritten}: {asWritten: boolean}): Router {
  const router = express.Router();
  const scripts = new Scripts(asWritten);
  router.use(compression());
  router.get(/\.(js|css)$/, (request, response, next) => {
    scripts
      .find(request.path)
      .then(script => (script === undefined ? next() : sendScript(request, response, script)))
      .catch(next);
  });
  router.use(express.static(PUBLIC, {setHeaders: setCache, redirect: false}));
  router.get(/^\/admin(\/[^.]*)?$/, (_request, response) => {
    response.sendFile(CONSOLE, {headers: {'Cache-Control': CACHE}});
  });
  return router;
}

function sendScript(request: Request, response: Response, {content, brotli, etag}: Script): void {
  response.set({'Cache-Control': CACHE, ETag: etag}).type(path.extname(request.path)).vary('Accept-Encoding');
  if (request.fresh) return void response.status(304).end();
  if (request.acceptsEncodings('br') === false) return void response.send(content);
  response.set('Content-Encoding', 'br').send(brotli);
}

function setCache(response: Response): void {
  response.setHeader('Cache-Control', CACHE);
}
