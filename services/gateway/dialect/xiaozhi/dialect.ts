/** The protocol of xiaozhi devices: an address that tells them where to go, JSON and Opus. docs/porting.md, docs/adr/0078. */
import type { ErrorCode } from '../../../common/errors/catalogue.ts';
import { bearerToken } from '../../bearer-token.ts';
import type { Dialect } from '../dialect.ts';
import { answerActivate, answerOta } from './ota.ts';
import { webSocketPath } from './profile.ts';
import { XiaozhiTranslator } from './translator.ts';

/** Devices take any other code for a fault of the network, and the most used client connects again at once for it. */
const [clean, goingAway] = [1000, 1001];
const goneElsewhere: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['DRAINING', 'CONNECTION_IDLE']);

export const xiaozhiDialect: Dialect = {
  path: webSocketPath,
  subprotocol: undefined,
  isAnsweringPings: false,
  isOfLocalNetworks: true,
  requests: {
    '/xiaozhi/ota/': answerOta,
    '/xiaozhi/ota': answerOta,
    '/xiaozhi/ota/activate': answerActivate,
  },
  tokenOf: ({ headers }) => bearerToken(headers.authorization),
  closeCode: (code) => (goneElsewhere.has(code) ? goingAway : clean),
  open: (connection) => new XiaozhiTranslator(connection),
};
