// Of node:assert/strict what the tests of both extension hosts use, for the one that has no Node.
const shown = (value: unknown): string => JSON.stringify(value, undefined, 1) ?? String(value);

const fail = (message = 'failed'): never => {
  throw new Error(message);
};

function ok(value: unknown, message?: string): asserts value {
  if (!value) fail(message ?? `${shown(value)} is not true`);
}

const equal = (actual: unknown, expected: unknown, message?: string): void => ok(Object.is(actual, expected), message ?? `${shown(actual)} is not ${shown(expected)}`);
/** Plain data only. */
const deepEqual = (actual: unknown, expected: unknown, message?: string): void => equal(shown(actual), shown(expected), message);
const notEqual = (actual: unknown, expected: unknown): void => ok(!Object.is(actual, expected), `is ${shown(actual)}`);
const match = (text: string, pattern: RegExp): void => ok(pattern.test(text), `${text} has no ${pattern.source}`);
const doesNotMatch = (text: string, pattern: RegExp): void => ok(!pattern.test(text), `${text} has ${pattern.source}`);

export default { ok, fail, equal, notEqual, deepEqual, match, doesNotMatch };
