/** The reference speaker: the client side of docs/protocol.md. */
export { ActivationRefused, activateSpeaker, renewToken } from './activate.ts';
export { ConnectionRefused, type HelloFields } from './connection.ts';
export type * from './protocol.ts';
export { frameBytes, headerBytes, packFrame, unpackFrame } from './protocol.ts';
export {
  connectSpeaker,
  type SayAudioOptions,
  type Speaker,
  type SpeakerCodec,
  type SpeakerOptions,
  type SpeakerState,
} from './speaker.ts';
export type { OutcomeName, SpokenTurn, StageSpan } from './turn-record.ts';
export { readWav, type Wav, WavError, wavAtRate, writeWav } from './wav.ts';
export {
  type AskOptions,
  askXiaozhi,
  isXiaozhiActivated,
  type XiaozhiAddress,
  type XiaozhiIdentity,
  XiaozhiRefused,
} from './xiaozhi/activate.ts';
export {
  connectXiaozhi,
  type XiaozhiCodec,
  type XiaozhiOptions,
  type XiaozhiSpeaker,
  type XiaozhiTurn,
} from './xiaozhi/speaker.ts';
