/** Tells the registry that words were refused near a skill: that, and neither the words nor when. */
import { Decision, type UnderstandResponse } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { PublishingServiceClient } from '../../proto/gen/earshot/skills/v1/publishing.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { callUnary } from '../common/grpc/client.ts';
import type { Logger } from '../common/log.ts';

/** Beyond so many on the way, one is not counted: a count is worth no queue. */
const maxOnTheWay = 16;
const deadlineMs = 2_000;

export class NearMisses {
  readonly #publishing: PublishingServiceClient;
  readonly #log: Logger;
  #onTheWay = 0;

  constructor(publishing: PublishingServiceClient, log: Logger) {
    this.#publishing = publishing;
    this.#log = log;
  }

  /** @param householdId Empty, as in a hotel's room: then nothing is told. */
  note({ decision, alternatives }: UnderstandResponse, householdId: string): void {
    const skill = alternatives[0]?.skill;
    if (decision !== Decision.REJECT || skill === undefined || householdId === '') return;
    if (this.#onTheWay >= maxOnTheWay) return;
    this.#onTheWay += 1;
    callUnary(this.#publishing, 'noteNearMiss', { skill, householdId }, { deadlineMs })
      .catch((error: unknown) => this.#log.debug('dialogue.near-miss-lost', { code: codeOf(error) }))
      .finally(() => {
        this.#onTheWay -= 1;
      });
  }
}
