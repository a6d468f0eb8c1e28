#!/usr/bin/env node
// The language server over stdio. Committed, so that npm links it before the first build.
import { oldNode } from './old-node.js';

if (!oldNode('tcpflow-language-server')) await import('../out/server.cjs');
