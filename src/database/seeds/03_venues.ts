import type {Knex} from 'knex';

const VENUES = [
  [
    'Leeds Training Centre',
    '14 Park Row',
    'Leeds',
    'LS1 5HD',
    16,
    ['projector', 'step-free access', 'kitchen'],
    'Multi-storey car park opposite',
  ],
  [
    'Sheffield City Hall Rooms',
    'Barker’s Pool',
    'Sheffield',
    'S1 2JA',
    20,
    ['projector', 'step-free access'],
    'Pay and display in Burgess Street',
  ],
  ['Bradford Business Hub', '3 Manor Row', 'Bradford', 'BD1 4PB', 12, ['projector', 'kitchen'], null],
  [
    'York Community House',
    '22 Priory Street',
    'York',
    'YO1 6EX',
    14,
    ['step-free access', 'garden'],
    'Free parking behind the house',
  ],
] as const;

export async function seed(knex: Knex): Promise<void> {
  for (const [name, address, city, postcode, capacity, facilities, parking] of VENUES) {
    await knex.raw(
      `insert into venues (name, address_line1, city, postcode, capacity, facilities, parking_info)
       select :name, :address, :city, :postcode, :capacity, :facilities, :parking
       where not exists (select from venues where name = :name)`,
      {name, address, city, postcode, capacity, facilities: JSON.stringify(facilities), parking},
    );
  }
}
