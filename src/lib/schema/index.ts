export { commandsByCatalog } from './commandsByCatalog.ts';
export { describeSchema, isCut } from './describeSchema.ts';
export { type CheckedExample, exampleFor, exampleOf, type ExampleOptions } from './exampleOf.ts';
export {
  ANY_KEY,
  fieldsOf,
  ITEM,
  partsOf,
  pathText,
  type SchemaField,
  type SchemaFields,
  typeText,
} from './fields.ts';
export { type FieldInput, formFields, type FormField, inputFor } from './form.ts';
export { type JsonSchema, typeOfValue, typesOf, type ValueType } from './jsonSchema.ts';
export { type Key, setAt, valueAt } from './paths.ts';
