export { SUPPLY_CHAIN_STREAM, supplyChainCatalog } from './events.ts';
