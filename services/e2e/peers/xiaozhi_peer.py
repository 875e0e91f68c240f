"""The most used Python client of the xiaozhi family, driven without a window: says what the test wants, prints what came.

usage: xiaozhi_peer.py OTA_URL MAC ACTION [FILE]
  ask            asks where to go, and tries to connect
  say FILE       presses the button and says a recording (PCM16, 16 kHz); writes the reply to FILE.reply (PCM16, 24 kHz)
  type TEXT      types
  abort FILE     says it, and aborts in the middle of the reply
Prints one JSON object on each line.
"""

import asyncio
import json
import sys

import numpy as np
from xiaozhi_sdk.core import XiaoZhiWebsocket

FRAME_MS = 60
FRAME_BYTES = 16_000 // 1000 * FRAME_MS * 2


def tell(**fields):
    print(json.dumps(fields, ensure_ascii=False), flush=True)


async def main(ota_url, mac, action, argument=""):
    over = asyncio.Event()
    speaking = asyncio.Event()

    async def heard(message):
        tell(**message)
        if message["type"] == "tts" and message["state"] == "start":
            speaking.set()
        if message["type"] in ("websocket", "alert") or (
            message["type"] == "tts" and message["state"] == "stop"
        ):
            over.set()

    client = XiaoZhiWebsocket(
        heard, ota_url=ota_url, audio_sample_rate=16_000, audio_frame_duration=FRAME_MS, audio_output_sample_rate=24_000
    )
    client.mode = "auto"
    # Frames of 60 ms at 24 kHz, as the server's hello says; the client pads to this.
    client.audio_opus.output_frame_size = 24_000 // 1000 * FRAME_MS
    connected = await client.init_connection(mac)
    tell(type="connected", connected=connected, url=client.url)
    if action == "ask" or not connected:
        await client.close()
        return
    if action == "type":
        await client.send_text(argument)
    else:
        with open(argument, "rb") as file:
            pcm = file.read()
        pcm += b"\0" * (16_000 * 2 * 8)
        for at in range(0, len(pcm) - FRAME_BYTES, FRAME_BYTES):
            if speaking.is_set() or over.is_set():
                break
            await client.send_audio(pcm[at : at + FRAME_BYTES])
            await asyncio.sleep(FRAME_MS / 1000)
    if action == "abort":
        await asyncio.wait_for(speaking.wait(), 20)
        await asyncio.sleep(0.3)
        await client.send_abort()
    await asyncio.wait_for(over.wait(), 30)
    if action == "say":
        audio = np.concatenate([np.asarray(frame).reshape(-1) for frame in client.output_audio_queue])
        with open(argument + ".reply", "wb") as file:
            file.write(audio.astype("<i2").tobytes())
    played = sum(np.asarray(frame).size for frame in client.output_audio_queue)
    tell(type="over", playedMs=played / 24)
    await client.close()


asyncio.run(main(*sys.argv[1:]))
