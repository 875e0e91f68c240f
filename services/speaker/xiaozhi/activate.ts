/** What a xiaozhi device does before it connects: asks where to go, shows a code, and waits until somebody entered it. */

export interface XiaozhiIdentity {
  /** Its MAC address. */
  readonly deviceId: string;
  /** A UUID that it made when it was first switched on. */
  readonly clientId: string;
}

export interface XiaozhiAddress {
  readonly url: string;
  readonly token: string;
  readonly version: 1 | 2 | 3;
  /** Minutes ahead of UTC. */
  readonly timeZoneOffset: number;
  /** Six digits; absent once the device is somebody's. */
  readonly code: string | undefined;
}

export interface AskOptions extends XiaozhiIdentity {
  /** `http://host:port/xiaozhi/ota/`. */
  readonly otaUrl: string;
  readonly language?: string;
  readonly chip?: string;
}

export class XiaozhiRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`the server answered ${status}${code === '' ? '' : ` ${code}`}`);
    this.name = 'XiaozhiRefused';
    this.status = status;
    this.code = code;
  }
}

interface OtaAnswer {
  readonly server_time: { readonly timestamp: number; readonly timezone_offset: number };
  readonly websocket: { readonly url: string; readonly token: string; readonly version: 1 | 2 | 3 };
  readonly activation?: { readonly code: string };
}

const headersOf = ({ deviceId, clientId, language = 'en-US' }: AskOptions) => ({
  'content-type': 'application/json',
  'device-id': deviceId,
  'client-id': clientId,
  'activation-version': '1',
  'accept-language': language,
});

/** Everything that the firmware says of itself here, wanted or not. @throws XiaozhiRefused */
export async function askXiaozhi(options: AskOptions): Promise<XiaozhiAddress> {
  const response = await fetch(options.otaUrl, {
    method: 'POST',
    headers: headersOf(options),
    body: JSON.stringify({
      version: 2,
      mac_address: options.deviceId,
      uuid: options.clientId,
      chip_model_name: options.chip ?? 'esp32s3',
      application: { name: 'xiaozhi', version: '2.0.0' },
      board: { type: 'reference', name: 'reference', ssid: 'a network', ip: '192.0.2.7', rssi: -50 },
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as OtaAnswer & { readonly code?: string };
  if (!response.ok) throw new XiaozhiRefused(response.status, answer.code ?? '');
  const { websocket, server_time: time, activation } = answer;
  return { ...websocket, timeZoneOffset: time.timezone_offset, code: activation?.code };
}

/** Whether somebody entered the code. @throws XiaozhiRefused */
export async function isXiaozhiActivated(options: AskOptions): Promise<boolean> {
  const response = await fetch(`${options.otaUrl.replace(/\/$/, '')}/activate`, {
    method: 'POST',
    headers: headersOf(options),
    body: '{}',
    signal: AbortSignal.timeout(10_000),
  });
  await response.arrayBuffer();
  if (response.status !== 200 && response.status !== 202) throw new XiaozhiRefused(response.status, '');
  return response.status === 200;
}
