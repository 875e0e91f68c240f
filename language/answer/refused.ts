/** An answer that does not fit the schema. It says no more: what a skill wrote is in no message of ours. */
export class AnswerRefused extends Error {
  /** What about it: its shape and values, or the marks of its speech. */
  readonly part: 'schema' | 'marks';

  constructor(part: 'schema' | 'marks' = 'schema') {
    super(
      part === 'marks'
        ? 'the marks of the speech are beyond the subset'
        : 'the answer does not fit the schema',
    );
    this.name = 'AnswerRefused';
    this.part = part;
  }
}
