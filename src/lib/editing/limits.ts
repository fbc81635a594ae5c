const KIB = 1024;
const MIB = 1024 * KIB;

/** A file with more UTF-8 bytes opens read-only; an edit that would make it larger is refused. */
export const MAX_TEXT_BYTES = MIB;
/** Of one update. A megabyte of text takes less than three bytes per UTF-16 unit, and some structure. */
export const MAX_UPDATE_BYTES = 4 * MIB;
/** Of one message on the wire: well below the server's max_payload. */
export const CHUNK_BYTES = 256 * KIB;
/** An incomplete message is dropped when its chunks stay away for so long. */
export const CHUNK_TIMEOUT_MS = 10_000;
/** Incomplete messages of one sender. */
export const MAX_PARTIAL_MESSAGES = 4;
/** Updates of one session: so many at once, and so many a second after that. */
export const UPDATE_BURST = 400;
export const UPDATES_PER_SECOND = 60;
/** Bytes of one session's updates. */
export const BYTES_BURST = 8 * MIB;
export const BYTES_PER_SECOND = MIB;
/** Sessions that a document remembers before it is compacted. */
export const MAX_SESSIONS = 5_000;
/** Comparing two texts line by line takes at most so long; then the changed middle is replaced whole. */
export const DIFF_TIME_LIMIT_MS = 300;
/** A document is compacted when its state is so many times the size of its text, and above a floor. */
export const COMPACT_FACTOR = 8;
export const COMPACT_FLOOR_BYTES = 64 * KIB;
