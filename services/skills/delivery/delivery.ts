/** Calls a skill: through its transport, in its protocol. Any of one goes with any of the other. */
import type { FilteredResponse } from '../../../language/answer/response.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import type { JsonObject } from '../../../language/projection/index.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { traced } from '../../common/tracing/tracing.ts';
import type { Exchange, SkillProtocol } from './protocol.ts';
import type { Transport } from './transport.ts';

export interface DeliveryOptions {
  readonly transportOf: (manifest: SkillManifest) => Transport;
  readonly protocolOf: (manifest: SkillManifest) => SkillProtocol;
}

export interface DeliveryLimits {
  /** Its reason is an EarshotError. */
  readonly signal: AbortSignal;
  /** What the skill says while it works on. */
  readonly onProgress: (part: FilteredResponse) => void;
}

export class Delivery {
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /**
   * One call. What a skill gets, and how it is held to its limits, is the same on every way.
   * @param request The projected request.
   * @throws EarshotError with a SKILL_ code or the signal's reason
   */
  async call(
    request: JsonObject,
    exchange: Exchange,
    { signal, onProgress }: DeliveryLimits,
  ): Promise<FilteredResponse> {
    const { manifest } = exchange;
    const transport = this.#options.transportOf(manifest);
    const protocol = this.#options.protocolOf(manifest);
    const body = protocol.encode(request, exchange);
    const proof = transport.isOpen ? protocol.sign(body, exchange) : {};
    // Signed, nothing of an answer is acted on before all of it is verified.
    const isVerified = transport.isOpen && (manifest.signatureKeys ?? []).length > 0;
    const onLine = (line: string): boolean => {
      // Progress would be spoken before anything was verified, so a signed answer comes in one piece.
      if (isVerified) return false;
      const part = protocol.decode(line, exchange);
      if (part.isProgress) onProgress(part);
      return part.isProgress;
    };
    const headers = { ...protocol.headers, ...proof };
    const send = () => transport.send(manifest, { body, headers, signal, onLine });
    const answer = await traced('skill.call', { skillId: manifest.id }, send);
    if (isVerified) protocol.verify(answer, exchange);
    const decoded = protocol.decode(answer.text, exchange);
    // A line that says it is progress and is the last promised more than came.
    if (decoded.isProgress) throw new EarshotError('SKILL_CLOSED_EARLY');
    return decoded;
  }
}
