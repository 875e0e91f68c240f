/** Load scenario `partners`: half of the speakers come over a partner's gRPC streams. */
import type { Scenario } from '../scenario.ts';
import { steady } from './steady.ts';

export const partners: Scenario = {
  ...steady,
  name: 'partners',
  summary:
    'As `steady`, with every other speaker on a gRPC stream of a partner, all of them over few connections.',
  partnerShare: 0.5,
};
