/** The partners' way in: the same session over a bidirectional stream. */
import type { ConverseRequest, ConverseResponse } from '../../../proto/gen/earshot/gateway/v1/gateway.ts';
import type { SpeakerMessage } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { codeOf, toEarshotError } from '../../common/errors/earshot-error.ts';
import { bidi, type DuplexCall } from '../../common/grpc/server.ts';
import { bearerToken } from '../bearer-token.ts';
import { checkControl } from '../dialect/earshot/control.ts';
import type { Gateway } from '../gateway.ts';
import type { Session } from '../session/session.ts';
import { GrpcLink } from './link.ts';
import { faultOf } from './messages.ts';

export function converseHandlers(gateway: Gateway) {
  return {
    converse: bidi<ConverseRequest, ConverseResponse>((call) => converse(gateway, call)),
  };
}

async function converse(
  gateway: Gateway,
  call: DuplexCall<ConverseRequest, ConverseResponse>,
): Promise<void> {
  const authorization = call.metadata.get('authorization')[0];
  const admitted = await gateway
    .admit(bearerToken(typeof authorization === 'string' ? authorization : undefined))
    .catch((error: unknown) => {
      gateway.metrics.refusedConnections.inc({ code: codeOf(error) });
      throw error;
    });
  const link = new GrpcLink({
    write: (response) => call.write(response),
    maxOutboundBytes: gateway.limits.maxOutboundBytes,
    onOverflow: () => session.fail('SPEAKER_NOT_READING'),
  });
  const session = gateway.open(link, admitted);
  try {
    await Promise.race([read(call.requests, link, session), link.ended]);
  } finally {
    session.disconnected();
    // Whoever hangs up in good order is answered so; what the session refused is the call's status.
    if (link.closedWith === undefined) link.close('CANCELLED');
    await link.ended;
  }
  if (link.closedWith !== undefined && link.closedWith.code !== 'CANCELLED') throw link.closedWith;
}

async function read(
  requests: AsyncIterable<ConverseRequest>,
  link: GrpcLink,
  session: Session,
): Promise<void> {
  for await (const message of requests) {
    const { request } = message;
    const fault = faultOf(message);
    if (fault !== undefined) session.refuse(fault);
    else if (request?.$case === 'audio') {
      session.handleAudio({ payload: request.value, isLast: false, missing: 0 });
    } else {
      const said = control(request?.value, session);
      if (said !== undefined) session.handle(said.message);
    }
    if (link.closedWith !== undefined) return;
    // Not reading on is what pauses the caller.
    await link.untilWanted();
  }
}

/** A control message within the bounds that the other way in keeps; what breaks them is refused like there. */
function control(message: SpeakerMessage | undefined, session: Session): SpeakerMessage | undefined {
  try {
    return checkControl(message ?? { message: undefined });
  } catch (error) {
    session.refuse(toEarshotError(error));
    return undefined;
  }
}
