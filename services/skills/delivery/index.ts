/** Ways to call a skill. */
export { AliGenie } from './aligenie/aligenie.ts';
export { Delivery, type DeliveryLimits, type DeliveryOptions } from './delivery.ts';
export { EarshotV1 } from './earshot-v1.ts';
export { HttpsTransport } from './https.ts';
export { type InProcessSkill, InProcessTransport } from './in-process.ts';
export type { Exchange, SkillProtocol } from './protocol.ts';
export type { Incoming, Outgoing, Transport } from './transport.ts';
