import { expect, test } from 'vitest';
import { serverOf } from './serverOf.ts';

test.each([
  ['ws://127.0.0.1:4223', { host: '127.0.0.1:4223', protocol: 'ws' }],
  ['wss://ada:secret@nats.example.com/path?token=x', { host: 'nats.example.com', protocol: 'wss' }],
  ['nowhere', null],
])('%s', (url, server) => {
  expect(serverOf(url)).toEqual(server);
});
