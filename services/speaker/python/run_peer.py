"""Drives the one-file client for its test: usage run_peer.py URL TOKEN RECORDING. Prints one JSON object on each line."""

import asyncio
import json
import sys

import earshot_speaker
from earshot_speaker import Refused, Speaker


def tell(name, turn):
    print(
        json.dumps(
            {
                "name": name,
                "end": turn.end,
                "code": turn.code,
                "transcript": turn.transcript,
                "replies": turn.replies,
                "audioMs": len(turn.audio) / 48,
            }
        ),
        flush=True,
    )


async def main(url, token, recording):
    try:
        earshot_speaker.activate(url, "WRONG-CODE", "python")
    except Refused as refused:
        print(json.dumps({"name": "wrong code", "code": refused.code}), flush=True)
    print(json.dumps({"name": "code", "token": earshot_speaker.activate(url, "GOOD-CODE", "python")}), flush=True)
    shown = earshot_speaker.device_code(url, "python")
    waiting = earshot_speaker.device_token(url, shown["deviceCode"])
    print(json.dumps({"name": "shown", "userCode": shown["userCode"], "token": waiting}), flush=True)
    with open(recording, "rb") as file:
        pcm = file.read()
    async with await Speaker.connect(url, token) as speaker:
        tell("text", await speaker.say_text("a large coffee"))
        tell("silent", await speaker.say_text("a large coffee", is_silent=True))
        tell("held", await speaker.say_audio(pcm))
        tell("tapped", await speaker.say_audio(pcm, mode="button"))
        tell("woken", await speaker.say_audio(pcm, mode="wake_word", wake_audio_ms=200))
        said = asyncio.create_task(speaker.say_audio(pcm, mode="held_button"))
        await asyncio.sleep(0.2)
        await speaker.abort()
        tell("aborted", await said)
    try:
        await Speaker.connect(url, token, locale="de-DE")
    except Refused as refused:
        print(json.dumps({"name": "refused", "code": refused.code}), flush=True)


asyncio.run(main(*sys.argv[1:]))
