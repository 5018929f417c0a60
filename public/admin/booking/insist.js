// Doing what was refused once: the person has read why, and means just what the form says.
import {useRef} from '/common/html.js';

/**
 * @returns {{isMeant: (values: object) => boolean, mean: (form: object) => void}} `mean` sends the form again; `isMeant`
 *   only of the values that were refused: whoever types something else is asked again
 */
export function useInsist() {
  const meant = useRef();
  return {
    isMeant: values => meant.current === JSON.stringify(values),
    mean: form => {
      meant.current = JSON.stringify(form.values);
      form.submit();
    },
  };
}
