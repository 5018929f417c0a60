// Looks again, for half a minute, at what the background is about to finish.
import {useEffect, useRef} from '/common/html.js';

const PAUSE_MS = 3000;
const MOST_LOOKS = 10;

/** @param load of `useLoad`; `isUnderWay`: data → whether it will be another one soon */
export function useSoon(load, isUnderWay) {
  const looks = useRef(0);
  useEffect(() => {
    if (load.data === undefined || !isUnderWay(load.data) || looks.current >= MOST_LOOKS) return undefined;
    const timer = setTimeout(() => {
      looks.current += 1;
      load.reload();
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [load.data]);
}
