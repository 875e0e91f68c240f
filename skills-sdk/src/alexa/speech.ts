/** What a voice can say of SSML: its words. */

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of speech in either of Alexa's forms; sounds and pauses are left out, substitutes are said. */
export function plainSpeech(speech: { readonly ssml?: string; readonly text?: string } | undefined): string {
  if (speech === undefined) return '';
  if (speech.ssml === undefined) return (speech.text ?? '').trim();
  return speech.ssml
    .replaceAll(/<sub\s[^>]*alias="([^"]*)"[^>]*>[^<]*<\/sub>/g, '$1')
    .replaceAll(/<(?:break|audio)[^>]*\/?>|<\/(?:p|s|audio)>/g, ' ')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
