export { EXPERT_SOURCING_STREAM, expertSourcingCatalog } from './events.ts';
