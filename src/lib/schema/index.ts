export { commandsByCatalog } from './commandsByCatalog.ts';
export { describeSchema } from './describeSchema.ts';
export { exampleFor, exampleOf } from './exampleOf.ts';
export { ANY_KEY, fieldsOf, ITEM, partsOf, pathText } from './fields.ts';
export { formFields, type FormField } from './form.ts';
export { type JsonSchema, typeOfValue, typesOf, type ValueType } from './jsonSchema.ts';
export { setAt, valueAt } from './paths.ts';
