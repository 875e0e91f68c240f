/** Whether a version of a firmware is whole, and signed by its maker. Pure. */
import { createPublicKey, verify } from 'node:crypto';
import type { FirmwareRelease } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { signedFirmware } from '../../common/firmware.ts';

const shapes = {
  model: /^[\w .+-]{1,64}$/,
  version: /^[\w.+-]{1,32}$/,
  sha256: /^[0-9a-f]{64}$/,
  signature: /^[A-Za-z0-9+/]{86}==$/,
} as const;
const maxUrlLength = 1_000;
const rawKeyBytes = 32;
/** A raw ed25519 key as SPKI begins so. */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/** @throws EarshotError INVALID_ARGUMENT for what is not whole, not over https, or not signed by this key */
export function requireSigned(release: FirmwareRelease, makerKey: string): void {
  const wrong = (field: string) => new EarshotError('INVALID_ARGUMENT', { detail: { field } });
  for (const [field, shape] of Object.entries(shapes)) {
    if (!shape.test(release[field as keyof typeof shapes])) throw wrong(field);
  }
  const { url } = release;
  const isHttps = url.length <= maxUrlLength && URL.canParse(url) && new URL(url).protocol === 'https:';
  if (!isHttps) throw wrong('url');
  const raw = Buffer.from(makerKey, 'base64');
  if (raw.length !== rawKeyBytes) throw wrong('makerKey');
  const key = createPublicKey({ key: Buffer.concat([spkiHead, raw]), format: 'der', type: 'spki' });
  const isSigned = verify(
    null,
    Buffer.from(signedFirmware(release)),
    key,
    Buffer.from(release.signature, 'base64'),
  );
  if (!isSigned) throw wrong('signature');
}
