/** A skill for the SDK's own tests. */
import type { InteractionModel, ManifestInput, WireRequest, WireSlot } from '@earshot/skills-sdk';

/** A small skill's two halves, for the SDK's own tests. */
export const model = {
  invocationNames: { 'en-US': ['tea house'], 'zh-CN': ['茶馆'] },
  intents: {
    Brew: {
      slots: {
        tea: { type: 'Tea', required: true, elicit: { 'en-US': ['Which tea?'], 'zh-CN': ['什么茶？'] } },
        cups: { type: 'number', min: 1, max: 9 },
        warmth: { type: 'temperature' },
        note: { type: 'text', required: true, elicit: { 'en-US': ['What note?'], 'zh-CN': ['写什么？'] } },
        place: { type: 'room-name' },
      },
      samples: { 'en-US': ['brew {cups} {tea}'], 'zh-CN': ['泡{cups}杯{tea}'] },
    },
    Stop: { samples: { 'en-US': ['stop the kettle'], 'zh-CN': ['停下水壶'] } },
  },
  types: {
    Tea: {
      values: [
        { id: 'green', forms: { 'en-US': ['green tea'], 'zh-CN': ['绿茶'] } },
        { id: 'black', forms: { 'en-US': ['black tea'], 'zh-CN': ['红茶'] } },
      ],
    },
  },
} as const satisfies InteractionModel;

export const manifest = {
  id: 'org.example.tea-house',
  version: '1.0.0',
  name: { 'en-US': 'Tea house', 'zh-CN': '茶馆' },
  developer: {
    operator: 'Example Tea',
    contact: 'privacy@tea.example',
    region: 'eu',
    privacyPolicyUrl: 'https://tea.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://tea.example/earshot',
  deletionUrl: 'https://tea.example/notices',
  timeoutMs: 300,
  fields: [
    {
      name: 'user.name',
      required: false,
      purpose: { 'en-US': 'To greet you.', 'zh-CN': '称呼您。' },
      retentionDays: 0,
    },
    {
      name: 'slots.note',
      required: false,
      purpose: { 'en-US': 'To keep your note.', 'zh-CN': '记下您的话。' },
      retentionDays: 3,
    },
  ],
  returns: [
    { name: 'speech' },
    { name: 'reprompt' },
    { name: 'card' },
    { name: 'attributes' },
    { name: 'listening' },
    { name: 'elicit' },
    { name: 'confirm' },
    { name: 'feedback' },
  ],
} as const satisfies ManifestInput;

let requests = 0;

export const tea: WireSlot = {
  name: 'tea',
  type: 'Tea',
  raw: 'green tea',
  valueJson: '"green"',
  valueId: 'green',
  isMatched: true,
};

/** A request with its own id, and whatever is given over it. */
export function request(
  intent: string,
  slots: readonly WireSlot[] = [],
  over: Partial<WireRequest> = {},
): WireRequest {
  requests += 1;
  return {
    requestId: `req_${requests}`,
    version: '1',
    skillId: manifest.id,
    skillVersion: '1.0.0',
    timestamp: '2026-03-01T09:30:00.000Z',
    locale: 'en-US',
    session: { id: 'ses_1', isNew: true },
    intent: { name: intent, slots, confirmation: 'none' },
    user: { id: 'u_1' },
    device: { id: 'd_1', capabilities: ['audio'] },
    ...over,
  };
}
