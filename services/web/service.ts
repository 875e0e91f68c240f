/** The pages, put together: the frame, then each page on it; beside it gRPC health, as every process has it. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DevelopingServiceClient } from '../../proto/gen/earshot/dialogue/v1/developing.ts';
import { HotelServiceClient } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { IdentityServiceClient } from '../../proto/gen/earshot/identity/v1/identity.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { PublishingServiceClient } from '../../proto/gen/earshot/skills/v1/publishing.ts';
import { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { TrainingServiceClient } from '../../proto/gen/earshot/training/v1/training.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { ClientForPeople } from '../common/grpc/for-people.ts';
import { HealthProbe, readyService } from '../common/grpc/health.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import { loadOrCreateKeyFile } from '../common/keys/key-file.ts';
import type { Logger } from '../common/log.ts';
import type { RunningService } from '../common/service.ts';
import type { WebConfig } from './config.ts';
import { developersEdge } from './developers/edge.ts';
import { Cookies } from './frame/cookies.ts';
import { Forms } from './frame/forms.ts';
import { createFrame } from './frame/frame.ts';
import { WebMetrics } from './frame/metrics.ts';
import { hotelApi } from './hotel-api/routes.ts';
import { centrePages } from './pages/centre/pages.ts';
import { consolePage } from './pages/console/routes.ts';
import { deskPage } from './pages/desk/routes.ts';
import { mePage } from './pages/me/routes.ts';
import { signInPage } from './pages/sign-in/routes.ts';
import { signUpPage } from './pages/sign-up/routes.ts';
import { speakerPage } from './pages/speaker/routes.ts';
import { SpeakerSockets } from './pages/speaker/socket.ts';
import { staffEdge } from './staff/edge.ts';

export interface WebService extends RunningService {
  /** TCP port of the pages. */
  readonly port: number;
}

const drainGraceMs = 5_000;

export async function startWebService(
  config: WebConfig,
  { log }: { readonly log: Logger },
): Promise<WebService> {
  const credentials = loadCredentials('web', config);
  const identities = new ClientForPeople(IdentityServiceClient, config.privacyAddress, credentials, { log });
  const privacy = new ClientForPeople(PrivacyServiceClient, config.privacyAddress, credentials, { log });
  const hotels = new ClientForPeople(HotelServiceClient, config.hotelAddress, credentials, { log });
  const skills = new ClientForPeople(SkillsServiceClient, config.skillsAddress, credentials, { log });
  const publishing = new ClientForPeople(PublishingServiceClient, config.skillsAddress, credentials, { log });
  const training = new ClientForPeople(TrainingServiceClient, config.trainingAddress, credentials, { log });
  const developing = new ClientForPeople(DevelopingServiceClient, config.dialogueAddress, credentials, {
    log,
  });
  const formKey = loadOrCreateKeyFile(join(config.stateDir, 'keys', 'web-forms.key'), () =>
    randomBytes(32).toString('base64'),
  );
  const metrics = new WebMetrics();
  const app = await createFrame({
    origin: config.webOrigin,
    proxyHops: config.proxyHops,
    forms: new Forms(Buffer.from(formKey, 'base64')),
    identities,
    metrics,
    log,
  });
  signInPage(app, { identities });
  const centre = centrePages(app, { identities, privacy, config, credentials, log });
  signUpPage(app, { identities, consents: centre.consents });
  mePage(app, { identities, privacy, consents: centre.consents });
  deskPage(app, { identities, privacy, hotels, log });
  hotelApi(app, { identities, privacy, hotels });
  developersEdge(app, { skills, publishing, training }, config.webOrigin);
  const staff = staffEdge(app, { config, credentials, log });
  const cookies = new Cookies(config.webOrigin);
  if (config.isDevelopment) consolePage(app, { skills, developing, cookies, log });
  speakerPage(app, { privacy, cookies, gatewayUrl: config.gatewayUrl });
  const sockets = new SpeakerSockets({ origin: config.webOrigin, cookies, gatewayUrl: config.gatewayUrl });
  app.server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));

  const probe = new HealthProbe(config.privacyAddress, readyService, credentials.tls);
  const grpc = await startGrpcServer({
    address: config.webAddress,
    services: [],
    log,
    credentials,
    needs: { privacy: () => probe.isServing() },
  });
  const { host, port } = config.listen;
  await app.listen({ host, port }).catch((cause: unknown) => {
    throw new EarshotError('ADDRESS_TAKEN', { cause });
  });
  const bound = (app.server.address() as AddressInfo).port;
  log.info('pages.listening', { address: `${host}:${bound}` });
  return {
    port: bound,
    readiness: grpc.readiness,
    metrics: [metrics.metrics],
    async drain() {
      sockets.close();
      await Promise.all([app.close(), grpc.drain(drainGraceMs)]);
      probe.close();
      identities.close();
      privacy.close();
      centre.close();
      staff.close();
      hotels.close();
      skills.close();
      publishing.close();
      training.close();
      developing.close();
    },
  };
}
