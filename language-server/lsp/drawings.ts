// tcpflow/drawings: the diagrams of a document.
import { drawAll } from '../core/diagram/draw.ts';
import type { Drawings } from '../protocol.ts';
import type { FlowDocument } from './document.ts';

export const drawingsOf = (document: FlowDocument): Drawings =>
  ({ uri: document.uri, version: document.version, drawings: drawAll(document.analysis().timelines) });
