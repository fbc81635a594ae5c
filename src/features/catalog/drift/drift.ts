import { ANY_KEY, type JsonSchema, type ValueType } from '../../../lib/schema/index.ts';
import { isUnexpected, type ObservedField, observeFields } from './observe.ts';

/** A message of an event, valid or not, whose body could be read. */
export interface DriftMessage {
  readonly event: string;
  readonly subject: string;
  readonly body: unknown;
  readonly receivedAt: number;
  /** Its place in the stream, where it is known. */
  readonly sequence?: number;
  /** The beginning of its body as text. */
  readonly preview: () => string;
}

/** The first message with a drift. */
export interface DriftOrigin {
  readonly subject: string;
  readonly receivedAt: number;
  readonly sequence: number | null;
  readonly preview: string;
}

interface DriftBase {
  /** `data.steps[].name` */
  readonly path: string;
  readonly first: DriftOrigin;
  /** How many messages have had it. */
  readonly messages: number;
}

export type Drift =
  /** A field that the schema does not name, beside others that it does. */
  | (DriftBase & { readonly kind: 'appeared'; readonly type: ValueType })
  /** Another JSON type than the schema's, or, where it says nothing, than before. */
  | (DriftBase & { readonly kind: 'changed'; readonly from: string; readonly type: ValueType })
  /** A field that was in every message of its subject and is not any more. */
  | (DriftBase & {
      readonly kind: 'vanished';
      /** The schema asks for it. */
      readonly required: boolean;
      /** How many messages in a row had it. */
      readonly before: number;
    });

/** What a subject’s messages have had in common. */
interface SubjectShape {
  readonly messages: number;
  /** Paths of fields that each of them had, and whether the schema requires them. */
  readonly always: ReadonlyMap<string, boolean>;
}

export interface EventDrift {
  readonly drifts: ReadonlyMap<string, Drift>;
  /** Further drifts, which are not kept. */
  readonly omitted: number;
  /** The latest of many subjects. */
  readonly subjects: ReadonlyMap<string, SubjectShape>;
  /** First types of fields that no schema describes. */
  readonly types: ReadonlyMap<string, ValueType>;
}

/** By the name of the event. */
export type DriftState = ReadonlyMap<string, EventDrift>;

export const noDrift: DriftState = new Map();
const noEventDrift: EventDrift = {
  drifts: new Map(),
  omitted: 0,
  subjects: new Map(),
  types: new Map(),
};

export const driftLimits = {
  events: 500,
  drifts: 50,
  subjects: 50,
  types: 200,
  siblings: 8,
} as const;
/** A field has to come this often to be missed. */
const USED_TO_COME = 2;

/**
 * Takes messages in the order in which they came. Pure; what it keeps is bounded, whatever comes.
 * @param schemaOf an event's schema; null for an event that has none
 */
export function reduceDrift(
  state: DriftState,
  messages: readonly DriftMessage[],
  schemaOf: (event: string) => JsonSchema | null,
): DriftState {
  const next = new Map(state);
  for (const message of messages) {
    const schema = schemaOf(message.event);
    const before = next.get(message.event);
    if (schema === null || (!before && next.size >= driftLimits.events)) continue;
    next.set(message.event, observeMessage(before ?? noEventDrift, message, schema));
  }
  return next;
}

function observeMessage(before: EventDrift, message: DriftMessage, schema: JsonSchema): EventDrift {
  const fields = observeFields(schema, message.body);
  const draft = new DriftDraft(before, message);
  const types = new Map(before.types);
  for (const field of fields) {
    if (field.status === 'unknown') draft.appeared(field);
    else if (isUnexpected(field)) draft.changed(field, [...(field.expected ?? [])].join(' or '));
    else if (field.expected === null) {
      const usual = types.get(field.path);
      if (usual === undefined && field.type !== 'null') {
        if (types.size < driftLimits.types) types.set(field.path, field.type);
      } else if (usual !== undefined && field.type !== 'null' && usual !== field.type) {
        draft.changed(field, usual);
      }
    }
  }
  const subjects = new Map(before.subjects);
  const shape = subjects.get(message.subject);
  // Put last: the first one is the one that was silent for longest.
  subjects.delete(message.subject);
  subjects.set(message.subject, compareShape(shape, fields, draft));
  const [oldest] = subjects.keys();
  if (subjects.size > driftLimits.subjects && oldest !== undefined) subjects.delete(oldest);
  return { ...draft.result(), subjects, types };
}

/** What a subject's messages have in common with this one; what it lacks has vanished. */
function compareShape(
  shape: SubjectShape | undefined,
  fields: readonly ObservedField[],
  draft: DriftDraft,
): SubjectShape {
  const named = fields.filter((field) => !field.isWithinMany);
  const here = new Set(named.map(({ path }) => path));
  draft.came(here);
  if (!shape) {
    return { messages: 1, always: new Map(named.map(({ path, required }) => [path, required])) };
  }
  const missing = [...shape.always].filter(([path]) => !here.has(path));
  if (shape.messages >= USED_TO_COME) {
    for (const [path, required] of missing) {
      // A part is missed with its parent.
      const isPart = missing.some(([parent]) => path.startsWith(`${parent}.`));
      if (!isPart) draft.vanished(path, required, shape.messages);
    }
  }
  const always = new Map([...shape.always].filter(([path]) => here.has(path)));
  return { messages: shape.messages + 1, always };
}

/** The drifts of an event while one message is looked at. */
class DriftDraft {
  readonly #message: DriftMessage;
  readonly #drifts: Map<string, Drift>;
  readonly #seen = new Set<string>();
  #omitted: number;

  constructor({ drifts, omitted }: EventDrift, message: DriftMessage) {
    this.#message = message;
    this.#drifts = new Map(drifts);
    this.#omitted = omitted;
  }

  result(): Pick<EventDrift, 'drifts' | 'omitted'> {
    return { drifts: this.#drifts, omitted: this.#omitted };
  }

  appeared({ path, type }: ObservedField): void {
    const parent = parentOf(path);
    const beside = [...this.#drifts.values()].filter(
      (drift) => drift.kind === 'appeared' && parentOf(drift.path) === parent,
    );
    // So many new names side by side are keys of a map.
    const isMap = beside.length >= driftLimits.siblings && !this.#drifts.has(`appeared ${path}`);
    const shown = isMap ? [parent, ANY_KEY].filter((part) => part !== '').join('.') : path;
    this.#note('appeared', shown, (base) => ({ ...base, kind: 'appeared', type }));
  }

  changed({ path, type }: ObservedField, from: string): void {
    this.#note('changed', path, (base) => ({ ...base, kind: 'changed', from, type }));
  }

  vanished(path: string, required: boolean, before: number): void {
    this.#note('vanished', path, (base) => ({ ...base, kind: 'vanished', required, before }));
  }

  /** A field that is back has not vanished; one that stays away is counted. */
  came(here: ReadonlySet<string>): void {
    for (const [key, drift] of this.#drifts) {
      if (drift.kind !== 'vanished' || drift.first.subject !== this.#message.subject) continue;
      if (here.has(drift.path)) this.#drifts.delete(key);
      else this.#drifts.set(key, { ...drift, messages: drift.messages + 1 });
    }
  }

  #note(kind: Drift['kind'], path: string, make: (base: DriftBase) => Drift): void {
    const key = `${kind} ${path}`;
    // Several new keys of a map are one message.
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const known = this.#drifts.get(key);
    if (known) {
      if (kind !== 'vanished') this.#drifts.set(key, { ...known, messages: known.messages + 1 });
      return;
    }
    if (this.#drifts.size >= driftLimits.drifts) {
      this.#omitted += 1;
      return;
    }
    const { subject, receivedAt, sequence, preview } = this.#message;
    const first = { subject, receivedAt, sequence: sequence ?? null, preview: preview() };
    this.#drifts.set(key, make({ path, first, messages: 1 }));
  }
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('.')));
