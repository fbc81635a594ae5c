import { describe, expect, it } from 'vitest';
import { encodeJson } from '../catalog/codec.ts';
import { type Ask, getStreamInfo, parsePosition, publishStored } from './jetstream.ts';

const answering =
  (value: unknown): Ask =>
  async (subject) => ({
    subject,
    body: typeof value === 'string' ? new TextEncoder().encode(value) : encodeJson(value),
    reply: undefined,
    status: undefined,
    statusText: undefined,
  });

describe('parsePosition', () => {
  const position = {
    deliveries: 1,
    streamSeq: 7,
    consumerSeq: 3,
    storedAt: 1_700_000_000_000,
    pending: 2,
  };

  it.each([
    '$JS.ACK.S.c.1.7.3.1700000000000000000.2',
    '$JS.ACK.hub.acchash.S.c.1.7.3.1700000000000000000.2',
    '$JS.ACK._.acchash.S.c.1.7.3.1700000000000000000.2.random',
  ])('reads %s', (reply) => {
    expect(parsePosition(reply)).toEqual(position);
  });

  it.each([undefined, '', '_INBOX.x.1', '$JS.ACK.S.c.1.x.3.4.2', '$JS.ACK.S', '$JS.ACK.S.c.1.7'])(
    'finds none in %s',
    (reply) => {
      expect(parsePosition(reply)).toBeNull();
    },
  );
});

describe('publishStored', () => {
  const publish = (value: unknown) => publishStored(answering(value), 's', new Uint8Array(), 'id');

  it('gives the place, and whether it was there already', async () => {
    await expect(publish({ stream: 'S', seq: 4 })).resolves.toEqual({ seq: 4, duplicate: false });
    await expect(publish({ stream: 'S', seq: 4, duplicate: true })).resolves.toMatchObject({
      duplicate: true,
    });
  });

  it('takes no other answer for an ack', async () => {
    await expect(publish({ ok: true })).rejects.toMatchObject({ code: 'invalid-reply' });
    await expect(publish('+OK')).rejects.toMatchObject({ code: 'invalid-reply' });
    await expect(
      publish({ error: { code: 503, err_code: 10_077, description: 'maximum bytes exceeded' } }),
    ).rejects.toMatchObject({ code: 'jetstream', apiCode: 10_077 });
  });
});

describe('getStreamInfo', () => {
  it('distinguishes errors and unknown shapes', async () => {
    await expect(
      getStreamInfo(answering({ error: { code: 404, err_code: 10_059 } }), 'S'),
    ).rejects.toMatchObject({ code: 'jetstream', apiCode: 10_059 });
    await expect(
      getStreamInfo(answering({ error: { code: 503, err_code: 10_008 } }), 'S'),
    ).rejects.toMatchObject({ code: 'no-responders', apiCode: 10_008 });
    await expect(getStreamInfo(answering({ type: 'x' }), 'S')).rejects.toMatchObject({
      code: 'invalid-reply',
      subject: '$JS.API.STREAM.INFO.S',
    });
  });
});
