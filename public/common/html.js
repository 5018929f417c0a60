// Preact with htm: components are functions, and `html` makes what they show.
import htm from '/lib/htm.js';
import {h} from '/lib/preact.js';

export {createContext, Fragment, render} from '/lib/preact.js';
export * from '/lib/preact-hooks.js';

export const html = htm.bind(h);
