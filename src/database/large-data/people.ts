import type {Random} from './random';

export interface Person {
  firstName: string;
  lastName: string;
}

/** Often given names first. */
const FIRST_NAMES = (
  'James Sarah David Emma John Claire Michael Laura Andrew Rebecca Paul Helen Mark Rachel Stephen Karen Daniel Louise ' +
  'Thomas Joanne Matthew Nicola Christopher Amy Richard Lisa Robert Hannah Peter Katie Simon Charlotte Ian Jessica ' +
  'Adam Lucy Craig Sophie Lee Gemma Jonathan Victoria Ryan Michelle Gary Samantha Philip Jennifer Martin Amanda Neil ' +
  'Alison Mohammed Fatima Imran Aisha Raj Priya Anil Sunita Wei Mei Piotr Agnieszka Tomasz Katarzyna Oluwaseun Ngozi ' +
  'Kwame Abena José María Chloé Zoë Siân Rhiannon Llŷr Niamh Aoife Seán Róisín Eilidh Hamish Callum Fergus Isla Freya ' +
  'Oscar Poppy Alfie Daisy Harriet Beatrice Edmund Rosalind Horatio Clementine Ptolemy'
).split(' ');
const DOUBLE_FIRST_NAMES = ['Mary Ann', 'Anne-Marie', 'Sarah Jane', 'Jean-Paul', 'Emma Louise', 'John Paul'];

const LAST_NAMES = (
  "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts O'Brien " +
  'Green Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Mason Mitchell Rose Davis Rodgers Cox Hughes Price ' +
  "Edwards Turner Ahmed Hussain Ali Begum Singh Kaur Shah Murphy Kelly O'Neill O'Connor Ryan Byrne Walsh Campbell " +
  'Stewart Anderson MacDonald McKenzie Murray Reid Armitage Barraclough Sutcliffe Ackroyd Hardcastle Illingworth ' +
  'Ramsbottom Micklethwaite Oldroyd Priestley Nowak Kowalski Wójcik Lewandowski Popescu Müller García Nguyễn Chen Li ' +
  "Okafor Adeyemi Mensah Owusu D'Arcy D'Souza St.John van der Berg de la Cruz"
)
  .replace('van der Berg', 'van_der_Berg')
  .replace('de la Cruz', 'de_la_Cruz')
  .split(' ')
  .map(name => name.replace(/_/g, ' '));
/** Borne by a handful of people only. */
const RARE_LAST_NAMES = ['Featherstonehaugh', 'Cholmondeley', 'Wriothesley', 'Szczepański', 'Ní Dhómhnaill'];

const MAIL_HOSTS = ['example.com', 'example.org', 'example.net'];

export function personFrom(random: Random): Person {
  const firstName = random.chance(0.02) ? random.pick(DOUBLE_FIRST_NAMES) : random.pickSkewed(FIRST_NAMES);
  return {firstName, lastName: lastNameFrom(random)};
}

export function lastNameFrom(random: Random): string {
  if (random.chance(0.0005)) return random.pick(RARE_LAST_NAMES);
  const name = random.pickSkewed(LAST_NAMES);
  return random.chance(0.03) ? `${name}-${random.pickSkewed(LAST_NAMES)}` : name;
}

/** An address that no other row has, as the id is in it; hosts that never receive mail. */
export function emailOf({firstName, lastName}: Person, id: number): string {
  const host = MAIL_HOSTS[id % MAIL_HOSTS.length];
  return `${plain(firstName)}.${plain(lastName)}${id}@${host}`;
}

/** Numbers that the British regulator keeps for drama. */
export function phoneFrom(random: Random): string {
  const digits = String(random.between(0, 999)).padStart(3, '0');
  return random.chance(0.7) ? `07700 900${digits}` : `0113 496 0${digits}`;
}

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/[^A-Za-z-]/g, '')
    .toLowerCase();
}
