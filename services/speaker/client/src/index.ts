/** `@earshot/speaker`: what makers of speakers build on, in browsers and in Node. */
export type * from '../../messages.ts';
export { activate, type DeviceCode, deviceCode, deviceToken, renewToken } from './activate.ts';
export { type DownFrame, frameBytes, headerBytes, packFrame, unpackFrame } from './frames.ts';
export { Refused } from './refused.ts';
export { openSocket, type SpeakerSocket } from './socket.ts';
export { Speaker, type SpeakerOptions, type Turn } from './speaker.ts';
