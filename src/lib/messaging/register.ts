import type * as z from 'zod/mini';
import type { Catalog } from './catalog/catalog.ts';
import type { BodyFor, BodyOf, FieldsOf, NamesFor } from './catalog/definitions.ts';
import type { Commands, IdsOf } from './catalog/commands.ts';
import type { TemplateParams } from './catalog/subjects.ts';

/**
 * Types need no parameters where a product registers its catalog and commands once:
 *
 *     declare module 'slate' {
 *       interface Register {
 *         own: { catalog: typeof myCatalog; commands: typeof myCommands };
 *       }
 *     }
 *
 * `own` comes before what Slate registers for itself. A client of yet another catalog names it:
 * `MessagingClient<typeof other, typeof otherCommands>`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is augmented
export interface Register {}

interface Registration {
  readonly catalog: Catalog;
  readonly commands: Commands;
}
type Registered = Register extends { readonly own: infer R extends Registration }
  ? R
  : Register extends { readonly open: infer R extends Registration }
    ? R
    : Register extends { readonly slate: infer R extends Registration }
      ? R
      : Registration;

export type RegisteredCatalog = Registered['catalog'];
export type RegisteredCommands = Registered['commands'];

/** The names of a catalog's events. */
export type EventName<C extends Catalog = RegisteredCatalog> = keyof C['definitions'] & string;
export type EventBody<Name extends EventName<C>, C extends Catalog = RegisteredCatalog> = BodyOf<
  C['definitions'][Name]
>;
export type EventFields<
  Name extends EventName<C>,
  C extends Catalog = RegisteredCatalog,
> = FieldsOf<C['definitions'][Name]>;
/** The bodies that a subscription to `Pattern` can deliver. */
export type EventFor<Pattern extends string, C extends Catalog = RegisteredCatalog> = BodyFor<
  C['definitions'],
  Pattern
>;
/** The names of what a subscription to `Pattern` can deliver. */
export type EventNamesFor<Pattern extends string, C extends Catalog = RegisteredCatalog> = NamesFor<
  C['definitions'],
  Pattern
>;

/** The names of a catalog's subjects of bytes. */
export type BytesName<C extends Catalog = RegisteredCatalog> = keyof C['bytes'] & string;
export type BytesIds<Name extends BytesName<C>, C extends Catalog = RegisteredCatalog> = Readonly<
  Record<TemplateParams<C['bytes'][Name] & string>, string>
>;

export type CommandName<K extends Commands = RegisteredCommands> = keyof K & string;
export type CommandIds<
  Name extends CommandName<K>,
  K extends Commands = RegisteredCommands,
> = IdsOf<K[Name]>;
export type CommandInput<
  Name extends CommandName<K>,
  K extends Commands = RegisteredCommands,
> = z.input<K[Name]['input']>;
export type CommandOutput<
  Name extends CommandName<K>,
  K extends Commands = RegisteredCommands,
> = z.output<K[Name]['output']>;
