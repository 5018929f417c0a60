/** One thing that the numbers of the company must agree on; each check is a file of its own in this folder. */
export interface IntegrityCheck {
  name: string;
  /** What is compared, for staff. */
  about: string;
  /** What mends a difference, for staff. */
  action: string;
  /**
   * Selects what is wrong: entity, id, reference (for people; may be null), expected and found, as text. `:now` is bound.
   */
  sql: string;
}
