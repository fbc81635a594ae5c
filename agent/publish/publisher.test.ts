import { expect, test } from 'vitest';
import { MessagingError } from '../../src/lib/messaging/index.ts';
import { createFakeClient } from '../testing/fakeClient.ts';
import { createPublisher } from './publisher.ts';

test('the publisher never rejects, and reports once what can not be published', async () => {
  const client = createFakeClient();
  const said: string[] = [];
  const publisher = createPublisher(client, (line) => said.push(line));
  const data = { message: 'four' };
  client.publish = () => Promise.reject(new MessagingError('too-large', 'too long'));
  await publisher.store('build.log', { projectId: 'p', data });
  await publisher.store('build.log', { projectId: 'p', data });
  client.publish = () => Promise.reject(new MessagingError('offline', 'gone'));
  await publisher.store('build.log', { projectId: 'p', data });
  expect(said).toEqual(['build.log could not be published: too long']);
});

test('with a full disk the publisher sends live what it can’t keep, and says so', async () => {
  const client = createFakeClient();
  const said: string[] = [];
  const publisher = createPublisher(client, (line) => said.push(line));
  const { publish } = client;
  client.publish = (name, fields, options) =>
    options?.durable
      ? Promise.reject(new MessagingError('storage', 'The disk is full.'))
      : publish(name, fields, options);
  await publisher.store('build.started', { projectId: 'p' });
  expect(client.published).toMatchObject([{ name: 'build.started', durable: false }]);
  expect(said).toEqual(['build.started could not be published: The disk is full.']);
});
