// What clients send beside LSP's own messages, looked at before it is used: clients are other people's programs. Knows the shape of the
// messages, not what becomes of them.
import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import { isListOf, isNumber, isRecord, isText } from '../checks.ts';
import { isDrawingOptions, type CountParams, type DrawingsParams, type ExportParams, type FilesParams, type MomentParams, type Sight, type SightParams } from '../protocol.ts';

/** The parameters as they are meant. Throws a refusal, which is an answer, where they are none. */
type Read<Params> = (params: unknown) => Params;

const read = <Params>(what: string, of: (fields: Readonly<Record<string, unknown>>) => Params | undefined): Read<Params> => (params) => {
  const found = isRecord(params) ? of(params) : undefined;
  if (found === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `these are no parameters of tcpflow/${what}`);
  return found;
};

export const drawingsParams = read('drawings', ({ uri, view, follow, options, sight }): DrawingsParams | undefined =>
  (isText(uri) && isText(view) && typeof follow === 'boolean' && (isAbsent(options) || isDrawingOptions(options)) && (isAbsent(sight) || isSight(sight))
    ? { uri, view, follow, ...(isAbsent(options) ? {} : { options }), ...(isAbsent(sight) ? {} : { sight }) }
    : undefined));

export const sightParams = read('sight', ({ uri, view, sequence, sight }): SightParams | undefined =>
  (isText(uri) && isText(view) && isNumber(sequence) && isSight(sight) ? { uri, view, sequence, sight } : undefined));

export const momentParams = read('moment', ({ uri, line }): MomentParams | undefined => (isText(uri) && isNumber(line) ? { uri, line } : undefined));

/** Which formats there are is not known here. */
export const exportParams = read('export', ({ uri, line, format, theme, options }): ExportParams | undefined =>
  (isText(uri) && isNumber(line) && isText(format) && (isAbsent(options) || isDrawingOptions(options)) ? {
    uri, line, format: format as ExportParams['format'], theme: theme === 'dark' ? 'dark' : 'light', ...(isAbsent(options) ? {} : { options }),
  } : undefined));

export const filesParams = read('files', ({ files }): FilesParams | undefined => (isListOf(isFile)(files) ? { files } : undefined));

export const countParams = read('count', ({ texts }): CountParams | undefined => (isListOf(isText)(texts) ? { texts } : undefined));

/** Many clients write null for what they leave out. */
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

const isSight = (value: unknown): value is Sight => isRecord(value) && isNumber(value['line']) && isNumber(value['top']) && isNumber(value['bottom']);

const isFile = (value: unknown): value is FilesParams['files'][number] => isRecord(value) && isText(value['uri']) && (value['text'] === null || isText(value['text']));
