"""Reads a copy of a version as people's trainers do: Hugging Face's datasets by the folder's own card, and Kaldi's lists."""

import io
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = sys.argv[2]

import kaldiio
import soundfile
from datasets import Audio, load_dataset

folder = sys.argv[1]


def tell(**what):
    print(json.dumps(what, ensure_ascii=False))


for name, where in (("audio", folder), ("text", f"{folder}/text")):
    for split, rows in sorted(load_dataset(where).items()):
        if "audio" in rows.column_names:
            rows = rows.cast_column("audio", Audio(decode=False))
        for row in rows:
            audio = row.get("audio")
            seconds = None
            if audio is not None:
                content = audio["bytes"] or open(audio["path"], "rb").read()
                sound, rate = soundfile.read(io.BytesIO(content))
                assert rate == 16_000 and sound.ndim == 1
                seconds = round(len(sound) / rate, 2)
            tell(
                by="datasets",
                config=name,
                split=split,
                id=row["id"],
                text=row["text"],
                speaker=row["speaker"],
                seconds=seconds,
            )

# Paths in the lists are from the folder of the copy.
os.chdir(folder)
for split in sorted(os.listdir("kaldi")):
    sounds = kaldiio.load_scp(f"kaldi/{split}/wav.scp")

    def listed(what):
        with open(f"kaldi/{split}/{what}", encoding="utf-8") as lines:
            return dict(line.rstrip("\n").split(" ", 1) for line in lines)

    texts, speakers = listed("text"), listed("utt2spk")
    of_speaker = {utterance: who for who, all in listed("spk2utt").items() for utterance in all.split(" ")}
    assert of_speaker == speakers and list(sounds) == sorted(sounds)
    for utterance, (rate, sound) in sounds.items():
        assert rate == 16_000
        tell(
            by="kaldi",
            split=split,
            id=utterance[len(speakers[utterance]) + 1 :],
            text=texts[utterance],
            speaker=speakers[utterance],
            seconds=round(len(sound) / rate, 2),
        )
