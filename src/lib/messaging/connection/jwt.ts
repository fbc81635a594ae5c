import { type Authenticator, jwtAuthenticator } from 'nats.ws';

/** Answers the server's challenge. A module of its own: most pages sign nothing, and Ed25519 is large. */
export function signIn(jwt: string, seed: string): Authenticator {
  return jwtAuthenticator(jwt, new TextEncoder().encode(seed));
}
