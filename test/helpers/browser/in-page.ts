/** What runs in the page itself, as text: the compiler knows no DOM. */

/** Reports each unexpected layout shift, with what moved. A shift right after a press is what the person asked for. */
export const REPORT_SHIFTS = `
  new PerformanceObserver(list => {
    for (const {value, hadRecentInput, sources} of list.getEntries()) {
      if (hadRecentInput) continue;
      const moved = sources.map(({node, previousRect: from, currentRect: to}) => {
        const element = node?.nodeType === 1 ? node : node?.parentElement;
        const name = element ? element.tagName.toLowerCase() + (element.className ? '.' + element.className : '') : '?';
        const text = (element?.textContent ?? '').trim().slice(0, 30);
        return name + ' "' + text + '" from ' + [from.x, from.y, from.width, from.height].map(Math.round) +
          ' to ' + [to.x, to.y, to.width, to.height].map(Math.round);
      });
      window.reportShift({value, address: location.pathname + location.search, moved});
    }
  }).observe({type: 'layout-shift', buffered: true});
`;

/** Whether the screen shows its content, or why it can't, and nothing is still being loaded. */
export const IS_SHOWN = `
  document.querySelector('h1, [role="alert"]') !== null &&
  document.querySelector('.loading, [aria-busy="true"]') === null
`;

/** The same as something to wait for. */
export const UNTIL_SHOWN = `
  new Promise(resolve => {
    const look = () => (${IS_SHOWN}) ? resolve() : requestAnimationFrame(look);
    look();
  })
`;

/** Two frames later all that has changed was drawn, and its layout shifts were reported. */
export const AFTER_FRAMES = `
  new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))
`;

/** By how many pixels the page is wider than the window. */
export const OVERFLOW = `
  document.documentElement.scrollWidth - document.documentElement.clientWidth
`;

/** What sticks out of the window to the right, the innermost parts. */
export const STICKING_OUT = `
  [...document.querySelectorAll('body *')]
    .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter((element, _, all) => !all.some(other => other !== element && element.contains(other)))
    .slice(0, 5)
    .map(element => element.tagName.toLowerCase() + '.' + element.className + ' "' + element.textContent.trim().slice(0, 30) + '"')
`;

/** A function: shows another address of this page. */
export const GO = `
  address => {
    history.pushState(null, '', address);
    dispatchEvent(new PopStateEvent('popstate'));
  }
`;
