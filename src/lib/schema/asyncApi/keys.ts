/** Names of a document's parts: each of its kind once, of characters that references allow. */
export class Keys {
  readonly #taken = new Set<string>();

  of(kind: string, name: string): string {
    const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, '_') || '_';
    let key = plain;
    for (let number = 2; this.#taken.has(`${kind} ${key}`); number++) key = `${plain}_${number}`;
    this.#taken.add(`${kind} ${key}`);
    return key;
  }
}
