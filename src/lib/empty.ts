/** Stands in for Node's `crypto`, which nats.ws names in a path that browsers never take. */
export {};
