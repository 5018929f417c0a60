// What part of a drawing is seen: moved by dragging and arrows, zoomed by wheel, buttons and keys.
import {useEffect, useRef, useState} from '/common/html.js';

/** Lines of a table to itself stand out by this much. */
const MARGIN = 56;
const MOST = 2.5;
/** From here on the names of columns are too small to read. */
const FAR = 1.7;

/**
 * @param size {width, height} of the drawing; another one is shown whole
 * @returns {{box, element, zoom, showAll, show, handlers, wasDragged, isFar, reveal}} `box`: for viewBox; `element`: a ref of the svg
 */
export function useViewBox({width, height}) {
  const element = useRef();
  const fingers = useRef(new Map());
  const moved = useRef(0);
  const [box, setBox] = useState();
  const showAll = () => setBox(whole(element.current, width, height));
  useEffect(showAll, [width, height]);

  const zoom = (factor, at) => setBox(before => before && zoomed(before, factor, at, element.current));
  const pan = (x, y) => setBox(before => before && {...before, x: before.x + x, y: before.y + y});
  /** In the drawing's own measures. */
  const pointOf = event => {
    const {left, top, width: seen} = element.current.getBoundingClientRect();
    const scale = box.width / seen;
    return {x: box.x + (event.clientX - left) * scale, y: box.y + (event.clientY - top) * scale};
  };

  // A passive listener could not keep the page from scrolling.
  useEffect(() => {
    const svg = element.current;
    const onWheel = event => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, pointOf(event));
    };
    svg.addEventListener('wheel', onWheel, {passive: false});
    return () => svg.removeEventListener('wheel', onWheel);
  });

  /** One finger or the mouse moves, two fingers zoom. */
  const onPointerMove = event => {
    const before = fingers.current.get(event.pointerId);
    if (before === undefined || event.buttons === 0) return;
    const now = {x: event.clientX, y: event.clientY};
    const scale = box.width / element.current.getBoundingClientRect().width;
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) zoom(distance(now, other) / Math.max(distance(before, other), 1), pointOf(event));
    else pan((before.x - now.x) * scale, (before.y - now.y) * scale);
    moved.current += distance(before, now);
    fingers.current.set(event.pointerId, now);
  };
  const onPointerEnd = event => fingers.current.delete(event.pointerId);
  const handlers = {
    onPointerDown: event => {
      if (event.button !== 0) return;
      if (fingers.current.size === 0) moved.current = 0;
      fingers.current.set(event.pointerId, {x: event.clientX, y: event.clientY});
    },
    onPointerMove,
    onPointerUp: onPointerEnd,
    onPointerCancel: onPointerEnd,
    onPointerLeave: onPointerEnd,
    onKeyDown: event => {
      const step = (box?.width ?? 0) / 12;
      const move = {ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step]}[
        event.key
      ];
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (move) pan(...move);
      else if (event.key === '+' || event.key === '=') zoom(1.25);
      else if (event.key === '-') zoom(1 / 1.25);
      else if (event.key === '0') showAll();
      else return;
      event.preventDefault();
    },
  };
  return {
    box,
    element,
    zoom,
    showAll,
    handlers,
    isFar: (box?.width ?? 0) / (element.current?.getBoundingClientRect().width ?? 1) > FAR,
    /** Whether the last press moved the drawing, and so meant no click. */
    wasDragged: () => moved.current > 5,
    /** Brings a part into the middle unless all of it is seen. */
    reveal: part => setBox(before => (before && !isInside(part, before) ? centred(part, before) : before)),
    /** Brings a part into the middle, large enough to read. */
    show: part => setBox(middled(part, element.current)),
  };
}

const isInside = (part, box) =>
  part.x >= box.x &&
  part.y >= box.y &&
  part.x + part.width <= box.x + box.width &&
  part.y + part.height <= box.y + box.height;
const centred = (part, box) => ({
  ...box,
  x: part.x + (part.width - box.width) / 2,
  y: part.y + (part.height - box.height) / 2,
});
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

function whole(svg, width, height) {
  const seen = svg.getBoundingClientRect();
  const ratio = seen.width / Math.max(seen.height, 1);
  const wide = Math.max(width + 2 * MARGIN, (height + 2 * MARGIN) * ratio, seen.width / MOST);
  return {x: (width - wide) / 2, y: (height - wide / ratio) / 2, width: wide, height: wide / ratio};
}

function zoomed(box, factor, at = {x: box.x + box.width / 2, y: box.y + box.height / 2}, svg) {
  const least = svg.getBoundingClientRect().width / MOST;
  const width = Math.min(Math.max(box.width / factor, least), 20_000);
  const share = width / box.width;
  return {
    x: at.x - (at.x - box.x) * share,
    y: at.y - (at.y - box.y) * share,
    width,
    height: box.height * share,
  };
}

function middled({x, y, width, height}, svg) {
  const seen = svg.getBoundingClientRect();
  const wide = Math.max(seen.width, width + 2 * MARGIN);
  const high = (wide * seen.height) / Math.max(seen.width, 1);
  return {x: x + width / 2 - wide / 2, y: y + height / 2 - high / 2, width: wide, height: high};
}
