/** Who am I, which devices: the household's speakers, and the ways in which this account signs in. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ConsentServiceClient } from '../../../../proto/gen/earshot/consent/v1/consent.ts';
import type { IdentityServiceClient } from '../../../../proto/gen/earshot/identity/v1/identity.ts';
import type {
  OwnedDevice,
  PrivacyServiceClient,
} from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import { codePage } from '../../frame/code-form.ts';
import { httpStatusOf } from '../../frame/errors.ts';
import { field } from '../../frame/fields.ts';
import { callLimits } from '../../frame/frame.ts';
import { show } from '../../frame/show.ts';
import { forSignedIn, type SignedIn } from '../../frame/visit.ts';
import { requireFreshSession } from '../centre/parts.ts';
import { meView, removeWayView, revokeView } from './view.ts';

interface Parts {
  readonly consents: ClientForPeople<ConsentServiceClient>;
  readonly identities: ClientForPeople<IdentityServiceClient>;
  readonly privacy: ClientForPeople<PrivacyServiceClient>;
}

/** Minutes of the day; nothing filled in is midnight, and twice the same is no quiet at all. */
function minuteIn(text: string): number {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text === '' ? '00:00' : text) ?? [];
  if (hour === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'from' } });
  return Number(hour) * 60 + Number(minute);
}

const hourMs = 3_600_000;
/** “Until tomorrow” ends when most people are up, by the clock of this system. */
const morningHour = 7;

/** `undefined`: it listens again. @throws EarshotError INVALID_ARGUMENT */
function quietUntilMs(choice: string, now: Date): number | undefined {
  if (choice === 'no') return undefined;
  if (choice === 'hour') return now.getTime() + hourMs;
  if (choice !== 'tomorrow') throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'quiet' } });
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, morningHour).getTime();
}

type WayRequest = FastifyRequest<{ Params: { wayId: string } }>;
type DeviceRequest = FastifyRequest<{ Params: { deviceId: string } }>;

export function mePage(app: FastifyInstance, { identities, privacy, consents }: Parts): void {
  /** Something that is needed waits for a yes, or something has changed since: then every visit begins with it. */
  const isAsked = async ({ person, subjectId }: SignedIn): Promise<boolean> => {
    if (person.role !== 'owner' && person.role !== 'member') return false;
    const { purposes } = await consents.call(person, 'listConsents', { subjectId, tenantId: '' }, callLimits);
    return purposes.some((one) => one.isAskedAgain || (one.isNecessary && !one.isLive));
  };

  const devicesOf = async ({ person, householdId }: SignedIn): Promise<OwnedDevice[]> => {
    // Somebody who signs in to work has an account here and no home.
    if (householdId === '') return [];
    const request = { householdId, tenantId: '' };
    return (await privacy.call(person, 'listDevices', request, callLimits)).devices;
  };

  /** Only its owner changes the clock of a home; nobody else is shown it. */
  const timeZoneOf = async ({ person, householdId, isOwner }: SignedIn): Promise<string | undefined> => {
    if (!isOwner || householdId === '') return undefined;
    return (await privacy.call(person, 'readTimeZone', { householdId }, callLimits)).timeZone;
  };

  app.get(
    '/me',
    forSignedIn<FastifyRequest<{ Querystring: { done?: string } }>>(async (signedIn, request, reply) => {
      const { visit, query } = request;
      const [devices, isConsentAsked, timeZone] = await Promise.all([
        devicesOf(signedIn),
        isAsked(signedIn),
        timeZoneOf(signedIn),
      ]);
      return show(reply, meView(visit, { signedIn, devices, isConsentAsked, timeZone, done: query.done }));
    }),
  );

  app.post(
    '/me/time-zone',
    forSignedIn(async ({ person, householdId }, { body }, reply) => {
      const request = { householdId, timeZone: field(body, 'zone', 64) };
      await privacy.call(person, 'setTimeZone', request, callLimits);
      return reply.redirect('/me?done=clock', 303);
    }),
  );

  app.get(
    '/devices/:deviceId/revoke',
    forSignedIn<DeviceRequest>(async (signedIn, { visit, params }, reply) => {
      if (!signedIn.isOwner) throw new EarshotError('CALLER_REFUSED');
      const device = (await devicesOf(signedIn)).find(({ deviceId }) => deviceId === params.deviceId);
      if (device === undefined) throw new EarshotError('NOT_FOUND');
      return show(reply, revokeView(visit, device));
    }),
  );

  // Whose device it is, and that only an owner may, is decided where devices are, not here.
  app.post(
    '/devices/:deviceId/revoke',
    forSignedIn<DeviceRequest>(async ({ person, householdId }, { params }, reply) => {
      const request = { deviceId: params.deviceId, householdId, tenantId: '' };
      await privacy.call(person, 'revokeDevice', request, callLimits);
      return reply.redirect('/me?done=revoked', 303);
    }),
  );

  app.post(
    '/me/activate',
    forSignedIn(async (signedIn, { visit, body }, reply) => {
      const { person, householdId, subjectId } = signedIn;
      const request = { householdId, subjectId, code: field(body, 'code'), isChildDevice: false, roomId: '' };
      try {
        await privacy.call(person, 'acceptDevice', request, callLimits);
        return reply.redirect('/me?done=activated', 303);
      } catch (error) {
        if (!(error instanceof EarshotError)) throw error;
        const devices = await devicesOf(signedIn);
        const again = { signedIn, devices, problem: error.code };
        return show(reply, meView(visit, again), httpStatusOf(error.code));
      }
    }),
  );

  app.post(
    '/devices/:deviceId/quiet-hours',
    forSignedIn<DeviceRequest>(async ({ person, householdId }, { params, body }, reply) => {
      const [fromMinute, untilMinute] = [minuteIn(field(body, 'from', 5)), minuteIn(field(body, 'until', 5))];
      const request = { deviceId: params.deviceId, householdId, fromMinute, untilMinute };
      await privacy.call(person, 'setQuietHours', request, callLimits);
      return reply.redirect('/me?done=hours', 303);
    }),
  );

  app.post(
    '/devices/:deviceId/listening',
    forSignedIn<DeviceRequest>(async ({ person, householdId }, { params, body }, reply) => {
      const untilMs = quietUntilMs(field(body, 'quiet', 10), new Date());
      const change = {
        ...{ isMuted: untilMs !== undefined, mutedUntilMs: untilMs ?? 0 },
        ...{ wakeWordOffUntilMs: 0, wakeWords: undefined },
      };
      const request = { deviceId: params.deviceId, householdId, change };
      await privacy.call(person, 'setListening', request, callLimits);
      return reply.redirect(`/me?done=${untilMs === undefined ? 'heard' : 'quiet'}`, 303);
    }),
  );

  app.post(
    '/me/identity',
    forSignedIn(async (signedIn, { visit, body }, reply) => {
      const { person, subjectId } = signedIn;
      const request = { subjectId, identity: field(body, 'identity'), locale: visit.language };
      try {
        const { challenge } = await identities.call(person, 'startAddIdentity', request, callLimits);
        return show(reply, codePage(visit, { action: '/me/identity/code', challenge, back: '/me' }));
      } catch (error) {
        if (!(error instanceof EarshotError)) throw error;
        const devices = await devicesOf(signedIn);
        return show(
          reply,
          meView(visit, { signedIn, devices, problem: error.code }),
          httpStatusOf(error.code),
        );
      }
    }),
  );

  app.post(
    '/me/identity/code',
    forSignedIn(async ({ person, subjectId }, { visit, body }, reply) => {
      const challenge = field(body, 'challenge');
      const request = { subjectId, challenge, code: field(body, 'code') };
      try {
        await identities.call(person, 'finishAddIdentity', request, callLimits);
        return reply.redirect('/me?done=identity', 303);
      } catch (error) {
        if (!(error instanceof EarshotError) || error.code !== 'SIGN_IN_CODE_WRONG') throw error;
        const again = { action: '/me/identity/code', challenge, back: '/me', problem: error.code };
        return show(reply, codePage(visit, again), httpStatusOf(error.code));
      }
    }),
  );

  app.get(
    '/me/ways/:wayId/remove',
    forSignedIn<WayRequest>((signedIn, { visit, params }, reply) => {
      requireFreshSession(signedIn);
      const way = signedIn.ways.find(({ wayId }) => wayId === params.wayId);
      if (way === undefined) throw new EarshotError('NOT_FOUND');
      return show(reply, removeWayView(visit, way));
    }),
  );

  // Whose it is, and that it is not the last, is decided where ways to sign in are. Whoever came in by it is signed out.
  app.post(
    '/me/ways/:wayId/remove',
    forSignedIn<WayRequest>(async (signedIn, { params }, reply) => {
      requireFreshSession(signedIn);
      const { person, subjectId } = signedIn;
      await identities.call(person, 'removeSignInWay', { subjectId, wayId: params.wayId }, callLimits);
      return reply.redirect('/me?done=removed', 303);
    }),
  );

  app.post(
    '/me/passkey/start',
    forSignedIn(async ({ person, subjectId }) => {
      const asked = await identities.call(person, 'startPasskeyRegistration', { subjectId }, callLimits);
      return { challenge: asked.challenge, options: JSON.parse(asked.optionsJson) as unknown };
    }),
  );

  app.post(
    '/me/passkey/finish',
    forSignedIn(async ({ person, subjectId }, { body }) => {
      const [challenge, responseJson] = [field(body, 'challenge'), field(body, 'response', 8_192)];
      const request = { subjectId, challenge, responseJson };
      await identities.call(person, 'finishPasskeyRegistration', request, callLimits);
      return { to: '/me?done=passkey' };
    }),
  );
}
