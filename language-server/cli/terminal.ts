// What the command line needs of the outside world, so that tests can give it another one.

/** Where the command reads and writes. */
export interface Terminal {
  readonly stdout: { write(content: string | Uint8Array): unknown; readonly isTTY?: boolean };
  /** Resolves when the reader of standard output has caught up. Who writes very much waits for that, lest it is held in memory. */
  drained(): Promise<void>;
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The content of a file as UTF-8 text. Rejects with a reason that a person understands. */
  readFile(path: string): Promise<string>;
  /** The bytes of a file in chunks, each valid until the next. Rejects with a reason that a person understands. */
  readBytes(path: string): AsyncIterable<Uint8Array>;
  /** How long a file is, bytes; 0 where that cannot be told. */
  sizeOf(path: string): Promise<number>;
  /** Replaces the content of a file. Rejects with a reason that a person understands. */
  writeFile(path: string, content: string | Uint8Array): Promise<void>;
  /** Writes behind what is in a file. Rejects with a reason that a person understands. */
  appendFile(path: string, text: string): Promise<void>;
  /** Makes a folder, and those around it, where they are missing. */
  makeFolder(path: string): Promise<void>;
  /** Resolves when one of the files has changed, or one beside them has come or gone; with false when no change will come any more. */
  nextChange(files: readonly string[]): Promise<boolean>;
  /** The files that a pattern means, in any order; none where it is a plain name. Of a folder those that `inFolder` matches in it. */
  glob(pattern: string, inFolder: string): Promise<readonly string[]>;
}

/** 0: no errors. 1: errors were found. 2: the work could not be done. */
export type ExitCode = 0 | 1 | 2;
