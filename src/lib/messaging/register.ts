import type * as z from 'zod/mini';
import type { BodyFor, BodyOf, Catalog, FieldsOf, NamesFor } from './catalog/catalog.ts';
import type { Commands, IdsOf } from './catalog/commands.ts';
import type { TemplateParams } from './catalog/subjects.ts';

/**
 * A product names its catalog and commands here once, so that types need no parameters:
 *
 *     declare module '…/register.ts' {
 *       interface Register { catalog: typeof myCatalog; commands: typeof myCommands }
 *     }
 *
 * A client of another catalog names them: `MessagingClient<typeof other, typeof otherCommands>`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is augmented
export interface Register {}

export type RegisteredCatalog = Register extends { readonly catalog: infer C extends Catalog }
  ? C
  : Catalog;
export type RegisteredCommands = Register extends { readonly commands: infer K extends Commands }
  ? K
  : Commands;

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
