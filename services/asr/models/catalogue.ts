/**
 * Acoustic models that are not in Debian: what they are, where exactly they come from, and what each file
 * must hash to. A file that differs by one bit is refused.
 */
import type { Locale } from '@earshot/skills-sdk';

export interface CatalogueFile {
  /** Below the locale's folder of the models directory. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Repository, commit and path of the one version that was measured. */
  readonly origin: { readonly repository: string; readonly commit: string; readonly path: string };
}

export interface CatalogueModel {
  readonly locale: Locale;
  readonly description: string;
  readonly licence: string;
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
    locale: 'zh-CN',
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
];

/** Where a file is fetched from. */
export function originUrl({ origin }: CatalogueFile): string {
  return `https://raw.githubusercontent.com/${origin.repository}/${origin.commit}/${origin.path}`;
}
