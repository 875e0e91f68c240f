/**
 * Values of enumerations that look like people or illnesses. An enumeration leaves with a request as a bounded choice, so a list
 * of names or of diagnoses would be a way around the classes of the schema; a machine can only point at it.
 */
import type { SkillManifest } from '../../../language/manifest/types.ts';

export interface SuspectType {
  readonly type: string;
  readonly looksLike: 'people' | 'illnesses';
  /** The values that gave it away, at most a few. */
  readonly values: readonly string[];
}

const english = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Given names that are seldom anything else. */
const givenNames = english(`
  aaron abigail adam alexander alice amanda amelia amy andrea andrew angela anna anthony ashley barbara benjamin betty brandon
  brenda brian carol caroline catherine charles charlotte christine christopher cynthia daniel david deborah dennis diana donald
  donna dorothy edward elizabeth emily emma eric evelyn frank gary george gregory hannah harold heather helen henry isabella
  jacob james jane janet jason jeffrey jennifer jeremy jessica joan joanna john jonathan joseph joshua joyce judith julia julie
  justin karen katherine kathleen keith kelly kenneth kevin kimberly larry laura lauren linda lisa margaret maria martha mary
  matthew megan melissa michael michelle nancy natalie nathan nicholas nicole olivia pamela patricia patrick paul peter philip
  rachel raymond rebecca richard robert roger ronald ruth ryan samantha samuel sandra sarah scott sharon shirley sophia stephanie
  stephen steven susan teresa theresa thomas timothy tyler victoria vincent virginia walter wayne william zachary`);

/** Words that name an illness or a state of health, as they begin. */
const illnessEn =
  /\b(?:aids|hiv|cancer|tumou?r|leuka?emia|diabet\w*|asthma\w*|epilep\w*|depress\w*|anxiety|schizophren\w*|bipolar|dementia|alzheimer\w*|parkinson\w*|hepatitis|cirrhosis|tubercul\w*|pneumonia|stroke|hypertension|arthrit\w*|sclerosis|autis\w*|adhd|anorexia|bulimia|psoriasis|migraine|allerg\w*|pregnan\w*|miscarriage|infertil\w*|insomnia|obes\w*|gonorrh\w*|syphilis|chlamydia|herpes|covid\w*|influenza)\b/i;
const illnessZh =
  /癌|肿瘤|白血病|糖尿病|哮喘|癫痫|抑郁|焦虑症|精神分裂|躁郁|双相|痴呆|阿尔茨海默|帕金森|肝炎|肝硬化|结核|肺炎|中风|高血压|冠心病|心脏病|关节炎|硬化症|自闭|多动症|厌食症|贪食症|牛皮癣|银屑病|偏头痛|过敏|怀孕|流产|不孕|失眠|肥胖症|淋病|梅毒|疱疹|艾滋|新冠|流感/;

/** Surnames that cover most people; of two or three characters in all, and seldom how a thing is called. */
const surnames =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文';
const nameZh = new RegExp(`^[${surnames}]\\p{Script=Han}{1,2}$`, 'u');

const looksLikePerson = (text: string): boolean => {
  const words = text.trim().toLowerCase().split(/\s+/);
  return words.length <= 3 && givenNames.has(words[0] ?? '');
};

/** So many of a type's values, or so large a share of them, are no accident. */
const fewest = 2;
/** Two characters that begin like a surname are often a thing (高铁, 金色), so Chinese names need most of a list. */
const shareZh = 0.6;
const maxShown = 8;

/** Types that a person should look at, in the order of the model. */
export function suspectTypes({ model }: SkillManifest): SuspectType[] {
  const found: SuspectType[] = [];
  for (const [type, { values, dataClass }] of Object.entries(model.types ?? {})) {
    const texts = values.map(({ id, forms }) => [id, ...Object.values(forms).flatMap((some) => some ?? [])]);
    const flat = texts.flat();
    const ill = flat.filter((text) => illnessEn.test(text) || illnessZh.test(text));
    const english = texts.filter((all) => all.some(looksLikePerson)).length;
    const chinese = texts.filter((all) => all.some((text) => nameZh.test(text))).length;
    const isPeople = english >= fewest || (chinese >= fewest && chinese >= shareZh * texts.length);
    const people = flat.filter((text) => looksLikePerson(text) || nameZh.test(text));
    // What says of itself that it is about health needs the person's grant.
    if (ill.length > 0 && dataClass !== 'health')
      found.push({ type, looksLike: 'illnesses', values: ill.slice(0, maxShown) });
    if (isPeople) found.push({ type, looksLike: 'people', values: people.slice(0, maxShown) });
  }
  return found;
}
