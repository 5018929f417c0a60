import type {Knex} from 'knex';

/** Durations and validity as the regulator's guidance gives them for each type of course. */
const COURSES = [
  [
    'First Aid at Work',
    'first-aid-at-work',
    'faw',
    '18',
    '225.00',
    3,
    'The full three-day course for first aiders at work: resuscitation, bleeding, burns, fractures, illness and the duties of a first aider.',
  ],
  [
    'First Aid at Work Requalification',
    'first-aid-at-work-requalification',
    'faw_requalification',
    '12',
    '165.00',
    3,
    'Two days for first aiders whose certificate is about to run out.',
  ],
  [
    'Emergency First Aid at Work',
    'emergency-first-aid-at-work',
    'efaw',
    '6',
    '75.00',
    3,
    'One day for the appointed first aider of a small, low-risk workplace.',
  ],
  [
    'Paediatric First Aid',
    'paediatric-first-aid',
    'paediatric',
    '12',
    '130.00',
    3,
    'Two days for those who look after babies and children.',
  ],
  [
    'Emergency Paediatric First Aid',
    'emergency-paediatric-first-aid',
    'emergency_paediatric',
    '6',
    '75.00',
    3,
    'One day of first aid for babies and children.',
  ],
  [
    'CPR and AED',
    'cpr-and-aed',
    'cpr_aed',
    '3',
    '45.00',
    1,
    'Half a day of resuscitation and the use of a defibrillator.',
  ],
] as const;

export async function seed(knex: Knex): Promise<void> {
  for (const [name, slug, type, hours, price, years, description] of COURSES) {
    await knex.raw(
      `insert into courses (name, slug, description, course_type, duration_hours, price, certification_validity_years)
       values (:name, :slug, :description, :type, :hours, :price, :years)
       on conflict on constraint courses_slug_key do nothing`,
      {name, slug, description, type, hours, price, years},
    );
  }
}
