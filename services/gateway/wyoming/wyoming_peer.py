"""The reference client of Wyoming: asks what there is, has audio heard, a text handled, and a text spoken.

usage: wyoming_peer.py URI RECORDING (PCM16, 16 kHz)
Prints one JSON object on each line.
"""

import asyncio
import json
import sys

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice


def tell(**fields):
    print(json.dumps(fields, ensure_ascii=False), flush=True)


async def until(client, *kinds):
    while True:
        event = await asyncio.wait_for(client.read_event(), 20)
        assert event is not None, "closed"
        for kind in kinds:
            if kind.is_type(event.type):
                return kind.from_event(event)


async def main(uri, recording):
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Describe().event())
        info = await until(client, Info)
        tell(
            type="info",
            asr=[model.name for program in info.asr for model in program.models],
            handle=[model.name for program in info.handle for model in program.models],
            tts=[voice.name for program in info.tts for voice in program.voices],
        )
    async with AsyncClient.from_uri(uri) as client:
        with open(recording, "rb") as file:
            pcm = file.read()
        await client.write_event(Transcribe(language="en").event())
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
        for at in range(0, len(pcm), 2_048):
            chunk = AudioChunk(rate=16_000, width=2, channels=1, audio=pcm[at : at + 2_048])
            await client.write_event(chunk.event())
        await client.write_event(AudioStop().event())
        tell(type="transcript", text=(await until(client, Transcript)).text)
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Transcript(text="a large coffee").event())
        answer = await until(client, Handled, NotHandled)
        tell(type="handled" if isinstance(answer, Handled) else "not-handled", text=answer.text)
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Synthesize(text="One large coffee.", voice=SynthesizeVoice(language="en-US")).event())
        start = await until(client, AudioStart)
        played = 0
        while True:
            heard = await until(client, AudioChunk, AudioStop)
            if isinstance(heard, AudioStop):
                break
            played += len(heard.audio) / heard.width / heard.rate * 1000
        tell(type="speech", rate=start.rate, playedMs=played)


asyncio.run(main(*sys.argv[1:]))
