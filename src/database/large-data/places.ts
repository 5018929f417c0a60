import type {Random} from './random';

export interface NewVenue {
  name: string;
  addressLine1: string;
  city: string;
  postcode: string;
  capacity: number;
  facilities: string[];
  parkingInfo: string | null;
}

const TOWNS = [
  ['Leeds', 'LS'],
  ['Sheffield', 'S'],
  ['Bradford', 'BD'],
  ['York', 'YO'],
  ['Wakefield', 'WF'],
  ['Huddersfield', 'HD'],
  ['Halifax', 'HX'],
  ['Harrogate', 'HG'],
  ['Doncaster', 'DN'],
  ['Hull', 'HU'],
  ['Rotherham', 'S'],
  ['Barnsley', 'S'],
  ['Keighley', 'BD'],
  ['Skipton', 'BD'],
  ['Dewsbury', 'WF'],
  ['Scarborough', 'YO'],
  ['Northallerton', 'DL'],
  ['Ilkley', 'LS'],
  ['Beverley', 'HU'],
  ['Selby', 'YO'],
] as const;
const HOUSES = [
  'Training Rooms',
  'Community Centre',
  'Town Hall',
  'Business Park',
  "St Mary's Hall",
  'Library',
  "Mechanics' Institute",
  'Cricket Club',
  'Fire Station',
  'Methodist Church Hall',
];
const STREETS = ['High Street', 'Station Road', "King's Parade", 'Church Lane', 'Mill Lane', 'Market Place'];
const FACILITIES = ['projector', 'step-free access', 'kitchen', 'garden', 'hearing loop', 'wifi'];

/** @param number counted over all venues, so that no two have the same name */
export function venueFrom(random: Random, number: number): NewVenue {
  const [city, area] = TOWNS[number % TOWNS.length] ?? TOWNS[0];
  const round = Math.floor(number / TOWNS.length);
  const house = HOUSES[round % HOUSES.length];
  const again = Math.floor(round / HOUSES.length);
  const letters = 'ABDEFGHJLNPQRSTUWXYZ';
  return {
    name: `${city} ${house}${again === 0 ? '' : ` ${again + 1}`}`,
    addressLine1: `${random.between(1, 180)} ${random.pick(STREETS)}`,
    city,
    postcode: `${area}${random.between(1, 19)} ${random.between(1, 9)}${random.pick([...letters])}${random.pick([...letters])}`,
    capacity: random.pick([10, 12, 12, 14, 16, 20, 24]),
    facilities: FACILITIES.filter(() => random.chance(0.4)),
    parkingInfo: random.chance(0.5) ? 'Free parking behind the house' : null,
  };
}
