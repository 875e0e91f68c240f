/** An answer that does not fit the schema. It says no more: what a skill wrote is in no message of ours. */
export class AnswerRefused extends Error {
  constructor() {
    super('the answer does not fit the schema');
    this.name = 'AnswerRefused';
  }
}
