/**
 * The recognition service as it runs, over gRPC, with its detector, its decoders and its second hearing: what an utterance costs in all,
 * and what is left of it after the last word. One speaker at a time, who releases a button with the last sample.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AsrServiceClient,
  AsrServiceService,
  PrepareRequest,
  type RecogniseRequest,
  type RecogniseResponse,
  type RecogniseResult,
  RecogniseStart,
} from '../../../proto/gen/earshot/asr/v1/asr.ts';
import type { SkillModel } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { buildEngines } from '../../asr/build-engines.ts';
import { buildHooks } from '../../asr/build-hooks.ts';
import { asrSettings } from '../../asr/config.ts';
import type { Hypothesis } from '../../asr/engine.ts';
import { hookSettings } from '../../asr/hook-settings.ts';
import { createAsrService } from '../../asr/service.ts';
import { SkillSets } from '../../asr/skill-sets.ts';
import { bytesOf } from '../../common/audio/pcm.ts';
import { loadConfig } from '../../common/config.ts';
import { callUnary, openBidi } from '../../common/grpc/client.ts';
import { startGrpcServer } from '../../common/grpc/server.ts';
import { createLogger } from '../../common/log.ts';
import { signedAudience, testAudiences, turnRef } from '../../common/testing/audiences.ts';
import { callerConfig, connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { isForNobody, type Label, readAudio } from '../asr/dataset.ts';
import { isRight } from '../asr/measure.ts';
import { percentile } from '../asr/score.ts';
import type { Dataset } from '../asr/standard-datasets.ts';
import { createUnderstander } from '../asr/understanding.ts';
import type { ReportSection } from '../report.ts';
import { ownProcessorMs, processorMs } from './processor-time.ts';

export interface ServiceFigures {
  readonly utterances: number;
  /** Commands that ended as what they mean. */
  readonly right: number;
  readonly commands: number;
  /** Talk for nobody that ended as a command. */
  readonly taken: number;
  readonly forNobody: number;
  readonly heardTwice: number;
  /** Processor seconds of service, decoders and whoever speaks to it, for each second of audio. */
  readonly processorShare: number;
  /** Of that, outside decoders: the detector, gRPC, and the client. */
  readonly ownShare: number;
  /** The same between the last sample and the words, in milliseconds of an utterance. */
  readonly leftP50Ms: number;
  readonly leftP99Ms: number;
  /** From the last sample to the words. */
  readonly finalP50Ms: number;
  readonly finalP99Ms: number;
}

export interface ServiceOptions {
  readonly dataset: Dataset;
  readonly modelsDir: string;
  /** The open hearing begins when its words are known to be wanted. */
  readonly isAfterwards?: boolean;
  /** How many times faster than in life a recording is said. */
  readonly pace?: number;
  readonly labels?: readonly Label[];
}

const frameSamples = 960;
const frameMs = 60;
const patienceMs = 30_000;
/** Recordings that are heard once more beforehand: no figure holds the first utterances of a process. */
const rehearsed = 4;

interface Heard {
  readonly label: Label;
  readonly result: RecogniseResult;
  readonly leftMs: number;
  readonly finalMs: number;
}

export async function measureService(options: ServiceOptions): Promise<ServiceFigures> {
  const { dataset, modelsDir, pace = 1 } = options;
  const { locale, skills, dir } = dataset;
  const labels = options.labels ?? dataset.labels;
  const service = await startService(dataset, modelsDir, options.isAfterwards === true);
  try {
    const hear = (label: Label) =>
      say(service.client, readAudio(dir, label), locale, skillRefs(dataset), pace);
    // From all over the data: what is heard twice is rehearsed, too.
    const every = Math.max(1, Math.floor(labels.length / rehearsed));
    for (let at = 0; at < labels.length; at += every) await hear(labels[at]!);
    const heard: Heard[] = [];
    let audioMs = 0;
    const [before, ownBefore] = [processorMs(), ownProcessorMs()];
    for (const label of labels) {
      audioMs += readAudio(dir, label).length / 16;
      heard.push({ label, ...(await hear(label)) });
    }
    const [processor, own] = [processorMs() - before, ownProcessorMs() - ownBefore];
    const understander = createUnderstander(skills, locale);
    const outcomes = heard.map(({ label, result }) => {
      const hypotheses = hypothesesOf(result);
      const figures = { hypotheses, evidence: undefined, audioMs: 0, decodeMs: 0, finalMs: 0 };
      return { label, heard: figures, meaning: understander.ofHypotheses(hypotheses) };
    });
    const ofCommands = outcomes.filter(({ label }) => !isForNobody(label));
    const ofTalk = outcomes.filter(({ label }) => isForNobody(label));
    const spread = (read: (one: Heard) => number, percent: number): number =>
      Number(percentile(heard.map(read), percent).toFixed(1));
    return {
      utterances: heard.length,
      commands: ofCommands.length,
      right: ofCommands.filter((outcome) => isRight(outcome, understander)).length,
      forNobody: ofTalk.length,
      taken: ofTalk.filter((outcome) => !isRight(outcome, understander)).length,
      heardTwice: heard.filter(({ result }) => result.pass === 2).length,
      processorShare: Number((processor / audioMs).toFixed(4)),
      ownShare: Number((own / audioMs).toFixed(4)),
      leftP50Ms: spread(({ leftMs }) => leftMs, 50),
      leftP99Ms: spread(({ leftMs }) => leftMs, 99),
      finalP50Ms: spread(({ finalMs }) => finalMs, 50),
      finalP99Ms: spread(({ finalMs }) => finalMs, 99),
    };
  } finally {
    await service.close();
  }
}

const skillRefs = ({ skills }: Dataset) => skills.map(({ skillId }) => ({ skillId, version: '1' }));

async function startService(
  dataset: Dataset,
  modelsDir: string,
  isAfterwards: boolean,
): Promise<{ client: AsrServiceClient; close(): Promise<void> }> {
  const { stateDir } = callerConfig();
  const env = { ...process.env, EARSHOT_STATE_DIR: stateDir, EARSHOT_MODELS_DIR: modelsDir };
  // No decoder is started while it is measured, and what is late on a machine that others use is heard all the same.
  const patient = { readyDecoders: 0, secondPassDeadlineMs: patienceMs };
  const config = { ...loadConfig({ ...asrSettings, ...hookSettings }, env), ...patient, stateDir };
  const log = createLogger('asr', { write: () => {} });
  const engines = buildEngines(config, log);
  const models = new Map(
    dataset.skills.map(({ skillId, model }): [string, SkillModel] => [
      skillId,
      { skill: { skillId, version: '1' }, modelJson: JSON.stringify(model) } as SkillModel,
    ]),
  );
  const skillSets = new SkillSets(
    engines.store,
    async (refs) => refs.flatMap(({ skillId }) => models.get(skillId) ?? []),
    engines.closedEars,
  );
  const { inHouse } = engines;
  const second = inHouse && isAfterwards ? { ...inHouse, beginsAhead: () => undefined } : inHouse;
  const hooks = await buildHooks({
    ...{ config, log, engine: engines.engine, store: engines.store, audiences: testAudiences() },
    ...(second && { inHouse: second }),
  });
  const { engine, openEars } = engines;
  const service = createAsrService({ ...config, ...hooks, engine, openEars, skillSets, log });
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [[AsrServiceService, { ...service }]],
    log,
    credentials: credentialsOf('asr'),
  });
  const client = connectAsNamed(AsrServiceClient, server.address);
  const skillSet = { skillSetId: 'bench', skills: skillRefs(dataset) };
  const request = PrepareRequest.fromPartial({ skillSet, locale: dataset.locale });
  await callUnary(client, 'prepare', request, { deadlineMs: 10 * patienceMs });
  await engines.warm();
  return {
    client,
    async close() {
      client.close();
      await server.drain(1_000);
      await Promise.all([hooks.close(), engines.close()]);
    },
  };
}

/** One utterance at the pace of speech; the button is released with its last sample. */
async function say(
  client: AsrServiceClient,
  samples: Int16Array,
  locale: string,
  skills: readonly { skillId: string; version: string }[],
  pace: number,
): Promise<{ result: RecogniseResult; leftMs: number; finalMs: number }> {
  const call = openBidi<RecogniseRequest, RecogniseResponse>((m, o) => client.recognise(m, o), {
    deadlineMs: 2 * patienceMs,
  });
  const turn = turnRef({ turnId: 'bench', locale, audience: signedAudience() });
  const value = RecogniseStart.fromPartial({
    sampleRateHz: 16_000,
    turn,
    skillSet: { skillSetId: 'bench', skills: [...skills] },
  });
  let endedAt = 0;
  let usedAtEnd = 0;
  const sending = (async () => {
    await call.write({ request: { $case: 'start', value } });
    const startedAt = performance.now();
    for (let at = 0; at < samples.length; at += frameSamples) {
      const due = startedAt + (at / frameSamples) * (frameMs / pace);
      await sleep(Math.max(0, due - performance.now()));
      const frame = Buffer.from(bytesOf(samples.subarray(at, at + frameSamples)));
      await call.write({ request: { $case: 'audio', value: frame } });
    }
    [endedAt, usedAtEnd] = [performance.now(), processorMs()];
    await call.write({ request: { $case: 'end', value: {} } });
    call.end();
  })();
  sending.catch(() => {});
  for await (const { response } of call.responses) {
    if (response?.$case !== 'result') continue;
    const finalMs = performance.now() - endedAt;
    return { result: response.value, finalMs, leftMs: processorMs() - usedAtEnd };
  }
  throw new Error('an utterance ended without a result');
}

const hypothesesOf = ({ hypotheses, isRejected, engineId }: RecogniseResult): Hypothesis[] =>
  hypotheses.map(({ text, confidence }) => ({ text, confidence, isRejected, words: [], engine: engineId }));

export interface ServiceRow {
  readonly locale: string;
  /** When the second hearing takes place. */
  readonly how: string;
  readonly figures: ServiceFigures;
}

export function serviceSection(rows: readonly ServiceRow[]): ReportSection {
  return {
    heading: 'What the whole service costs',
    text: 'The recognition service over gRPC: detector, decoders, second hearing, and the client that speaks to it, over the same commands and talk. One speaker, a button released with the last sample. Left: processor time between the last sample and the words, of all cores.',
    table: {
      columns: [
        ...['locale', 'second hearing', 'meaning right', 'taken', 'heard twice'],
        ...[
          'processor seconds a second of speech',
          'of them outside decoders',
          'left p50 / p99 ms',
          'final p50 / p99 ms',
        ],
      ],
      rows: rows.map(({ locale, how, figures }) => [
        ...[
          locale,
          how,
          `${figures.right} of ${figures.commands}`,
          `${figures.taken} of ${figures.forNobody}`,
        ],
        ...[figures.heardTwice, figures.processorShare, figures.ownShare],
        ...[`${figures.leftP50Ms} / ${figures.leftP99Ms}`, `${figures.finalP50Ms} / ${figures.finalP99Ms}`],
      ]),
    },
  };
}
