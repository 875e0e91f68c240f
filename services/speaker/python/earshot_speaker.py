"""A speaker for Earshot in one file: copy it. Needs Python 3.10 and `websockets`. The protocol is docs/protocol.md.

    async with await Speaker.connect("ws://127.0.0.1:7100", token) as speaker:
        turn = await speaker.say_text("what time is it")
        print(turn.replies, len(turn.audio))

Audio is PCM16 mono little-endian: 16 kHz up, 24 kHz down.
"""

import asyncio
import json
import struct
import urllib.request
import uuid
from dataclasses import dataclass, field

import websockets

FRAME_MS = 20
UP_HZ = 16_000
DOWN_HZ = 24_000
FRAME_BYTES = UP_HZ // 1000 * FRAME_MS * 2
HEADER = struct.Struct(">BBHI")
#: Version 1, type audio.
VERSION_AND_TYPE = 0x11


class Refused(Exception):
    """The gateway said no, with a code of docs/protocol.md."""

    def __init__(self, code, message=""):
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code


@dataclass
class Turn:
    """What came of one utterance."""

    listen_id: str
    turn_id: str = ""
    end: str = ""
    code: str = ""
    transcript: str = ""
    replies: list = field(default_factory=list)
    directives: list = field(default_factory=list)
    audio: bytes = b""
    is_expecting_speech: bool = False
    is_outcome_unknown: bool = False


def _post(url, path, body):
    """One request of a device, before it has a socket."""
    address = url.replace("ws", "http", 1).rstrip("/") + path
    request = urllib.request.Request(address, json.dumps(body).encode(), {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        answer = json.load(error)
        raise Refused(answer.get("code", str(error.code)), answer.get("message", "")) from None


def activate(url, claim_code, model):
    """Exchanges a claim code for the device's own token. Keep it."""
    return _post(url, "/v1/activate", {"claimCode": claim_code, "model": model})[1]["deviceToken"]


def device_code(url, model):
    """A code for the device to show: {"userCode", "deviceCode", "intervalS", "expiresInS"}."""
    return _post(url, "/v1/device-code", {"model": model})[1]


def device_token(url, code):
    """The token, once somebody entered the code that was shown; None until then."""
    return _post(url, "/v1/device-token", {"deviceCode": code})[1].get("deviceToken")


class Speaker:
    """One connection, and one utterance at a time."""

    def __init__(self, socket, hello_ack):
        self._socket = socket
        self._turn = None
        self._over = None
        self._is_listening = False
        self.hello_ack = hello_ack
        #: Told every message, as it comes: `firmware` among them, which its owner allows.
        self.on_message = lambda message: None
        #: Its owner asked to see the log: returns the end of it, at most 6000 characters, or None.
        self.on_log_wanted = lambda: None
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, url, token, locale="en-US", model="python", capabilities=(), resume_session_id=""):
        """Raises Refused, or what `websockets` raises when nobody is there."""
        socket = await websockets.connect(
            url.rstrip("/") + "/v1/speaker",
            subprotocols=["earshot.v1"],
            additional_headers={"authorization": f"Bearer {token}"},
            compression=None,
        )
        hello = {
            "type": "hello",
            "protocol": "earshot.v1",
            "model": model,
            "firmware": "1",
            "locale": locale,
            "capabilities": list(capabilities),
            "audioUp": {"codec": "pcm16", "sampleRateHz": UP_HZ, "frameMs": FRAME_MS},
            "audioDown": {"codec": "pcm16", "sampleRateHz": DOWN_HZ, "frameMs": FRAME_MS},
            "resumeSessionId": resume_session_id,
        }
        await socket.send(json.dumps(hello))
        while True:
            message = json.loads(await asyncio.wait_for(socket.recv(), 10))
            if message["type"] == "hello_ack":
                return cls(socket, message)
            if message["type"] == "error" and message["isFatal"]:
                raise Refused(message["code"], message["message"])

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.close()

    async def close(self):
        await self._socket.close()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def say_text(self, text, is_silent=False):
        """A turn from text."""
        turn = self._begin()
        await self._say(type="text", listenId=turn.listen_id, text=text, isSilent=is_silent)
        return await self._over

    async def say_audio(self, pcm, mode="held_button", wake_audio_ms=0):
        """A turn from audio, on the clock, as a microphone would. Modes: held_button, button, wake_word, follow_up."""
        turn = self._begin()
        start = {"type": "listen_start", "listenId": turn.listen_id, "mode": mode}
        await self._say(**start, **({"wakeAudioMs": wake_audio_ms} if wake_audio_ms else {}))
        self._is_listening = True
        # A microphone goes on after the last word, until the gateway has heard enough.
        quiet_ms = 0 if mode == "held_button" else 8_000
        pcm += bytes(-len(pcm) % FRAME_BYTES) + bytes(quiet_ms // FRAME_MS * FRAME_BYTES)
        begun = asyncio.get_running_loop().time()
        for sequence in range(len(pcm) // FRAME_BYTES):
            if not self._is_listening:
                break
            header = HEADER.pack(VERSION_AND_TYPE, 0, sequence & 0xFFFF, sequence * FRAME_MS)
            at = sequence * FRAME_BYTES
            await self._socket.send(header + pcm[at : at + FRAME_BYTES])
            due = begun + (sequence + 1) * FRAME_MS / 1000
            await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))
        if self._is_listening:
            self._is_listening = False
            await self._say(type="listen_stop", listenId=turn.listen_id)
        return await self._over

    async def abort(self, reason="user"):
        """Ends the turn that runs."""
        await self._say(type="abort", listenId="", reason=reason)

    async def set_microphone(self, **change):
        """isMuted, isWakeWordOff, forMinutes: what is absent stays as it is."""
        await self._say(type="set_microphone", **change)

    async def tell_state(self, **state):
        """volumePercent, brightnessPercent, batteryPercent, isCharging: after hello, and whenever one changes."""
        await self._say(type="device_state", **state)

    async def tell_tools(self, tools):
        """What the device can do beside speaking: [{"name", "parameters": [{"name", "kind", "minimum", "maximum", "words"}]}]."""
        await self._say(type="tools", tools=tools)

    async def tell_player(self, state):
        """started, paused, ended or ducked: what became of what an audio directive plays."""
        await self._say(type="player", state=state)

    async def _say(self, **message):
        await self._socket.send(json.dumps(message))

    def _begin(self):
        self._turn = Turn(str(uuid.uuid4()))
        self._over = asyncio.get_running_loop().create_future()
        return self._turn

    async def _read(self):
        try:
            async for data in self._socket:
                if isinstance(data, bytes):
                    self._hear(data)
                else:
                    await self._take(json.loads(data))
        except websockets.ConnectionClosed:
            pass
        # Only the next connection can tell what became of it: get_outcome.
        self._finish("failed", "GATEWAY_LOST", is_outcome_unknown=self._turn is not None and self._turn.turn_id != "")

    def _hear(self, data):
        if self._turn is not None and len(data) > HEADER.size and data[0] == VERSION_AND_TYPE:
            self._turn.audio += data[HEADER.size :]

    async def _take(self, message):
        self.on_message(message)
        turn, kind = self._turn, message["type"]
        if kind == "log_wanted":
            text = self.on_log_wanted()
            if text is not None:
                await self._say(type="system_log", requestId=message["requestId"], text=text)
        if turn is None:
            return
        if kind == "turn_started" and message["listenId"] == turn.listen_id:
            turn.turn_id = message["turnId"]
        elif kind == "error" and (message["listenId"] == turn.listen_id or message["isFatal"]):
            self._finish("failed", message["code"])
        elif message.get("turnId") != turn.turn_id or turn.turn_id == "":
            return
        elif kind == "transcript" and message["isFinal"]:
            turn.transcript = message["text"]
        elif kind == "listen_ended":
            self._is_listening = False
        elif kind == "reply":
            turn.replies.append(message["text"])
            turn.is_expecting_speech = message["isExpectingSpeech"]
        elif kind == "directive":
            turn.directives.append(message["directive"])
        elif kind == "turn_ended":
            self._finish(message["end"], message["code"], message["isOutcomeUnknown"])

    def _finish(self, end, code, is_outcome_unknown=False):
        self._is_listening = False
        if self._over is None or self._over.done():
            return
        self._turn.end, self._turn.code, self._turn.is_outcome_unknown = end, code, is_outcome_unknown
        self._over.set_result(self._turn)
