export { asyncApiOf, type AsyncApiOptions, type AsyncApiServer } from './asyncApi.ts';
