import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

/** Prefix bytes of encoded keys (ADR-40); they make the first letter. */
const prefixes = { operator: 14 << 3, account: 0, user: 20 << 3 } as const;
const SEED_PREFIX = 18 << 3;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

interface Key {
  readonly publicKey: string;
  readonly seed: string;
  readonly signer: KeyObject;
}

/** An operator that the server trusts, with one account that stores. */
export interface Authority {
  readonly config: string;
  /** @param expiresAt seconds since the epoch */
  issue(expiresAt: number): { readonly jwt: string; readonly seed: string };
}

export function createAuthority(): Authority {
  const operator = makeKey('operator');
  const [system, account] = [makeKey('account'), makeKey('account')];
  const unlimited = { subs: -1, data: -1, payload: -1, conn: -1, leaf: -1 };
  const shares = { imports: -1, exports: -1, wildcards: true };
  const storage = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const permissions = { default_permissions: { pub: {}, sub: {} } };
  const describe = (key: Key, limits: object) =>
    encode(operator, key, { type: 'account', limits, ...permissions });
  return {
    config: `
      operator: "${encode(operator, operator, { type: 'operator' })}"
      system_account: ${system.publicKey}
      resolver: MEMORY
      resolver_preload: {
        ${system.publicKey}: "${describe(system, { ...unlimited, ...shares })}"
        ${account.publicKey}: "${describe(account, { ...unlimited, ...shares, ...storage })}"
      }
    `,
    issue(expiresAt) {
      const user = makeKey('user');
      const claims = { type: 'user', subs: -1, data: -1, payload: -1, pub: {}, sub: {} };
      return { jwt: encode(account, user, claims, expiresAt), seed: user.seed };
    },
  };
}

function makeKey(type: keyof typeof prefixes): Key {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  const prefix = prefixes[type];
  return {
    publicKey: toNkey(Buffer.from([prefix]), Buffer.from(x, 'base64url')),
    seed: toNkey(
      Buffer.from([SEED_PREFIX | (prefix >> 5), (prefix & 31) << 3]),
      Buffer.from(d, 'base64url'),
    ),
    signer: privateKey,
  };
}

function encode(issuer: Key, subject: Key, nats: object, exp?: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.publicKey,
    sub: subject.publicKey,
    name: 'test',
    nats: { version: 2, ...nats },
    ...(exp === undefined ? {} : { exp }),
  };
  const text = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), issuer.signer).toString('base64url')}`;
}

function toNkey(prefix: Buffer, key: Buffer): string {
  const raw = Buffer.concat([prefix, key]);
  const check = Buffer.alloc(2);
  check.writeUInt16LE(crc16(raw));
  return toBase32(Buffer.concat([raw, check]));
}

/** CRC-16/XMODEM */
function crc16(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

function toBase32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}
