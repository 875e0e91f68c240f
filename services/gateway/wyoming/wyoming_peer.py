"""The reference client of Wyoming: asks what there is, has a wake word judged, audio heard, a text handled and a text spoken,
and then all of it as a satellite's pipeline.

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
from wyoming.intent import Intent, NotRecognized, Recognize
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.tts import Synthesize, SynthesizeVoice
from wyoming.wake import Detect, Detection, NotDetected


def tell(**fields):
    print(json.dumps(fields, ensure_ascii=False), flush=True)


async def until(client, *kinds):
    while True:
        event = await asyncio.wait_for(client.read_event(), 20)
        assert event is not None, "closed"
        for kind in kinds:
            if kind.is_type(event.type):
                return kind.from_event(event)


async def say(client, pcm):
    for at in range(0, len(pcm), 2_048):
        chunk = AudioChunk(rate=16_000, width=2, channels=1, audio=pcm[at : at + 2_048])
        await client.write_event(chunk.event())


async def played(client):
    start = await until(client, AudioStart)
    played_ms = 0
    while True:
        heard = await until(client, AudioChunk, AudioStop)
        if isinstance(heard, AudioStop):
            break
        played_ms += len(heard.audio) / heard.width / heard.rate * 1000
    tell(type="speech", rate=start.rate, playedMs=played_ms)


async def main(uri, recording):
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Describe().event())
        info = await until(client, Info)
        tell(
            type="info",
            wake=[model.name for program in info.wake for model in program.models],
            asr=[model.name for program in info.asr for model in program.models],
            handle=[model.name for program in info.handle for model in program.models],
            intent=[model.name for program in info.intent for model in program.models],
            tts=[voice.name for program in info.tts for voice in program.voices],
        )
    with open(recording, "rb") as file:
        pcm = file.read()
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Detect().event())
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
        await say(client, pcm)
        await client.write_event(AudioStop().event())
        answer = await until(client, Detection, NotDetected)
        tell(type="detection" if isinstance(answer, Detection) else "not-detected", name=answer.name)
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Transcribe(language="en").event())
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
        await say(client, pcm)
        await client.write_event(AudioStop().event())
        tell(type="transcript", text=(await until(client, Transcript)).text)
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Transcript(text="a large coffee").event())
        answer = await until(client, Handled, NotHandled)
        tell(type="handled" if isinstance(answer, Handled) else "not-handled", text=answer.text)
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Recognize(text="a large coffee").event())
        answer = await until(client, Intent, NotRecognized)
        is_intent = isinstance(answer, Intent)
        tell(type="intent" if is_intent else "not-recognized", name=answer.name if is_intent else "")
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Synthesize(text="One large coffee.", voice=SynthesizeVoice(language="en-US")).event())
        await played(client)
    async with AsyncClient.from_uri(uri) as client:
        run = RunPipeline(start_stage=PipelineStage.ASR, end_stage=PipelineStage.TTS)
        await client.write_event(run.event())
        await say(client, pcm)
        tell(type="pipeline", transcript=(await until(client, Transcript)).text)
        tell(type="pipeline", reply=(await until(client, Synthesize)).text)
        await played(client)


asyncio.run(main(*sys.argv[1:]))
