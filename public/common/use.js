// Hooks that screens share.
import {useCallback, useEffect, useRef, useState} from './html.js';
import {texts} from './texts.js';

/**
 * What `load` gives, again whenever `inputs` change. The old data stays until the new is there, so nothing jumps.
 * @param load (signal) → a promise; undefined: nothing to load yet
 * @returns {{data: any, problem: Error | undefined, isLoading: boolean, reload: () => void}}
 */
export function useLoad(load, inputs) {
  const [state, setState] = useState({isLoading: true});
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (load === undefined) return;
    const abort = new AbortController();
    setState(before => ({...before, isLoading: true}));
    load(abort.signal).then(
      data => !abort.signal.aborted && setState({data, isLoading: false}),
      problem => !abort.signal.aborted && setState(before => ({...before, problem, isLoading: false})),
    );
    return () => abort.abort();
  }, [...inputs, round]);
  const reload = useCallback(() => setRound(before => before + 1), []);
  return {...state, reload};
}

/**
 * Work that a press starts, once at a time.
 * @returns {{run: Function, isRunning: boolean, problem: Error | undefined, clear: () => void}} `run` resolves to what
 *   `work` gives, or to undefined when it failed: then `problem` says why
 */
export function useTask(work) {
  const [state, setState] = useState({isRunning: false});
  const running = useRef(false);
  const run = async (...args) => {
    if (running.current) return undefined;
    running.current = true;
    setState({isRunning: true});
    try {
      const result = await work(...args);
      setState({isRunning: false});
      return result;
    } catch (problem) {
      setState({isRunning: false, problem});
      return undefined;
    } finally {
      running.current = false;
    }
  };
  return {...state, run, clear: () => setState({isRunning: false})};
}

/** The time, now and every `everyMs`. */
export function useNow(everyMs = 1000) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** `value` once it has not changed for a while, as for a search while somebody types. */
export function useSettled(value, afterMs = 200) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

/** Puts the screen's name on the browser's tab. */
export function useTitle(title, company) {
  useEffect(() => {
    document.title = title ? `${title} · ${company}` : company;
  }, [title, company]);
}

/** Puts a record's name on the browser's tab, before its screen's, for as long as it is shown. */
export function useRecordTitle(title) {
  useEffect(() => {
    if (!title) return undefined;
    const before = document.title;
    document.title = `${title} · ${before}`;
    return () => {
      document.title = before;
    };
  }, [title]);
}

/** A script of `/lib/` that is not a module, with its styles, loaded when first needed. @returns {Promise<any>} its global */
export function library(name, global) {
  libraries[name] ??= new Promise((resolve, reject) => {
    const styles = Object.assign(document.createElement('link'), {
      rel: 'stylesheet',
      href: `/lib/${name}.css`,
    });
    const script = Object.assign(document.createElement('script'), {src: `/lib/${name}.js`});
    script.onload = () => resolve(window[global]);
    script.onerror = () => {
      delete libraries[name];
      script.remove();
      styles.remove();
      reject(new Error(texts.problems.offline));
    };
    // Before our own styles, which then have the last word.
    document.head.prepend(styles);
    document.head.append(script);
  });
  return libraries[name];
}

const libraries = {};
