/**
 * What a speaker's JSON messages and audio frames are over a partner's gRPC stream (proto/earshot/gateway/v1), in the JSON form of
 * proto3: both drivers turn that into bytes by themselves.
 */

type Fields = Readonly<Record<string, unknown>>;

/** As `ConverseRequest` in JSON. */
export type PartnerRequest =
  | { readonly control: { readonly [message: string]: object } }
  | { readonly audio: string };

/** As `ConverseResponse` in JSON; what has its default is left out. */
export interface PartnerResponse {
  readonly control?: { readonly [message: string]: Fields };
  readonly audio?: unknown;
}

/** Of docs/protocol.md; a stream's audio has none. */
const headerBytes = 8;

const enumOf = (name: string, value: unknown): string => `${name}_${String(value).toUpperCase()}`;

/** Values that are words over a WebSocket and numbers with names here. */
function withEnums(fields: Fields): object {
  const format = (value: unknown) => {
    const { codec, ...rest } = value as Fields;
    return { ...rest, codec: enumOf('AUDIO_CODEC', codec) };
  };
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      if (field === 'audioUp' || field === 'audioDown') return [field, format(value)];
      return [field, field === 'mode' ? enumOf('LISTEN_MODE', value) : value];
    }),
  );
}

/** @param base64 of bytes: k6 and Node have it each in their own way */
export function toPartner(
  data: string | ArrayBuffer,
  base64: (bytes: ArrayBuffer) => string,
): PartnerRequest {
  if (typeof data !== 'string') return { audio: base64(data.slice(headerBytes)) };
  const { type, ...fields } = JSON.parse(data) as { readonly type: string } & Fields;
  const name = type.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return { control: { [name]: withEnums(fields) } };
}

/** The message as a WebSocket would bring it; undefined for audio, of which it counts only that it came. */
export function fromPartner({ control }: PartnerResponse): string | undefined {
  const [entry] = Object.entries(control ?? {});
  if (entry === undefined) return undefined;
  const [name, fields] = entry;
  const type = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const { stage, end, ...rest } = fields;
  return JSON.stringify({
    type,
    ...rest,
    ...(stage === undefined
      ? {}
      : {
          stage: String(stage)
            .replace(/^STAGE_/, '')
            .toLowerCase(),
        }),
    ...(end === undefined
      ? {}
      : {
          end: String(end)
            .replace(/^TURN_END_/, '')
            .toLowerCase(),
        }),
  });
}
