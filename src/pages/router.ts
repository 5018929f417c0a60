import path from 'node:path';
import compression from 'compression';
import express, {type Response, type Router} from 'express';
import {PROJECT_ROOT} from '../config';
import {type Library, readLibrary} from './libraries';

const PUBLIC = path.join(PROJECT_ROOT, 'public');
const CONSOLE = path.join(PUBLIC, 'admin', 'index.html');

/** Browsers keep a copy and ask each time whether it is still right: a deployment is seen at once. */
const CACHE = 'no-cache';

/** The pages of `public/`, the libraries they use, and the console under each of its addresses. */
export function pagesRouter(): Router {
  const router = express.Router();
  const libraries = new Map<string, Library>();
  router.use(compression());
  router.get('/lib/:name', (request, response, next) => {
    const {name} = request.params;
    const library = libraries.get(name) ?? readLibrary(name);
    if (library === undefined) return next();
    libraries.set(name, library);
    response.set({'Cache-Control': CACHE, ETag: library.etag}).type(path.extname(name));
    if (request.fresh) return response.status(304).end();
    return response.send(library.content);
  });
  router.use(express.static(PUBLIC, {setHeaders: setCache, redirect: false}));
  router.get(/^\/admin(\/[^.]*)?$/, (_request, response) => {
    response.sendFile(CONSOLE, {headers: {'Cache-Control': CACHE}});
  });
  return router;
}

function setCache(response: Response): void {
  response.setHeader('Cache-Control', CACHE);
}
