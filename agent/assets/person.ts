/** Who asks: proven, and as people see it. */
export interface Person {
  readonly userId: string;
  readonly name: string;
}
