/** The calls that training makes: keys, speakers and copies of samples. */
import type { PrivacyServiceServer } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { unary } from '../../common/grpc/server.ts';
import type { SamplesLeaving } from './leaving.ts';
import type { SampleKeys } from './sample-keys.ts';

type Handlers = Pick<
  PrivacyServiceServer,
  'issueSampleKey' | 'openSampleKeys' | 'drawSpeakers' | 'discloseSamples'
>;

export function sampleHandlers(keys: SampleKeys, leaving: SamplesLeaving): Handlers {
  return {
    issueSampleKey: unary(async ({ device, grantIds, collectionId, region }) => {
      if (device === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'device' } });
      return keys.issue(device, grantIds, collectionId, region);
    }),
    openSampleKeys: unary(async ({ keyIds }) => ({ keys: await keys.open(keyIds) })),
    drawSpeakers: unary(async ({ datasetVersion, keyIds }) => ({
      speakers: await keys.drawSpeakers(datasetVersion, keyIds),
    })),
    discloseSamples: unary(async ({ copyId, datasetVersion, leaving: samples }) => ({
      allowedKeyIds: await leaving.disclose(copyId, datasetVersion, samples),
    })),
  };
}
