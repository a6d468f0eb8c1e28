// The diagram's own words, in English or in the reader's language.
import { format, type Bundle } from '../flow/message.ts';

/** A template such as `line {0} could not be read` with its values, translated where the bundle knows it. */
export type Say = (template: string, ...values: (string | number)[]) => string;

export const sayIn = (bundle: Bundle): Say => (text, ...values) => format({ text, values }, bundle);
