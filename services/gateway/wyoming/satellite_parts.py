"""Microphone, wake word and loudspeaker of a satellite, as the commands that it starts.

usage: satellite_parts.py mic            writes PCM16 at 16 kHz as fast as a microphone does, without end
       satellite_parts.py wake           reads the same, and hears a wake word every two seconds
       satellite_parts.py snd FILE       appends what it is to play to a file
"""

import sys
import time


def mic():
    started, sent = time.monotonic(), 0
    while True:
        sys.stdout.buffer.write(b"\x22" * 2_048)
        sys.stdout.buffer.flush()
        sent += 0.064
        time.sleep(max(0, started + sent - time.monotonic()))


def wake():
    heard = 0
    while sys.stdin.buffer.read(2_048):
        heard += 1
        if heard % 32 == 8:
            print("hey_earshot", flush=True)


def snd(path):
    with open(path, "ab", buffering=0) as file:
        while piece := sys.stdin.buffer.read1(2_048):
            file.write(piece)


{"mic": mic, "wake": wake, "snd": snd}[sys.argv[1]](*sys.argv[2:])
