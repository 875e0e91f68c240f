/** What the maker of a firmware signs: a file of another model or version, or another file, is another text. docs/protocol.md. */
export const signedFirmware = (release: {
  readonly model: string;
  readonly version: string;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
}): string => `earshot.firmware.v1\n${release.model}\n${release.version}\n${release.sha256}\n`;
