"""Reads a copy's manifests with Lhotse itself: recordings and supervisions, checked by its own rules, and the sound behind them.

Lhotse wants PyTorch for training, five gigabytes of it; manifests hold no tensors, so an empty module stands for it.
"""

import importlib.abc
import importlib.machinery
import json
import os
import sys
from unittest.mock import MagicMock


class NoTorch(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] == "torch":
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        class Base:
            pass

        module = MagicMock(name=spec.name)
        module.__path__, module.__spec__, module.__name__, module.__version__ = [], spec, spec.name, "2.0.0"
        for name in ("Tensor", "Module", "Dataset", "Sampler", "IterableDataset"):
            setattr(module, name, Base)
        module.nn.Module = module.utils.data.Dataset = module.utils.data.Sampler = Base
        module.utils.data.IterableDataset = Base
        return module

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, NoTorch())
import soundfile
from lhotse import RecordingSet, SupervisionSet
from lhotse.qa import validate, validate_recordings_and_supervisions

# Paths in the manifests are from the folder of the copy.
os.chdir(sys.argv[1])
for split in sorted(os.listdir("lhotse")):
    recordings = RecordingSet.from_jsonl(f"lhotse/{split}/recordings.jsonl")
    supervisions = SupervisionSet.from_jsonl(f"lhotse/{split}/supervisions.jsonl")
    validate(recordings)
    validate(supervisions)
    validate_recordings_and_supervisions(recordings=recordings, supervisions=supervisions)
    for one in supervisions:
        recording = recordings[one.recording_id]
        sound, rate = soundfile.read(recording.sources[0].source)
        assert rate == recording.sampling_rate and len(sound) == recording.num_samples
        print(
            json.dumps(
                {
                    "split": split,
                    "id": one.id,
                    "text": one.text,
                    "speaker": one.speaker,
                    "seconds": round(one.duration, 2),
                },
                ensure_ascii=False,
            )
        )
