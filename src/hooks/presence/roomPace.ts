const PACE_MS = 50;
const PACE_PER_PERSON_MS = 2;
const BEAT_MS = 10_000;
const BEAT_PER_PERSON_MS = 50;
const LONGEST_BEAT_MS = 60_000;
const ANSWER_MS = 400;
const LONGEST_ANSWER_MS = 2_000;

/** How often one page may publish where its person is: all who are there read each of it. */
export const roomPaceMs = (people: number) => Math.max(PACE_MS, people * PACE_PER_PERSON_MS);

/** How often a page says that it is still there: everyone together at most 20 times a second, up to 1,200 people. */
export const roomBeatMs = (people: number) =>
  Math.min(LONGEST_BEAT_MS, Math.max(BEAT_MS, people * BEAT_PER_PERSON_MS));

/** A newcomer is answered within this time; spread, so that a thousand pages don't answer at once. */
export const roomAnswerMs = (people: number) =>
  Math.min(LONGEST_ANSWER_MS, Math.max(ANSWER_MS, people * PACE_PER_PERSON_MS));
