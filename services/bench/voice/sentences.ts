/** What the voices of the bench say: commands and talk of a home, short, without names or numbers. */
export const sentences: readonly string[] = [
  'turn off the light in the kitchen',
  'play some music in the living room please',
  'what is the weather like tomorrow morning',
  'close the curtains before the sun goes down',
  'remind me to water the plants this evening',
  'make the bedroom a little warmer',
  'how long does the train to the coast take',
  'stop the alarm and let me sleep',
  'tell me a short story about the sea',
  'add bread and butter to the shopping list',
  'is the front door locked for the night',
  'open the window when the air is fresh',
  'read the news of today out loud',
  'dim the lamp beside the sofa',
  'which bus goes to the old market',
  'wake me up before breakfast',
  'start the washing machine after lunch',
  'what did the doctor say about the pills',
  'let the vacuum clean under the table',
  'the coffee machine needs fresh water',
  'find a quiet place near the river',
  'turn the volume down a little bit',
  'do I need an umbrella this afternoon',
  'set the oven for the apple cake',
];

/** Each voice says another choice of them, so that no voice is told by its words. */
export function saidBy(voice: number, count: number): string[] {
  return Array.from(
    { length: Math.min(count, sentences.length) },
    (_, index) => sentences[(voice * 5 + index * 7) % sentences.length]!,
  );
}
