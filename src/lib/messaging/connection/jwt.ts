import { type Authenticator, jwtAuthenticator } from 'nats.ws';

export interface JwtCredentials {
  readonly jwt: string;
  /** Signs the server's challenge; it never leaves this machine. */
  readonly seed: string;
}

/** Answers the server's challenge. A module of its own: most pages sign nothing, and Ed25519 is large. */
export function signIn({ jwt, seed }: JwtCredentials): Authenticator {
  return jwtAuthenticator(jwt, new TextEncoder().encode(seed));
}
