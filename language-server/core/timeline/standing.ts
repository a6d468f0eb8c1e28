// Which ways of understanding the steps of a flow stand, once its later lines have decided. Knows branches; not what they mean.
import type { FlowStep } from '../flow/flow.ts';
import type { Branch } from './reading.ts';

/** The only reading of a connection that is left, and how it came about. */
export interface Decision {
  readonly connection: number;
  readonly branch: Branch;
}

/** The way that stands where a step of a connection can be understood in several; 0 where nothing was decided. */
export type Ways = (connection: number, step: number, among: number | undefined) => number;

/** A step that means something else than it seemed to mean when it was read. */
export interface Turn {
  readonly step: FlowStep;
  readonly key: string;
  readonly way: number;
}

const keyOf = (connection: number, step: number, among: number | undefined): string => `${connection} ${step} ${among ?? ''}`;

/** Where the decisions speak for another way than the one that is told while nothing speaks against it. */
export const turnsOf = (decisions: readonly Decision[]): readonly Turn[] => {
  const turns: Turn[] = [];
  for (const { connection, branch } of decisions) {
    for (let at: Branch | undefined = branch; at !== undefined; at = at.before) {
      if (at.way !== 0) turns.push({ step: at.step, key: keyOf(connection, at.step.id, at.among), way: at.way });
    }
  }
  return turns;
};

export const waysOf = (turns: readonly Turn[]): Ways => {
  const ways = new Map(turns.map(({ key, way }) => [key, way]));
  return (connection, step, among) => ways.get(keyOf(connection, step, among)) ?? 0;
};
