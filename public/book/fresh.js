// What is shown is looked at again when somebody comes back to the page, or the connection does.
import {html, useEffect, useRef, useState} from '/common/html.js';
import {texts} from '/common/texts.js';

export function useFresh(reload) {
  useEffect(() => {
    const look = () => document.visibilityState === 'visible' && reload();
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }, [reload]);
}

/** What failed is tried again as soon as the connection is back. @param load of `useLoad` */
export function useConnection({problem, reload}) {
  const hasFailed = problem !== undefined;
  useEffect(() => {
    if (!hasFailed) return;
    addEventListener('online', reload);
    return () => removeEventListener('online', reload);
  }, [hasFailed, reload]);
}

/** The button that was pressed may be gone with what it changed: the focus then goes to the beginning of the content. */
export function useFocusKept(shown) {
  const isLater = useRef(false);
  useEffect(() => {
    if (isLater.current && document.activeElement === document.body)
      document.getElementById('content').focus();
    isLater.current = true;
  }, [shown]);
}

/** Says that there is no connection, while there is none. */
export function Offline() {
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return html`<div class="offline" role="status">${isOffline && html`<p>${texts.book.offline}</p>`}</div>`;
}
