// What the checks of messages are made of. Must not know which messages there are.

export type Check<T> = (value: unknown) => value is T;

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isLength = (value: unknown): value is number => isNumber(value) && value >= 0;
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
export const isListOf = <T>(isOne: Check<T>) => (value: unknown): value is T[] => Array.isArray(value) && value.every(isOne);
export const isOptional = <T>(isOne: Check<T>) => (value: unknown): value is T | undefined => value === undefined || isOne(value);
