const PACE_MS = 50;
const PACE_PER_PERSON_MS = 2;

/** How often one page may publish where its person is: all who are there read each of it. */
export const roomPaceMs = (people: number) => Math.max(PACE_MS, people * PACE_PER_PERSON_MS);
