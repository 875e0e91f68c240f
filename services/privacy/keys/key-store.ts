/** Where the key of each subject and household lives: apart from what it seals, never in a database and never in a backup. */
export interface KeyStore {
  /** Makes a key. @returns its random id, to be stored with what it seals. */
  create(): Promise<string>;
  /** 32 bytes, the same as long as the key lives. @throws EarshotError NOT_FOUND when it was destroyed. */
  get(keyId: string): Promise<Buffer>;
  /** Whatever it sealed can never be opened again. Twice is as good as once. */
  destroy(keyId: string): Promise<void>;
}
